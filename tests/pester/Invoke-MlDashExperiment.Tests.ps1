BeforeAll { Import-Module MlDash -Force }

Describe 'Invoke-MlDashExperiment -Capture:$<_>' -ForEach $false, $true {
    BeforeAll { $capture = $_ }

    It 'completes the experiment when the block ends, and hands out its output' {
        Invoke-MlDashExperiment block/plain -Root $TestDrive -Capture:$capture { param($Experiment) "in $Experiment"; 1; 2 } | Should -Be @('in block/plain', 1, 2)
        (Get-MlDashExperiment block/plain -Root $TestDrive).Status | Should -Be 'Completed'
        Get-MlDashExperiment -Current | Should -BeNullOrEmpty
    }

    It 'lets output flow while the block runs' {
        $seen = [Collections.ArrayList]::new()
        Invoke-MlDashExperiment block/stream -Root $TestDrive -Capture:$capture { foreach ($i in 1..3) { $null = $seen.Add("out $i"); $i } } | ForEach-Object { $null = $seen.Add("got $_") }
        $seen | Should -Be @('out 1', 'got 1', 'out 2', 'got 2', 'out 3', 'got 3')
    }

    It 'shows the block the variables of its caller' {
        $mine = 'value'
        Invoke-MlDashExperiment block/scope -Root $TestDrive -Capture:$capture { $mine } | Should -Be 'value'
    }

    It 'makes the experiment the current one inside' {
        Invoke-MlDashExperiment block/current -Root $TestDrive -Capture:$capture { Add-MlDashMetric train @{ loss = 1 } }
        (Get-MlDashExperiment block/current -Root $TestDrive | Get-MlDashMetric train).TotalPoints | Should -Be 1
    }

    It 'notes a terminating error and rethrows it as it was' {
        $caught = $null
        try { Invoke-MlDashExperiment block/throws -Root $TestDrive -Capture:$capture { throw [InvalidOperationException]::new('bad luck') } }
        catch [InvalidOperationException] { $caught = $_ }
        $caught.Exception.Message | Should -BeExactly 'bad luck'
        $stored = Get-MlDashExperiment block/throws -Root $TestDrive
        $stored.Status | Should -Be 'Failed'
        $stored.Error | Should -BeExactly 'bad luck'
    }

    It 'does not take a non-terminating error for a failure' {
        Invoke-MlDashExperiment block/error -Root $TestDrive -Capture:$capture { $ErrorActionPreference = 'Continue'; $ExecutionContext.InvokeCommand.GetType() } | Out-Null
        (Get-MlDashExperiment block/error -Root $TestDrive).Status | Should -Be 'Completed'
    }

    It 'completes when a command downstream has had enough' {
        Invoke-MlDashExperiment block/first -Root $TestDrive -Capture:$capture { 1..1000 } | Select-Object -First 2 | Should -Be @(1, 2)
        (Get-MlDashExperiment block/first -Root $TestDrive).Status | Should -Be 'Completed'
    }

    It 'completes when the block returns or breaks' {
        Invoke-MlDashExperiment block/return -Root $TestDrive -Capture:$capture { 1; return; 2 } | Should -Be 1
        foreach ($once in 1) { Invoke-MlDashExperiment block/break -Root $TestDrive -Capture:$capture { break } }
        (Get-MlDashExperiment block/return -Root $TestDrive).Status | Should -Be 'Completed'
        (Get-MlDashExperiment block/break -Root $TestDrive).Status | Should -Be 'Completed'
    }

    It 'cancels when the pipeline is stopped' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($Root, $Capture) Import-Module MlDash; Invoke-MlDashExperiment block/stopped -Root $Root -Capture:$Capture { while ($true) { Start-Sleep -Milliseconds 20 } }').AddArgument("$TestDrive").AddArgument($capture)
        $running = $shell.BeginInvoke()
        foreach ($try in 1..200) {
            if ([IO.File]::Exists((Join-Path $TestDrive 'block' 'stopped' 'experiment.json'))) { break }
            Start-Sleep -Milliseconds 50
        }
        $shell.Stop()
        $shell.Dispose()
        (Get-MlDashExperiment block/stopped -Root $TestDrive).Status | Should -Be 'Cancelled'
    }

    It 'nests' {
        Invoke-MlDashExperiment block/outer -Root $TestDrive -Capture:$capture {
            Write-MlDashLog 'outer 1'
            Invoke-MlDashExperiment block/inner -Root $TestDrive -Capture:$capture { Write-MlDashLog 'inner' }
            Write-MlDashLog 'outer 2'
        }
        (Get-MlDashExperiment block/outer -Root $TestDrive | Get-MlDashLog).Message | Should -Be @('outer 1', 'outer 2')
        (Get-MlDashExperiment block/inner -Root $TestDrive | Get-MlDashLog).Message | Should -Be 'inner'
    }

    It 'feeds pipeline input to the block' {
        1..3 | Invoke-MlDashExperiment block/input -Root $TestDrive -Capture:$capture { process { $_ * 10 } } | Should -Be @(10, 20, 30)
    }

    It 'bears a block that completes the experiment itself' {
        Invoke-MlDashExperiment block/itself -Root $TestDrive -Capture:$capture { Complete-MlDashExperiment -Status Cancelled }
        (Get-MlDashExperiment block/itself -Root $TestDrive).Status | Should -Be 'Cancelled'
    }

    It 'answers to Use-MlDashExperiment' {
        Use-MlDashExperiment block/alias -Root $TestDrive -Capture:$capture { 'hi' } | Should -Be 'hi'
    }
}
