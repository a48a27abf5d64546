BeforeAll { Import-Module MlDash -Force }

Describe 'Get-MlDashMetricSummary' {
    It 'looks at the last values, and changes nothing' {
        $null = Start-MlDashExperiment peek -Root $TestDrive
        1..8 | ForEach-Object { Add-MlDashMetric train @{ loss = $_ } -Buffer }
        (Get-MlDashMetricSummary).Values | Should -Be @(4, 5, 6, 7, 8)
        (Get-MlDashMetricSummary train -Last 2).Values | Should -Be @(7, 8)
        (Get-MlDashMetricSummary 'tr*' -Last 0).Count | Should -Be 8
        Get-MlDashMetricSummary eval | Should -BeNullOrEmpty
        Complete-MlDashExperiment
    }
}
