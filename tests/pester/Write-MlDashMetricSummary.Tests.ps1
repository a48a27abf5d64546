BeforeAll { Import-Module MlDash -Force }

Describe 'Write-MlDashMetricSummary' {
    BeforeEach { $experiment = Start-MlDashExperiment "summary/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { $experiment | Complete-MlDashExperiment }

    It 'knows all thirteen aggregations' {
        1, 2, 3, 4 | ForEach-Object { Add-MlDashMetric train @{ loss = $_ } -Buffer }
        Write-MlDashMetricSummary Mean, Std, Min, Max, Count, Median, Sum, P50, P90, P95, P99, First, Last @{ step = 5 }
        $point = Get-MlDashMetric train -Points
        $point.step | Should -Be 5
        $point.'loss.mean' | Should -Be 2.5
        $point.'loss.std' | Should -Be 1.2909944487358056
        $point.'loss.min' | Should -Be 1
        $point.'loss.max' | Should -Be 4
        $point.'loss.count' | Should -Be 4
        $point.'loss.median' | Should -Be 2.5
        $point.'loss.sum' | Should -Be 10
        $point.'loss.p90' | Should -Be 3.7
        $point.'loss.p95' | Should -Be 3.85
        $point.'loss.p99' | Should -Be 3.97
        $point.'loss.first' | Should -Be 1
        $point.'loss.last' | Should -Be 4
    }

    It 'writes one point for each metric, then forgets' {
        Add-MlDashMetric @{ train = @{ loss = 1 }; eval = @{ loss = 2 } } -Buffer
        Write-MlDashMetricSummary -PassThru | Should -Be @('eval', 'train')
        Write-MlDashMetricSummary -PassThru | Should -BeNullOrEmpty
        (Get-MlDashMetric train).TotalPoints | Should -Be 1
    }

    It 'is cumulative with -Keep' {
        Add-MlDashMetric train @{ loss = 1 } -Buffer
        Write-MlDashMetricSummary -Keep
        Add-MlDashMetric train @{ loss = 3 } -Buffer
        Write-MlDashMetricSummary
        (Get-MlDashMetric train -Points).'loss.mean' | Should -Be @(1, 2)
    }

    It 'takes metrics by name' {
        Add-MlDashMetric train @{ loss = 1 } -Buffer
        Add-MlDashMetric eval @{ loss = 1 } -Buffer
        Write-MlDashMetricSummary -Name eval -PassThru | Should -Be 'eval'
        (Get-MlDashMetricSummary).Metric | Should -Be 'train'
    }

    It 'leaves NaN and null out' {
        foreach ($value in 1, [double]::NaN, $null, 3) { Add-MlDashMetric train @{ loss = $value } -Buffer }
        Write-MlDashMetricSummary Mean, Count
        (Get-MlDashMetric train -Points).'loss.count' | Should -Be 2
    }

    It 'counts every kind of number, and a flag as 1 or 0' {
        foreach ($value in [byte]1, 2, [decimal]2.5, [single]0.5, [bigint]4, $true, $false) { Add-MlDashMetric kinds @{ x = $value } -Buffer }
        Write-MlDashMetricSummary Sum, Count
        $last = (Get-MlDashMetric kinds).Last
        $last.'x.sum' | Should -Be 11
        $last.'x.count' | Should -Be 7
    }

    It 'refuses an unknown aggregation and what is no number' {
        { Write-MlDashMetricSummary Average } | Should -Throw -ErrorId 'UnknownAggregation,*'
        { Add-MlDashMetric train @{ loss = 'low' } -Buffer } | Should -Throw -ErrorId 'NotANumber,*'
    }
}
