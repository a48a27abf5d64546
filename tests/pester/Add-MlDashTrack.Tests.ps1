BeforeAll { Import-Module MlDash -Force }

Describe 'Add-MlDashTrack' {
    BeforeEach { $experiment = Start-MlDashExperiment "track/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { $experiment | Complete-MlDashExperiment }

    It 'adds entries with a time, and flattens what is nested' {
        Add-MlDashTrack robot/pose @{ q = 1, 2; pose = @{ x = 1; y = 2 } } -Timestamp 1.5
        $entry = Get-MlDashTrack robot/pose
        $entry.Timestamp | Should -Be 1.5
        $entry.'pose.x' | Should -Be 1
        $entry.q | Should -Be @(1, 2)
    }

    It 'merges entries of one time: later fields win, objects are replaced whole' {
        Add-MlDashTrack t @{ a = 1; o = @{ x = 1; y = 2 } } -Timestamp 1
        Add-MlDashTrack t @{ b = 2; o = @{ x = 9 } } -Timestamp 1
        $entry = Get-MlDashTrack t
        $entry | Should -HaveCount 1
        $entry.a | Should -Be 1
        $entry.b | Should -Be 2
        $entry.'o.x' | Should -Be 9
        $entry.PSObject.Properties.Name | Should -Not -Contain 'o.y'
    }

    It 'keeps entries of one time apart once the first is written' {
        Add-MlDashTrack t @{ a = 1 } -Timestamp 1 -Flush
        Add-MlDashTrack t @{ b = 2 } -Timestamp 1 -Flush
        Get-MlDashTrack t | Should -HaveCount 2
    }

    It 'refuses a date that only its ticks tell from the one before' {
        $start = [datetime]::new(2020, 11, 28, 12, 0, 0, [DateTimeKind]::Utc)
        Add-MlDashTrack t @{ i = 0 } -Timestamp $start
        { Add-MlDashTrack t @{ i = 1 } -Timestamp $start.AddTicks(1) } | Should -Throw -ErrorId 'TimestampTooFine,*'
        Add-MlDashTrack t @{ i = 3 } -Timestamp $start.AddTicks(10)
        Add-MlDashTrack t @{ i = 4 } -Timestamp (Get-Date)
        (Get-MlDashTrack t).i | Should -Be @(0, 3, 4)
    }

    It 'never makes the same time twice by itself' {
        foreach ($i in 1..200) { Add-MlDashTrack t @{ i = $i } }
        $entries = Get-MlDashTrack t
        $entries | Should -HaveCount 200
        $entries.i | Should -Be @(1..200)
    }

    It 'inherits the time of the append before, across metrics and topics' {
        Add-MlDashMetric m @{ x = 1 } -Timestamp 42
        Add-MlDashTrack a @{ x = 1 } -Inherit
        Add-MlDashTrack b @{ x = 1 } -Timestamp -1
        (Get-MlDashTrack a).Timestamp | Should -Be 42
        (Get-MlDashTrack b).Timestamp | Should -Be 42
    }

    It 'takes objects from the pipeline, their Timestamp as the time' {
        1..3 | ForEach-Object { [pscustomobject]@{ Timestamp = $_ * 10; v = "$_" } } | Add-MlDashTrack t
        $entries = Get-MlDashTrack t
        $entries.Timestamp | Should -Be @(10, 20, 30)
        $entries.v | Should -Be @(1, 2, 3)
    }

    It 'refuses a field named timestamp' {
        { Add-MlDashTrack t @{ timestamp = 1 } } | Should -Throw -ErrorId 'ReservedField,*'
    }

    It 'refuses a topic that would share a folder' {
        Add-MlDashTrack a/b @{ x = 1 }
        { Add-MlDashTrack a_b @{ x = 1 } } | Should -Throw -ErrorId 'TopicTaken,*'
    }
}
