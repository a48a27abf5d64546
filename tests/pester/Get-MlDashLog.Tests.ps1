BeforeAll {
    Import-Module MlDash -Force
    $experiment = Start-MlDashExperiment reading -Root $TestDrive
    foreach ($i in 1..20) { Write-MlDashLog "entry $i" -Level ($(if ($i % 5) { 'Info' } else { 'Error' })) -Timestamp ([DateTimeOffset]::UnixEpoch.AddMinutes($i)) }
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment reading -Root $TestDrive
}

Describe 'Get-MlDashLog' {
    It 'reads all entries in their order' {
        $entries = $stored | Get-MlDashLog
        $entries | Should -HaveCount 20
        $entries[0].Message | Should -Be 'entry 1'
        $entries[19].SequenceNumber | Should -Be 19
        "$($entries[4])" | Should -Be '[ERROR] entry 5'
    }

    It 'filters by <Name>' -ForEach @(
        @{ Name = 'level'; Filter = @{ Level = 'error' }; Expected = 5, 10, 15, 20 }
        @{ Name = 'text'; Filter = @{ Search = 'ENTRY 2' }; Expected = 2, 20 }
        @{ Name = 'since and until'; Filter = @{ Since = [DateTimeOffset]::UnixEpoch.AddMinutes(3); Until = [DateTimeOffset]::UnixEpoch.AddMinutes(5) }; Expected = 3, 4, 5 }
        @{ Name = 'first'; Filter = @{ First = 2 }; Expected = 1, 2 }
        @{ Name = 'skip'; Filter = @{ Skip = 18 }; Expected = 19, 20 }
        @{ Name = 'last'; Filter = @{ Last = 3 }; Expected = 18, 19, 20 }
        @{ Name = 'tail of a level'; Filter = @{ Tail = 2; Level = 'Error' }; Expected = 15, 20 }
    ) {
        ($stored | Get-MlDashLog @Filter).Message | Should -Be ($Expected | ForEach-Object { "entry $_" })
    }

    It 'sees what was queued a moment ago' {
        $open = Start-MlDashExperiment queued -Root $TestDrive
        Write-MlDashLog 'now'
        (Get-MlDashLog).Message | Should -Be 'now'
        (Get-MlDashExperiment queued -Root $TestDrive | Get-MlDashLog).Message | Should -Be 'now'
        $open | Complete-MlDashExperiment
    }

    It 'follows a running experiment with -Wait until it ends' {
        $open = Start-MlDashExperiment followed -Root $TestDrive
        Write-MlDashLog 'before'
        Sync-MlDashExperiment
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($Root) Import-Module MlDash; Get-MlDashExperiment followed -Root $Root | Get-MlDashLog -Wait | ForEach-Object Message').AddArgument("$TestDrive")
        $running = $shell.BeginInvoke()
        Start-Sleep -Milliseconds 500
        Write-MlDashLog 'while'
        Sync-MlDashExperiment
        Start-Sleep -Milliseconds 300
        Write-MlDashLog 'at the end'
        Complete-MlDashExperiment
        $shell.EndInvoke($running) | Should -Be @('before', 'while', 'at the end')
        $shell.Dispose()
    }

    It 'passes over a torn last line' {
        $torn = Start-MlDashExperiment torn -Root $TestDrive
        Write-MlDashLog 'whole'
        Complete-MlDashExperiment
        [IO.File]::AppendAllText((Join-Path $torn.Folder 'logs' 'logs.jsonl'), '{"sequenceNumber": 1, "mess')
        (Get-MlDashExperiment torn -Root $TestDrive | Get-MlDashLog).Message | Should -Be 'whole'
    }
}
