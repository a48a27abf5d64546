BeforeAll { Import-Module MlDash -Force }

Describe 'Set-MlDashFile' {
    It 'changes what is given and leaves the rest' {
        $null = Start-MlDashExperiment set -Root $TestDrive
        'x' | Save-MlDashFile -Name x.txt -AsText -Description before -Tags a -Metadata @{ k = 1 }
        $changed = Set-MlDashFile x.txt -Tag b, c -Bindr r -PassThru
        $changed.Tags | Should -Be @('b', 'c')
        $changed.Bindrs | Should -Be 'r'
        $changed.Description | Should -Be 'before'
        Set-MlDashFile x.txt -Description after -Metadata @{ k = 2 }
        $file = Get-MlDashFile x.txt
        $file.Tags | Should -Be @('b', 'c')
        $file.Description | Should -Be 'after'
        $file.Metadata.k | Should -Be 2
        Set-MlDashFile x.txt -Tag @() -WhatIf
        (Get-MlDashFile x.txt).Tags | Should -HaveCount 2
        { Set-MlDashFile nope -Tag x -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
        Complete-MlDashExperiment
    }
}
