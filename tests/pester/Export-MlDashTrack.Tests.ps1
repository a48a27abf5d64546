BeforeAll {
    Import-Module MlDash -Force
    $null = Start-MlDashExperiment export -Root $TestDrive
    Add-MlDashTrack pose @{ x = 1; name = 'a, "b"' } -Timestamp 1
    Add-MlDashTrack pose @{ x = 2.5; q = 1, 2 } -Timestamp 2
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment export -Root $TestDrive
    function Read-Export($Format) {
        $file = Join-Path $TestDrive "out.$Format"
        $stored | Export-MlDashTrack pose $file -Format $Format -Force
        Get-Content $file -Raw
    }
}

Describe 'Export-MlDashTrack' {
    It 'writes <Format>' -ForEach @(
        @{ Format = 'Json'; Expected = '"count":2' }
        @{ Format = 'Jsonl'; Expected = '"timestamp":1.0' }
        @{ Format = 'Csv'; Expected = '"a, ""b"""' }
        @{ Format = 'Parquet'; Expected = 'PAR1' }
        @{ Format = 'Mocap'; Expected = '"frameCount":2' }
        @{ Format = 'Mcap'; Expected = 'MCAP0' }
    ) {
        Read-Export $Format | Should -BeLike "*$Expected*"
    }

    It 'has no line end behind the last line of JSON lines' {
        Read-Export Jsonl | Should -Not -Match "`n$"
        (Read-Export Jsonl).Split("`n") | Should -HaveCount 2
    }

    It 'leaves the first in a file that a second track is written to, and says so' {
        $null = Start-MlDashExperiment second -Root $TestDrive
        Add-MlDashTrack pose @{ x = 9 } -Timestamp 1
        Complete-MlDashExperiment
        $file = Join-Path $TestDrive 'two.csv'
        $stored, (Get-MlDashExperiment second -Root $TestDrive) |
            Export-MlDashTrack pose $file -Force -ErrorVariable left -ErrorAction SilentlyContinue
        $left[0].FullyQualifiedErrorId | Should -BeLike 'FilePlaceTaken,*'
        [IO.File]::ReadAllLines($file)[0] | Should -Be 'timestamp,name,q,x'
    }

    It 'takes the format from the extension' {
        $file = $stored | Export-MlDashTrack pose (Join-Path $TestDrive 'by.csv') -PassThru
        [IO.File]::ReadAllLines($file.FullName)[0] | Should -Be 'timestamp,name,q,x'
    }

    It 'writes MCAP for .mcap, JSON for a file without an extension, and asks for a format where the extension says none' {
        $file = $stored | Export-MlDashTrack pose ([IO.Path]::Combine($TestDrive, 'by.mcap')) -PassThru
        [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes($file.FullName), 1, 4) | Should -BeExactly 'MCAP'
        $file = $stored | Export-MlDashTrack pose ([IO.Path]::Combine($TestDrive, 'plain')) -PassThru
        [IO.File]::ReadAllText($file.FullName) | Should -BeLike '{"entries":*'
        $other = [IO.Path]::Combine($TestDrive, 'by.bag')
        { $stored | Export-MlDashTrack pose $other } | Should -Throw -ErrorId 'UnknownTrackFormat,*'
        [IO.File]::Exists($other) | Should -BeFalse
        $stored | Export-MlDashTrack pose $other -Format Csv
        [IO.File]::ReadAllLines($other)[0] | Should -Be 'timestamp,name,q,x'
    }

    It 'overwrites nothing without -Force, and leaves nothing of a topic without a track' {
        $file = Join-Path $TestDrive 'taken.json'
        Set-Content $file 'mine' -NoNewline
        { $stored | Export-MlDashTrack pose $file } | Should -Throw -ErrorId 'FileExists,*'
        Get-Content $file -Raw | Should -Be 'mine'
        { $stored | Export-MlDashTrack nope (Join-Path $TestDrive 'nope.json') } | Should -Throw -ErrorId 'TrackNotFound,*'
        (Join-Path $TestDrive 'nope.json') | Should -Not -Exist
    }
}
