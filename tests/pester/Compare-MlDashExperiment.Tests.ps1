BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"

    function Add-TestRuns([hashtable] $Place) {
        foreach ($number in 1..3) {
            $null = Start-MlDashExperiment "sweep/run-$number" @Place
            Set-MlDashParam ([ordered]@{ lr = 0.1 * $number; seed = 7; model = @{ arch = 'resnet' }; layers = 1, $number })
            if ($number -eq 3) { Set-MlDashParam @{ warmup = $null } }
            foreach ($step in 0..4) { Add-MlDashMetric train @{ step = $step; loss = $number + [Math]::Abs($step - 2) } }
            Add-MlDashMetric eval/top @{ 'acc.mean' = $number / 4 }
            Complete-MlDashExperiment
        }
    }
    Add-TestRuns @{ Root = "$TestDrive/runs" }
    $runs = Get-MlDashExperiment -Root "$TestDrive/runs"
}

AfterAll { Set-TestHome $null }

Describe 'Compare-MlDashExperiment' {
    It 'shows a row for each experiment, with the parameters that differ' {
        $rows = @($runs | Compare-MlDashExperiment)
        $rows.Experiment | Should -Be @('sweep/run-1', 'sweep/run-2', 'sweep/run-3')
        $rows.Status | Should -Be @('Completed', 'Completed', 'Completed')
        $rows[1].lr | Should -Be 0.2
        $rows[0].layers | Should -BeExactly '[1,1]'
        $rows[0].PSObject.Properties.Name | Sort-Object | Should -Be @('Experiment', 'layers', 'lr', 'Status', 'warmup')
    }

    It 'shows all parameters with -All, and those that are named' {
        @($runs | Compare-MlDashExperiment -All)[0].'model.arch' | Should -Be 'resnet'
        @($runs | Compare-MlDashExperiment -Parameter model.*, lr)[0].PSObject.Properties.Name | Should -Be @('Experiment', 'Status', 'lr', 'model.arch')
    }

    It 'takes <Value> as the <Choice> of a metric' -ForEach @(
        @{ Choice = 'train.loss'; Value = 4 }
        @{ Choice = 'train.loss.last'; Value = 4 }
        @{ Choice = 'train.loss.min'; Value = 2 }
        @{ Choice = 'train.LOSS.Max'; Value = 4 }
        @{ Choice = 'train.loss.mean'; Value = 3.2 }
        @{ Choice = 'train.loss.count'; Value = 5 }
        @{ Choice = 'train.step.first'; Value = 0 }
        @{ Choice = 'eval/top.acc.mean'; Value = 0.5 }
    ) {
        @($runs | Compare-MlDashExperiment -Metric $Choice)[1].$Choice | Should -BeExactly $Value
    }

    It 'shows the last value of every field of a metric' {
        $row = @($runs | Compare-MlDashExperiment -Metric train)[2]
        $row.'train.step' | Should -Be 4
        $row.'train.loss' | Should -Be 5
        $row.PSObject.Properties.Name | Should -Not -Contain 'train._ts'
    }

    It 'takes the last value that there is when the last point has none' {
        $null = Start-MlDashExperiment sparse -Root "$TestDrive/sparse"
        Add-MlDashMetric train @{ loss = 5; acc = 0.5 }
        Add-MlDashMetric train @{ loss = 4 }
        (Get-MlDashExperiment -Current | Compare-MlDashExperiment -Metric train.acc).'train.acc' | Should -Be 0.5
        Complete-MlDashExperiment
    }

    It 'turns the table with -Transpose' {
        $rows = @($runs | Compare-MlDashExperiment -Metric train.loss.min -Transpose)
        $rows.Key | Should -Be @('Status', 'lr', 'layers', 'warmup', 'train.loss.min')
        ($rows | Where-Object Key -EQ 'train.loss.min').'sweep/run-3' | Should -Be 3
    }

    It 'gives rows that Export-Csv takes' {
        $runs | Compare-MlDashExperiment -Metric train.loss.min | Export-Csv "$TestDrive/table.csv"
        $read = @(Import-Csv "$TestDrive/table.csv")
        $read | Should -HaveCount 3
        $read[2].layers | Should -Be '[1,3]'
        $read[2].'train.loss.min' | Should -Be '3'
    }

    It 'reports a metric that no experiment has, and shows the rest' {
        $rows = @($runs | Compare-MlDashExperiment -Metric train.loss, train.best.nope, other -ErrorVariable faults -ErrorAction SilentlyContinue)
        $rows | Should -HaveCount 3
        $rows[0].'train.loss' | Should -Be 3
        $faults.FullyQualifiedErrorId | Should -BeLike 'MetricNotFound,*'
        $faults.TargetObject | Should -Be @('train.best.nope', 'other')
    }

    It 'refuses a choice without a name' {
        { Compare-MlDashExperiment $runs -Metric '.min' } | Should -Throw -ErrorId 'IllegalMetricChoice,*'
    }

    It 'is shown as a table of any number of columns, with the digits that tell numbers apart' {
        $place = @{ Root = "$TestDrive/shown" }
        foreach ($number in 1..3) {
            $null = Start-MlDashExperiment "lr/r$number" @place
            Set-MlDashParam ([ordered]@{ lr = [Math]::Pow(10, -$number - 2); a = $number; b = $number; c = "text $number"; d = $number })
            Complete-MlDashExperiment
        }
        $rows = Compare-MlDashExperiment lr/* @place
        $lines = ($rows | Out-String) -split '\r?\n' | Where-Object { $_ }
        $lines[0] | Should -Match '^Experiment +Status +lr +a +b +c +d$'
        $lines[2] | Should -Match '^lr/r1 +Completed +0.001 +1 +1 +text 1 +1$'
        $lines[4] | Should -Match '^lr/r3 +Completed +1E-05 +3'
        $turned = Compare-MlDashExperiment lr/* @place -Transpose | Out-String
        $turned | Should -Match '(?m)^Key +lr/r1 +lr/r2 +lr/r3\s*$'
        $turned | Should -Match '(?m)^lr +0.001 +0.0001 +1E-05\s*$'
        # The rows keep their table behind other commands.
        $rows | Where-Object a -GT 1 | Sort-Object a -Descending | Out-String | Should -Match 'Experiment[\s\S]*lr/r3[\s\S]*lr/r2'
        $rows[0].PSObject.Properties.Name | Should -Be @('Experiment', 'Status', 'lr', 'a', 'b', 'c', 'd')
    }

    It 'leaves out the columns that the terminal has no room for, and says how many' {
        $place = @{ Root = "$TestDrive/wide" }
        foreach ($number in 1, 2) {
            $null = Start-MlDashExperiment "wide/r$number" @place
            Set-MlDashParam (1..30 | ForEach-Object -Begin { $all = [ordered]@{} } -Process { $all["parameter$_"] = "value $number" } -End { $all })
            Complete-MlDashExperiment
        }
        $lines = (Compare-MlDashExperiment wide/* @place | Out-String -Width 500) -split '\r?\n' | Where-Object { $_ }
        $lines | Should -HaveCount 4
        $lines[0] | Should -Match '\(\+\d+ more\)$'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessThan 200
    }

    It 'treats 1 and 1.0 as one value, and a missing parameter as another' {
        $null = Start-MlDashExperiment one -Root "$TestDrive/same"
        Set-MlDashParam @{ a = 1; b = $null }
        Complete-MlDashExperiment
        $null = Start-MlDashExperiment two -Root "$TestDrive/same"
        Set-MlDashParam @{ a = 1.0 }
        Complete-MlDashExperiment
        (Get-MlDashExperiment -Root "$TestDrive/same" | Compare-MlDashExperiment)[0].PSObject.Properties.Name | Should -Be @('Experiment', 'Status', 'b')
    }

    It 'sees what is queued' {
        $null = Start-MlDashExperiment queued -Root "$TestDrive/queued"
        foreach ($step in 1..100) { Add-MlDashMetric train @{ step = $step } }
        (Compare-MlDashExperiment (Get-MlDashExperiment queued -Root "$TestDrive/queued") -Metric train.step.count).'train.step.count' | Should -Be 100
        Complete-MlDashExperiment
    }
}

Describe 'Compare-MlDashExperiment with a server' {
    BeforeAll {
        $server = Start-TestServer "$TestDrive/data"
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
        Add-TestRuns @{ Remote = $server.Url; UserName = 'alice'; Project = 'p' }
    }
    AfterAll { Stop-TestServer $server }

    It 'shows the same values as of a folder' {
        $metrics = @{ Metric = 'train.loss', 'train.loss.min', 'train.loss.mean', 'eval/top' }
        $local = @($runs | Compare-MlDashExperiment @metrics | Select-Object * -ExcludeProperty Experiment)
        $remote = @(Get-MlDashExperiment @alice | Sort-Object Prefix | Compare-MlDashExperiment @metrics | Select-Object * -ExcludeProperty Experiment)
        $remote | ConvertTo-Json | Should -BeExactly ($local | ConvertTo-Json)
    }
}

Describe 'Compare-MlDashExperiment -With Server' {
    BeforeAll {
        $server = Start-TestServer "$TestDrive/copies"
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
        $null = Start-MlDashExperiment copied -Project project -Root "$TestDrive/here" -Tag a
        1..10 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        'text' | Save-MlDashFile -Name a.txt -AsText
        Complete-MlDashExperiment
        Send-MlDashExperiment project/copied -Root "$TestDrive/here" @alice
    }
    AfterAll { Stop-TestServer $server }

    It 'finds that a copy is the same, and in what it differs' {
        $same = Compare-MlDashExperiment project/copied -With Server -Root "$TestDrive/here" @alice
        $same.IsSame | Should -BeTrue
        $same.Digest | Should -Be $same.RemoteDigest
        $same.Differences | Should -BeNullOrEmpty
        ($same | Out-String) | Should -Match 'project/copied\s+same'

        Invoke-MlDashExperiment copied -Project project -Root "$TestDrive/here" { Set-MlDashParam @{ lr = 1 } }
        Set-MlDashExperiment alice/project/copied -Tag b @alice
        $differs = Compare-MlDashExperiment project/copied -With Server -Root "$TestDrive/here" @alice
        $differs.IsSame | Should -BeFalse
        "$($differs.Differences)" | Should -Be 'Detail differs Param is missing on the server'
        ($differs | Out-String) | Should -Match 'project/copied\s+Detail differs; Param is missing on the server'
    }

    It 'says so when the server has no copy, and for what is not on this machine' {
        $null = Start-MlDashExperiment alone -Project project -Root "$TestDrive/here"
        Complete-MlDashExperiment
        { Compare-MlDashExperiment project/alone -With Server -Root "$TestDrive/here" @alice } | Should -Throw -ErrorId 'ExperimentNotFound,*'
        $there = Get-MlDashExperiment alice/project/copied @alice
        { Compare-MlDashExperiment $there -With Server @alice } | Should -Throw -ErrorId 'ExperimentNotLocal,*'
    }
}
