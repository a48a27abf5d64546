BeforeAll { Import-Module MlDash -Force }

Describe 'Set-MlDashExperiment' {
    BeforeEach {
        $null = Start-MlDashExperiment "set/$([guid]::NewGuid())" -Tags a, b -Description 'before' -Root $TestDrive
        $experiment = Complete-MlDashExperiment -PassThru
    }

    It 'changes what is given and leaves the rest' {
        $experiment | Set-MlDashExperiment -Description 'after' -Bindr x -Metadata @{ k = 'v' }
        $stored = Get-MlDashExperiment $experiment.Prefix -Root $TestDrive
        $stored.Description | Should -BeExactly 'after'
        $stored.Tags | Should -Be @('a', 'b')
        $stored.Bindrs | Should -Be @('x')
        $stored.Metadata.k | Should -BeExactly 'v'
        $stored.Status | Should -Be 'Completed'
    }

    It 'adds and removes tags' {
        $experiment | Set-MlDashExperiment -AddTag c -RemoveTag a
        (Get-MlDashExperiment $experiment.Prefix -Root $TestDrive).Tags | Should -Be @('b', 'c')
    }

    It 'takes all tags away with an empty array' {
        $experiment | Set-MlDashExperiment -Tag @()
        (Get-MlDashExperiment $experiment.Prefix -Root $TestDrive).Tags | Should -HaveCount 0
    }

    It 'hands out the changed experiment with -PassThru' {
        ($experiment | Set-MlDashExperiment -AddTag z -PassThru).Tags | Should -Contain 'z'
    }

    It 'changes nothing with -WhatIf' {
        $experiment | Set-MlDashExperiment -Description 'no' -WhatIf
        (Get-MlDashExperiment $experiment.Prefix -Root $TestDrive).Description | Should -BeExactly 'before'
    }
}
