BeforeAll {
    Import-Module MlDash -Force
    $null = Start-MlDashExperiment tracks -Root $TestDrive
    foreach ($i in 1..500) { Add-MlDashTrack sorted @{ i = $i; half = $i / 2 } -Timestamp $i }
    Sync-MlDashExperiment
    foreach ($i in 5, 3, 9) { Add-MlDashTrack mixed/up @{ i = $i } -Timestamp $i -Flush }
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment tracks -Root $TestDrive
}

Describe 'Get-MlDashTrack' {
    It 'reads several tracks, by names and wildcards, each once' {
        $entries = $stored | Get-MlDashTrack 'mixed/*', sorted, mixed/up -Until 5
        ($entries | Group-Object Topic | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be @('mixed/up 2', 'sorted 5')
        ($stored | Get-MlDashTrack mixed/up, 'sor*' -ListAvailable).Topic | Should -Be @('mixed/up', 'sorted')
        ($stored | Get-MlDashTrack sorted, nope -At 3 -ErrorVariable missing -ErrorAction SilentlyContinue).i | Should -Be 3
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'TrackNotFound,*'
        $stored | Get-MlDashTrack 'none*' | Should -BeNullOrEmpty
    }

    It 'takes a topic that is there for itself, not as a pattern' {
        $null = Start-MlDashExperiment brackets -Root $TestDrive
        Add-MlDashTrack 'pose[1]' @{ x = 1 } -Timestamp 1
        Add-MlDashTrack pose1 @{ x = 2 } -Timestamp 1
        (Get-MlDashTrack 'pose[1]').x | Should -Be 1
        (Get-MlDashTrack | Get-MlDashTrack).Topic | Sort-Object | Should -Be @('pose[1]', 'pose1')
        (Get-MlDashTrack 'pose[12]').x | Should -Be 2
        Complete-MlDashExperiment
    }

    It 'lists tracks' {
        $tracks = $stored | Get-MlDashTrack
        $tracks.Topic | Should -Be @('mixed/up', 'sorted')
        $tracks[1].TotalEntries | Should -Be 500
        $tracks[1].FirstTimestamp | Should -Be 1
        $tracks[1].LastTimestamp | Should -Be 500
        $tracks[1].Columns | Should -Be @('half', 'i')
        ($stored | Get-MlDashTrack 'mixed/*' -ListAvailable).Topic | Should -Be 'mixed/up'
    }

    It 'reads in the order of time, however it was written' {
        ($stored | Get-MlDashTrack mixed/up).Timestamp | Should -Be @(3, 5, 9)
    }

    It 'reads a range, both ends with it' {
        ($stored | Get-MlDashTrack sorted -From 10 -To 12).i | Should -Be @(10, 11, 12)
        ($stored | Get-MlDashTrack mixed/up -From 4 -To 9).i | Should -Be @(5, 9)
    }

    It 'finds the entry at or before each time' {
        ($stored | Get-MlDashTrack sorted -At 1, 7.5, 499.9, 1000).i | Should -Be @(1, 7, 499, 500)
        ($stored | Get-MlDashTrack mixed/up -At 4, 9).i | Should -Be @(3, 9)
        $dates = [DateTimeOffset]::FromUnixTimeSeconds(7), [DateTime]::UnixEpoch.AddSeconds(499.9)
        ($stored | Get-MlDashTrack sorted -At $dates).i | Should -Be @(7, 499)
    }

    It 'has no entry before the first' {
        { $stored | Get-MlDashTrack sorted -At 0.5 } | Should -Throw -ErrorId 'TrackTimeBeforeFirst,*'
    }

    It 'reads the columns asked for' {
        $entry = $stored | Get-MlDashTrack sorted -To 1 -Column half
        $entry.half | Should -Be 0.5
        $entry.PSObject.Properties.Name | Should -Not -Contain 'i'
    }

    It 'reports a topic without a track' {
        { $stored | Get-MlDashTrack nope -From 1 -ErrorAction Stop } | Should -Throw -ErrorId 'TrackNotFound,*'
        { $stored | Get-MlDashTrack nope -ErrorAction Stop } | Should -Throw -ErrorId 'TrackNotFound,*'
    }
}
