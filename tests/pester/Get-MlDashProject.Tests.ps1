BeforeAll {
    Import-Module MlDash -Force
    foreach ($name in 'a', 'b') { $null = Start-MlDashExperiment $name -Project vision -Root $TestDrive; Complete-MlDashExperiment }
    $null = Start-MlDashExperiment c -Project etl -Root $TestDrive
    Complete-MlDashExperiment
}

Describe 'Get-MlDashProject' {
    It 'counts the experiments of each project' {
        $projects = Get-MlDashProject -Root $TestDrive
        $projects.Name | Should -Be @('etl', 'vision')
        $projects.ExperimentCount | Should -Be @(1, 2)
        $projects[0].LastActiveAt | Should -Not -BeNullOrEmpty
    }

    It 'takes wildcards, and reports a literal name without a project' {
        (Get-MlDashProject 'vis*' -Root $TestDrive).Name | Should -Be 'vision'
        { Get-MlDashProject nope -Root $TestDrive -ErrorAction Stop } | Should -Throw -ErrorId 'ProjectNotFound,*'
    }

    It 'pipes into Get-MlDashExperiment' {
        (Get-MlDashExperiment -Project (Get-MlDashProject vision -Root $TestDrive).Name -Root $TestDrive).Name | Should -Be @('a', 'b')
    }
}
