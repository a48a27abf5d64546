BeforeAll {
    Import-Module MlDash -Force
    $null = Start-MlDashExperiment params -Root $TestDrive
    Set-MlDashParam ([ordered]@{ model = [ordered]@{ arch = 'resnet50'; opt = @{ lr = 0.1 } }; epochs = 5 })
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment params -Root $TestDrive
}

Describe 'Get-MlDashParam' {
    It 'reads names and values' {
        ($stored | Get-MlDashParam).Name | Should -Be @('model.arch', 'model.opt.lr', 'epochs')
    }

    It 'takes wildcards' {
        ($stored | Get-MlDashParam 'model.*').Name | Should -Be @('model.arch', 'model.opt.lr')
    }

    It 'reads one nested object' {
        $nested = $stored | Get-MlDashParam -Nested
        $nested.model.opt.lr | Should -Be 0.1
        $nested.epochs | Should -Be 5
    }

    It 'reports a literal name without a parameter, but not a wildcard' {
        { $stored | Get-MlDashParam nope -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterNotFound,*'
        $stored | Get-MlDashParam 'nope*' | Should -BeNullOrEmpty
    }

    It 'nests a name that is a value and a group at once, and loses neither' {
        $null = Start-MlDashExperiment conflict -Root $TestDrive
        Set-MlDashParam model resnet
        Set-MlDashParam ([ordered]@{ 'model.n' = 2; 'model.opt.lr' = 0.1 })
        $nested = Get-MlDashParam -Nested
        $nested.model, $nested.'model.n', $nested.'model.opt'.lr | Should -Be @('resnet', 2, 0.1)
        $null = Start-MlDashExperiment again -Root $TestDrive
        $nested | Set-MlDashParam
        (Get-MlDashParam).Name | Should -Be @('model', 'model.n', 'model.opt.lr')
        Complete-MlDashExperiment
        Complete-MlDashExperiment
    }

    It 'reads nothing when none were set' {
        $null = Start-MlDashExperiment bare -Root $TestDrive
        Get-MlDashParam | Should -BeNullOrEmpty
        Complete-MlDashExperiment
    }
}
