BeforeAll { Import-Module MlDash -Force }

Describe 'Restore-MlDashExperiment' {
    BeforeEach {
        $place = @{ Root = "$TestDrive/$(New-Guid)" }
        foreach ($name in 'one', 'two') {
            Invoke-MlDashExperiment "vision/$name" @place { Write-MlDashLog "I am $name" }
        }
        Remove-MlDashExperiment vision/one, vision/two @place -Force
    }

    It 'brings back what was removed, by its path' {
        (Restore-MlDashExperiment vision/one @place).Prefix | Should -Be vision/one
        (Get-MlDashExperiment vision/one @place | Get-MlDashLog).Message | Should -Be 'I am one'
        (Get-MlDashRecycleBin @place).Prefix | Should -Be vision/two
    }

    It 'takes entries from the pipeline, and wildcards' {
        (Get-MlDashRecycleBin vision/two @place | Restore-MlDashExperiment).Prefix | Should -Be vision/two
        (Restore-MlDashExperiment vision/* @place).Prefix | Should -Be vision/one
        Get-MlDashRecycleBin @place | Should -BeNullOrEmpty
    }

    It 'brings back the last removed of one path, and refuses what is there again' {
        Invoke-MlDashExperiment vision/one @place { Write-MlDashLog 'later' }
        Restore-MlDashExperiment vision/one @place -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ExperimentExists,*'
        Remove-MlDashExperiment vision/one @place -Force
        (Restore-MlDashExperiment vision/one @place | Get-MlDashLog).Message | Should -Be 'later'
        (Restore-MlDashExperiment vision/one -NewPrefix vision/earlier @place | Get-MlDashLog).Message | Should -Be 'I am one'
    }

    It 'refuses several for one path, and an unknown one' {
        { Restore-MlDashExperiment vision/* -NewPrefix vision/three @place } | Should -Throw -ErrorId 'ExperimentAmbiguous,*'
        Restore-MlDashExperiment vision/none @place -ErrorAction SilentlyContinue -ErrorVariable missing
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'RecycledNotFound,*'
    }

    It 'restores nothing with -WhatIf' {
        Restore-MlDashExperiment vision/one @place -WhatIf
        Get-MlDashRecycleBin @place | Should -HaveCount 2
    }
}
