BeforeAll {
    Import-Module MlDash -Force
    $env:ML_DASH_ROOT = "$TestDrive"

    function Get-Sample([string] $Prefix) { @(Get-MlDashExperiment $Prefix | Get-MlDashMetric system -Points) }

    function Get-Name($Sample) { @($Sample.PSObject.Properties.Name) }
}

AfterAll { $env:ML_DASH_ROOT = $null }

Describe 'The load of the machine' {
    It 'is recorded from the start to the end of an experiment, as means and maxima' {
        $experiment = Start-MlDashExperiment load/start -SystemMetricsInterval 1
        Start-Sleep -Milliseconds 3300
        Complete-MlDashExperiment

        $samples = Get-Sample load/start
        $samples.Count | Should -BeGreaterThan 1
        $last = $samples[-1]
        foreach ($field in 'cpu/utilization', 'memory/used', 'memory/available', 'process/cpu/utilization', 'process/memory/used', 'process/count') {
            Get-Name $last | Should -Contain $field
            Get-Name $last | Should -Contain "$field/max"
            $last."$field/max" | Should -BeGreaterOrEqual $last.$field
        }
        # Disks are asked seldom how full they are, and at once.
        $samples[0].'disk/free' | Should -BeGreaterThan 0
        $last.'process/memory/used' | Should -BeGreaterThan 10MB
        $last.'memory/used' | Should -BeGreaterThan $last.'process/memory/used'
        $ended = $experiment.EndedAt
        $samples.ForEach({ $_.Timestamp }) | Where-Object { $_ -gt $ended } | Should -BeNullOrEmpty
    }

    It 'is recorded with one point at the end when the experiment is shorter than the interval' {
        Invoke-MlDashExperiment load/block -SystemMetrics { Start-Sleep -Milliseconds 300 }

        Get-Sample load/block | Should -HaveCount 1
        Get-Name (Get-Sample load/block)[0] | Should -Contain 'memory/used'
    }

    It 'has what a watched program uses' -Skip:(-not $IsLinux) {
        Invoke-MlDashCommand -Prefix load/program -SystemMetricsInterval 1 -FilePath sh -ArgumentList '-c', 'while :; do :; done & sleep 3; kill $!; wait'

        $samples = Get-Sample load/program
        ($samples.'process/count/max' | Measure-Object -Maximum).Maximum | Should -BeGreaterOrEqual 4
        # What the program got of the processors, on a machine that has other work, too, is in the samples; this process is there with it.
        $used = ($samples | ForEach-Object -Begin { $before = (Get-MlDashExperiment load/program).StartedAt } {
                $_.'process/cpu/utilization' / 100 * [Environment]::ProcessorCount * ($_.Timestamp - $before).TotalSeconds
                $before = $_.Timestamp
            } | Measure-Object -Sum).Sum
        $program = (Get-MlDashExperiment load/program | Get-MlDashParam command.cpuSeconds).Value
        $used | Should -BeGreaterThan ($program / 2)
    }

    It 'is not recorded unless it is asked for' {
        Invoke-MlDashExperiment load/none { Add-MlDashMetric loss -Value 1 }

        (Get-MlDashExperiment load/none | Get-MlDashMetric).Name | Should -Be 'loss'
    }

    It 'is recorded by every experiment when the environment says so' {
        $env:ML_DASH_SYSTEM_METRICS = '1'
        try { Invoke-MlDashExperiment load/environment { Start-Sleep -Milliseconds 100 } } finally { $env:ML_DASH_SYSTEM_METRICS = $null }

        Get-Sample load/environment | Should -Not -BeNullOrEmpty
    }
}
