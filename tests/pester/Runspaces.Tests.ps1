BeforeAll {
    Import-Module MlDash -Force

    function Start-Shell([string] $Script, [object[]] $Arguments) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("param(`$Experiment, `$Number) Import-Module MlDash; $Script")
        foreach ($argument in $Arguments) { $null = $shell.AddArgument($argument) }
        @{ Shell = $shell; Running = $shell.BeginInvoke() }
    }

    function Complete-Shell($Work) {
        $Work.Shell.EndInvoke($Work.Running)
        $Work.Shell.Streams.Error | Should -BeNullOrEmpty
        $Work.Shell.Runspace.Dispose()
        $Work.Shell.Dispose()
    }
}

Describe 'An experiment in several runspaces' {
    It 'takes points of four runspaces at once, without a gap' {
        $experiment = Start-MlDashExperiment four -Root $TestDrive
        $work = foreach ($number in 1..4) {
            Start-Shell 'foreach ($step in 1..1000) { Add-MlDashMetric train @{ step = $step; runspace = $Number } -Experiment $Experiment }' $experiment, $number
        }
        foreach ($one in $work) { Complete-Shell $one }
        Complete-MlDashExperiment
        $points = @(Get-MlDashExperiment four -Root $TestDrive | Get-MlDashMetric train -Points)
        $points | Should -HaveCount 4000
        for ($i = 0; $i -lt 4000; $i++) { if ($points[$i].Index -ne $i) { throw "Point $i has the index $($points[$i].Index)." } }
        foreach ($number in 1..4) {
            $own = @($points | Where-Object runspace -EQ $number)
            $own | Should -HaveCount 1000
            for ($i = 0; $i -lt 1000; $i++) { if ($own[$i].step -ne $i + 1) { throw "Runspace ${number}: point $i has the step $($own[$i].step)." } }
        }
    }

    It 'takes logs, parameters, tracks and files of ForEach-Object -Parallel' {
        $experiment = Start-MlDashExperiment parallel -Root $TestDrive
        1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module MlDash
            $experiment = $using:experiment
            foreach ($i in 1..50) { Write-MlDashLog "$_ $i" -Experiment $experiment }
            Set-MlDashParam @{ "p$_" = $_ } -Experiment $experiment
            Add-MlDashTrack "track/$_" @{ x = $_ } -Timestamp 1 -Experiment $experiment
            "text $_" | Save-MlDashFile -Name "file-$_.txt" -AsText -Experiment $experiment
        }
        Complete-MlDashExperiment
        $stored = Get-MlDashExperiment parallel -Root $TestDrive
        ($stored | Get-MlDashLog) | Should -HaveCount 200
        ($stored | Get-MlDashParam) | Should -HaveCount 4
        ($stored | Get-MlDashTrack) | Should -HaveCount 4
        ($stored | Get-MlDashFile) | Should -HaveCount 4
    }

    It 'is started in one of them, and refused in the others until it is completed' {
        $start = "try { `$null = Start-MlDashExperiment shared -Root '$TestDrive' -ErrorAction Stop; 'started' } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $experiment = Start-MlDashExperiment shared -Root $TestDrive
        $id, $message = Complete-Shell (Start-Shell $start)
        $id | Should -BeLike 'ExperimentOpen,*'
        $message | Should -BeLike '*shared*another runspace*'
        Complete-Shell (Start-Shell 'Complete-MlDashExperiment -Experiment $Experiment' $experiment)
        # The runspace completes what it leaves open when it ends.
        Complete-Shell (Start-Shell $start) | Should -Be 'started'
        Start-MlDashExperiment shared -Root $TestDrive | Complete-MlDashExperiment
        (Get-MlDashExperiment shared -Root $TestDrive).Runs.Status | Should -Be @('Completed', 'Completed', 'Completed')
        { Complete-MlDashExperiment } | Should -Throw -ErrorId 'ExperimentCompleted,*'
    }

    It 'is completed in one of them, and says so in the others' {
        $experiment = Start-MlDashExperiment once -Root $TestDrive
        Add-MlDashMetric train @{ step = 1 }
        Complete-Shell (Start-Shell 'Complete-MlDashExperiment -Experiment $Experiment' $experiment, 0)
        { Add-MlDashMetric train @{ step = 2 } } | Should -Throw -ErrorId 'ExperimentCompleted,*'
        { Write-MlDashLog 'late' -Experiment $experiment } | Should -Throw '*once*completed*'
        { Complete-MlDashExperiment } | Should -Throw -ErrorId 'ExperimentCompleted,*'
        Get-MlDashExperiment -Current | Should -BeNullOrEmpty
        (Get-MlDashExperiment once -Root $TestDrive).Status | Should -Be 'Completed'
    }

    It 'is completed while others record: what they were told is recorded, is' {
        $experiment = Start-MlDashExperiment race -Root $TestDrive
        $work = foreach ($number in 1..3) {
            Start-Shell 'for ($n = 0; $n -lt 1e6; $n++) { try { Add-MlDashMetric train @{ n = $n } -Experiment $Experiment -ErrorAction Stop } catch { if ($_.FullyQualifiedErrorId -notlike "ExperimentCompleted,*") { throw } break } }; $n' $experiment, $number
        }
        # On a busy machine a runspace takes a while to record its first point.
        $deadline = (Get-Date).AddSeconds(60)
        while (-not (Get-MlDashMetric -Experiment $experiment | Where-Object TotalPoints -GT 0) -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 50 }
        Complete-MlDashExperiment
        $told = 0
        foreach ($one in $work) { $told += @(Complete-Shell $one)[-1] }
        $told | Should -BeGreaterThan 0
        (Get-MlDashExperiment race -Root $TestDrive | Get-MlDashMetric train).TotalPoints | Should -Be $told
    }

    It 'of another runspace is no loss when that one ends first' {
        $held = @{}
        $shell = [powershell]::Create()
        $held.Experiment = $shell.AddScript('param($Root) Import-Module MlDash; Start-MlDashExperiment other -Root $Root').AddArgument("$TestDrive").Invoke()[0].PSObject.BaseObject
        Add-MlDashMetric train @{ step = 1 } -Experiment $held.Experiment
        $shell.Runspace.Dispose()
        $shell.Dispose()
        { Add-MlDashMetric train @{ step = 2 } -Experiment $held.Experiment } | Should -Throw -ErrorId 'ExperimentCompleted,*'
        (Get-MlDashExperiment other -Root $TestDrive | Get-MlDashMetric train).TotalPoints | Should -Be 1
    }
}

Describe 'An experiment that went through a job' {
    BeforeAll {
        $null = Start-MlDashExperiment sent -Root $TestDrive
        Write-MlDashLog 'kept'
        Set-MlDashParam @{ lr = 0.1 }
        Add-MlDashMetric train @{ loss = 0.5 }
        Complete-MlDashExperiment
        $text = [Management.Automation.PSSerializer]::Serialize((Get-MlDashExperiment sent -Root $TestDrive))
        $copy = [Management.Automation.PSSerializer]::Deserialize($text)
    }

    It 'is refused for changes, with what to do instead' {
        { Write-MlDashLog 'x' -Experiment $copy } | Should -Throw "*copy of 'sent'*-Resume*"
        { Set-MlDashParam @{ lr = 1 } -Experiment $copy } | Should -Throw "*copy of 'sent'*"
        { Remove-MlDashExperiment $copy -Force } | Should -Throw "*copy of 'sent'*"
        { $copy | Remove-MlDashExperiment -Force -ErrorAction Stop } | Should -Throw "*copy of 'sent'*"
    }

    It 'is read where it is kept, wherever the session stands' {
        Push-Location ([IO.Path]::GetTempPath())
        try {
            (Get-MlDashLog -Experiment $copy).Message | Should -Be 'kept'
            ($copy | Get-MlDashMetric train -Points).loss | Should -Be 0.5
            ($copy, $copy | Get-MlDashParam lr).Value | Should -Be @(0.1, 0.1)
            (Get-MlDashLog -Experiment $copy, $copy).Count | Should -Be 2
            ($copy | Get-MlDashExperiment).Id | Should -Be $copy.Id
        }
        finally { Pop-Location }
    }

    It 'is found by the data that was read of it, too' {
        Get-MlDashMetric train -Experiment $copy | Export-Clixml $TestDrive/metric.xml
        ((Import-Clixml $TestDrive/metric.xml).Experiment | Get-MlDashLog).Message | Should -Be 'kept'
    }

    It 'is an error when it is gone' {
        $gone = [Management.Automation.PSSerializer]::Deserialize($text.Replace('>sent<', '>gone<'))
        { Get-MlDashLog -Experiment $gone -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound,*'
    }
}
