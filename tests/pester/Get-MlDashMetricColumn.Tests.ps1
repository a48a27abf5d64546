BeforeAll { Import-Module MlDash -Force }

Describe 'Get-MlDashMetric -AsColumn' {
    BeforeAll {
        $root = Join-Path $TestDrive columns
        Start-MlDashExperiment team/run -Root $root | Out-Null
        0..2499 | ForEach-Object { [pscustomobject]@{ step = $_; loss = 1 / ($_ + 1); _ts = 1790000000 + $_ } } | Add-MlDashMetric train
        Add-MlDashMetric train @{ step = 2500; loss = [double]::NaN; best = $true; note = 'end'; _ts = 1790002500 }
        Add-MlDashMetric eval ([ordered]@{ accuracy = 0.5; Index = 7; _ts = 1790000000 })
        Complete-MlDashExperiment
        $from = @{ Experiment = 'team/run'; Root = $root }
    }

    It 'gives one object a metric, with an array for each field that holds numbers' {
        $train = Get-MlDashMetric train -AsColumn @from

        @($train).Count | Should -Be 1
        $train.PSObject.Properties.Name | Should -Be step, loss, _ts, best, Index, Metric, Experiment
        , $train.loss | Should -BeOfType ([double[]])
        , $train.Index | Should -BeOfType ([long[]])
        $train.loss.Count | Should -Be 2501
        $train.loss[0..2] | Should -Be 1, 0.5, (1 / 3)
        [double]::IsNaN($train.loss[-1]) | Should -BeTrue
        $train.best[-1] | Should -Be 1
        [double]::IsNaN($train.best[-2]) | Should -BeTrue
        [Linq.Enumerable]::Sum($train.step) | Should -Be (2500 * 2501 / 2)
        $train.Metric | Should -Be train
        $train.Experiment.Prefix | Should -Be 'team/run'
    }

    It 'reads the points that are chosen' {
        (Get-MlDashMetric train -AsColumn -Last 3 @from).Index | Should -Be 2498, 2499, 2500
        (Get-MlDashMetric train -AsColumn -Skip 1200 -First 2 @from).step | Should -Be 1200, 1201
        (Get-MlDashMetric train -AsColumn -Since 1790000010 -Until 1790000011 @from).step | Should -Be 10, 11
        (Get-MlDashMetric train -AsColumn -Field LOSS -First 1 @from).PSObject.Properties.Name | Should -Be loss, Index, Metric, Experiment
    }

    It 'keeps a field that is called as one of its own properties' {
        $eval = Get-MlDashMetric eval -AsColumn @from

        $eval.Index | Should -Be 7
        ($eval | Out-String) | Should -Match 'eval +1 accuracy, Index, _ts'
    }

    It 'shows how many points there are in which columns' {
        (Get-MlDashMetric train -AsColumn @from | Out-String) | Should -Match 'train +2,501 step, loss, _ts, best'
    }

    It 'reads all metrics from the pipeline, each as one object' {
        (Get-MlDashExperiment team/run -Root $root | Get-MlDashMetric -AsColumn).Metric | Should -Be eval, train
    }

    It 'reports a field that no point has' {
        $columns = Get-MlDashMetric train -AsColumn -Field nope @from -ErrorVariable faults -ErrorAction SilentlyContinue

        $faults.FullyQualifiedErrorId | Should -BeLike 'FieldNotFound,*'
        $columns.Index.Count | Should -Be 2501
    }

    It 'cannot be combined with -Bucket' {
        { Get-MlDashMetric train -AsColumn -Bucket 5 @from } | Should -Throw -ErrorId 'ConflictingParameters,*'
    }
}
