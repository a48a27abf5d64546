BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $root = "$TestDrive/runs"

    # Records in a runspace of its own, as another script does, and completes when it is told.
    function Start-OtherRun([string] $Name, [string] $Status = 'Completed') {
        $shell = [powershell]::Create().AddScript({
                param($Root, $Name, $Status, $Release)
                Import-Module MlDash
                $null = Start-MlDashExperiment $Name -Root $Root
                Add-MlDashMetric train @{ step = 1 } -Flush
                $null = $Release.Wait(60000)
                Complete-MlDashExperiment -Status $Status
            }).AddArgument($root).AddArgument($Name).AddArgument($Status).AddArgument(($release = [Threading.ManualResetEventSlim]::new()))
        $result = $shell.BeginInvoke()
        while ((Get-MlDashExperiment $Name -Root $root -ErrorAction SilentlyContinue).Status -ne 'Running') { Start-Sleep -Milliseconds 20 }
        @{ Shell = $shell; Result = $result; Release = $release }
    }

    function Complete-OtherRun($Run) {
        $Run.Release.Set()
        $null = $Run.Shell.EndInvoke($Run.Result)
        $Run.Shell.Dispose()
    }
}

AfterAll { Set-TestHome $null }

Describe 'Wait-MlDashExperiment' {
    It 'returns an experiment when its recording elsewhere has ended, as it is then' {
        $other = Start-OtherRun other Failed
        $running = Get-MlDashExperiment other -Root $root
        $waiting = [powershell]::Create().AddScript({ param($Run) Import-Module MlDash; $Run | Wait-MlDashExperiment -Interval 0.05 }).AddArgument($running)
        $result = $waiting.BeginInvoke()
        $result.AsyncWaitHandle.WaitOne(500) | Should -BeFalse
        Complete-OtherRun $other
        $result.AsyncWaitHandle.WaitOne(10000) | Should -BeTrue
        $waiting.EndInvoke($result).Status | Should -Be 'Failed'
        $waiting.Dispose()
    }

    It 'returns what has ended at once, and reports what has not after the timeout' {
        $other = Start-OtherRun slow
        try {
            $null = Start-MlDashExperiment ended -Root $root
            Complete-MlDashExperiment
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $found = @(Get-MlDashExperiment slow, ended -Root $root | Wait-MlDashExperiment -Timeout 0.3 -Interval 0.05 -ErrorVariable faults -ErrorAction SilentlyContinue)
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            $found.Prefix | Should -Be 'ended'
            $faults | Should -HaveCount 1
            $faults[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
            $faults[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
            $faults[0].TargetObject | Should -Be 'slow'
        } finally { Complete-OtherRun $other }
    }

    It 'ends at once when it is stopped' {
        $other = Start-OtherRun stopped
        try {
            $waiting = [powershell]::Create().AddScript({ param($Run) Import-Module MlDash; $Run | Wait-MlDashExperiment -Interval 3600 }).AddArgument((Get-MlDashExperiment stopped -Root $root))
            $result = $waiting.BeginInvoke()
            $result.AsyncWaitHandle.WaitOne(500) | Should -BeFalse
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $waiting.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
            $waiting.InvocationStateInfo.State | Should -Be 'Stopped'
            $waiting.Dispose()
        } finally { Complete-OtherRun $other }
    }

    It 'refuses what this session records, which would never end' {
        $open = Start-MlDashExperiment own -Root $root
        { Wait-MlDashExperiment $open -Timeout 1 } | Should -Throw -ErrorId 'ExperimentOpen,*'
        Complete-MlDashExperiment
    }

    It 'reports one that was removed meanwhile' {
        $null = Start-MlDashExperiment gone -Root $root
        Complete-MlDashExperiment
        $gone = Get-MlDashExperiment gone -Root $root
        Remove-MlDashExperiment $gone -Force
        { Wait-MlDashExperiment $gone -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound,*'
    }

    It 'waits for an experiment on a server' {
        $server = Start-TestServer "$TestDrive/data"
        try {
            $alice = @{ Remote = $server.Url; UserName = 'alice' }
            $null = Start-MlDashExperiment far -Project p @alice
            Complete-MlDashExperiment -Status Cancelled
            (Get-MlDashExperiment @alice | Wait-MlDashExperiment -Timeout 20).Status | Should -Be 'Cancelled'
        } finally { Stop-TestServer $server }
    }
}
