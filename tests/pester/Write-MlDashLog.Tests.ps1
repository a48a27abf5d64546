BeforeAll { Import-Module MlDash -Force }

Describe 'Write-MlDashLog' {
    BeforeEach { $experiment = Start-MlDashExperiment "log/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { if ($experiment.IsOpen) { $experiment | Complete-MlDashExperiment } }

    It 'writes <Level>' -ForEach @(
        @{ Level = 'Debug' }, @{ Level = 'Info' }, @{ Level = 'Warn' }, @{ Level = 'Error' }, @{ Level = 'Fatal' }, @{ Level = 'INFO' }
    ) {
        Write-MlDashLog 'text' -Level $Level
        ($experiment | Get-MlDashLog).Level | Should -Be $Level
    }

    It 'takes Warning for Warn, and Info by default' {
        Write-MlDashLog 'a' -Level Warning
        Write-MlDashLog 'b'
        ($experiment | Get-MlDashLog).Level | Should -Be @('Warn', 'Info')
    }

    It 'refuses an unknown level and lists the five' {
        { Write-MlDashLog 'x' -Level loud } | Should -Throw -ErrorId 'UnknownLogLevel,*'
        { Write-MlDashLog 'x' -Level loud } | Should -Throw -ExpectedMessage '*debug, info, warn, error, fatal*'
    }

    It 'keeps any text exactly' {
        $text = "naïve – 日本語 🚀 tab`t quote`" backslash\ newline`n null`0 end"
        Write-MlDashLog $text
        ($experiment | Get-MlDashLog).Message | Should -BeExactly $text
    }

    It 'keeps metadata' {
        Write-MlDashLog 'x' -Metadata @{ gpu = 0; nested = @{ a = 1, 2 }; ratio = 5.0 }
        $metadata = ($experiment | Get-MlDashLog).Metadata
        $metadata.gpu | Should -Be 0
        $metadata.nested.a | Should -Be @(1, 2)
        $metadata.ratio | Should -BeOfType ([double])
    }

    It 'takes texts from the pipeline, in order' {
        'a', 'b', 'c' | Write-MlDashLog
        ($experiment | Get-MlDashLog).Message | Should -Be @('a', 'b', 'c')
        ($experiment | Get-MlDashLog).SequenceNumber | Should -Be @(0, 1, 2)
    }

    It 'takes an error record, by pipeline or parameter, with its details' {
        try { [int]::Parse('x') } catch { $_ | Write-MlDashLog; Write-MlDashLog -ErrorRecord $_ -Level Fatal }
        $entries = $experiment | Get-MlDashLog
        $entries.Level | Should -Be @('Error', 'Fatal')
        $entries[0].Metadata.errorId | Should -Be 'FormatException'
        $entries[0].Metadata.stack | Should -Match 'Write-MlDashLog.Tests.ps1'
    }

    It 'takes a table that Format-Table has made as one entry, as it is shown' {
        'before' | Write-MlDashLog
        [pscustomobject]@{ Name = 'lr'; Value = 12 }, [pscustomobject]@{ Name = 'layers'; Value = 3 } | Format-Table | Write-MlDashLog -Level Debug
        (Get-MlDashLog).Message -replace ' {2,}', ' ' | Select-Object -Last 2 | Should -Be @('before', "Name Value`n---- -----`nlr 12`nlayers 3")
        (Get-MlDashLog)[-1].Level | Should -Be 'Debug'
    }

    It 'takes any object as its text' {
        42, [version]'1.2.3' | Write-MlDashLog
        [pscustomobject]@{ Name = 'n'; Count = 3 } | Write-MlDashLog
        $entries = $experiment | Get-MlDashLog
        $entries.Message[0..1] | Should -Be @('42', '1.2.3')
        $entries[2].Metadata.Count | Should -Be 3
    }

    It 'shows an entry on the stream of its level with -Echo' {
        (Write-MlDashLog 'w' -Level Warn -Echo 3>&1).Message | Should -Be 'w'
        (Write-MlDashLog 'i' -Echo 6>&1).MessageData | Should -Be 'i'
        (& { $DebugPreference = 'Continue'; Write-MlDashLog 'd' -Level Debug -Echo 5>&1 }).Message | Should -Be 'd'
        $ErrorActionPreference = 'Continue'
        "$(Write-MlDashLog 'e' -Level Error -Echo 2>&1)" | Should -Be 'e'
    }

    It 'is silent otherwise, and hands out the entry with -PassThru' {
        Write-MlDashLog 'x' | Should -BeNullOrEmpty
        (Write-MlDashLog 'y' -Level Warn -PassThru).Message | Should -Be 'y'
    }

    It 'writes to the experiment given, also from the pipeline' {
        $other = Start-MlDashExperiment log/other -Root $TestDrive
        Write-MlDashLog 'one' -Experiment $experiment
        $experiment | Write-MlDashLog 'two'
        $other | Complete-MlDashExperiment
        ($experiment | Get-MlDashLog).Message | Should -Be @('one', 'two')
    }

    It 'refuses a secret' {
        { Write-MlDashLog 'x' -Metadata @{ password = [securestring]::new() } } | Should -Throw -ErrorId 'SecretRefused,*'
    }

    It 'refuses an experiment that is completed, or was only read' {
        Complete-MlDashExperiment
        { $experiment | Write-MlDashLog 'x' } | Should -Throw -ErrorId 'ExperimentCompleted,*'
        { Get-MlDashExperiment $experiment.Prefix -Root $TestDrive | Write-MlDashLog 'x' } | Should -Throw -ErrorId 'ExperimentNotOpen,*'
        { Write-MlDashLog 'x' } | Should -Throw -ErrorId 'ExperimentNotStarted,*'
    }

    It 'completes levels' {
        $line = "Write-MlDashLog 'x' -Level Wa"
        [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Contain 'Warn'
    }
}
