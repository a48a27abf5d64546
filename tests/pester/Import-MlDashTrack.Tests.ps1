BeforeAll {
    Import-Module MlDash -Force
    $null = Start-MlDashExperiment source -Root $TestDrive
    Add-MlDashTrack pose ([ordered]@{ x = 1; name = "a, `"b`"`nc"; ok = $true }) -Timestamp 1.25
    Add-MlDashTrack pose ([ordered]@{ x = 2.5; q = 1, 2; version = '1.10'; odd = '[no list' }) -Timestamp 2
    Add-MlDashTrack pose ([ordered]@{ x = [double]::NaN }) -Timestamp 1767225600.123457
    Complete-MlDashExperiment
    $source = Get-MlDashExperiment source -Root $TestDrive
}

Describe 'Import-MlDashTrack' {
    BeforeEach { $null = Start-MlDashExperiment "import/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { Complete-MlDashExperiment }

    It 'records what Export-MlDashTrack has written as <_>' -ForEach 'csv', 'jsonl' {
        $file = $source | Export-MlDashTrack pose "$TestDrive/pose.$_" -Force -PassThru
        $track = Import-MlDashTrack copy $file.FullName -PassThru -WarningAction SilentlyContinue
        $track.TotalEntries | Should -Be 3
        $expected = @($source | Get-MlDashTrack pose) | Select-Object Timestamp, x, name, ok, q, version, odd | ConvertTo-Json
        @(Get-MlDashTrack copy) | Select-Object Timestamp, x, name, ok, q, version, odd | ConvertTo-Json | Should -BeExactly $expected
    }

    It 'reports lines that are no entries, and records the others' {
        Set-Content "$TestDrive/odd.jsonl" '{"timestamp":1,"x":1}', 'broken', '', '{"x":2}', '[3]', '{"timestamp":"2026-01-31T12:00:00Z","x":4}'
        Import-MlDashTrack odd "$TestDrive/odd.jsonl" -ErrorVariable faults -ErrorAction SilentlyContinue
        @(Get-MlDashTrack odd).x | Should -Be @(1, 4)
        @(Get-MlDashTrack odd)[1].Timestamp | Should -Be 1769860800
        $faults | Should -HaveCount 3
        $faults[0].FullyQualifiedErrorId | Should -BeLike 'EntryUnreadable,*'
        $faults.TargetObject | Should -Be @("$TestDrive/odd.jsonl:2", "$TestDrive/odd.jsonl:4", "$TestDrive/odd.jsonl:5").ForEach({ $_.Replace('/', [IO.Path]::DirectorySeparatorChar) })
    }

    It 'reads CSV of other tools: CRLF, blank lines, quoted line ends, short rows' {
        [IO.File]::WriteAllText("$TestDrive/other.csv", "timestamp,text,n`r`n1,`"two`r`nlines`",3`r`n`r`n2,plain`r`n3,x,4,5`r`n")
        Import-MlDashTrack other "$TestDrive/other.csv" -ErrorVariable faults -ErrorAction SilentlyContinue
        $entries = @(Get-MlDashTrack other)
        $entries.text | Should -Be @("two`nlines", 'plain')
        $entries[0].n | Should -Be 3
        $faults | Should -HaveCount 1
        $faults[0].Exception.Message | Should -BeLike 'Line 6 *'
    }

    It 'refuses other files, files that do not exist, and an experiment that is only read' {
        Set-Content "$TestDrive/pose.mcap" 'x'
        { Import-MlDashTrack copy "$TestDrive/pose.mcap" } | Should -Throw -ErrorId 'UnknownTrackFormat,*'
        { Import-MlDashTrack copy "$TestDrive/none.csv" } | Should -Throw -ErrorId 'SourceFileNotFound,*'
        Set-Content "$TestDrive/one.jsonl" '{"timestamp":1,"x":1}'
        { $source | Import-MlDashTrack copy "$TestDrive/one.jsonl" } | Should -Throw -ErrorId 'ExperimentNotOpen,*'
    }
}
