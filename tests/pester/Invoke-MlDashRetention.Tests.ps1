BeforeAll { Import-Module MlDash -Force }

Describe 'Invoke-MlDashRetention, Get-MlDashRetention and Set-MlDashRetention' {
    BeforeEach {
        $place = @{ Root = "$TestDrive/$(New-Guid)" }
        foreach ($name in 'one', 'two', 'three') {
            Invoke-MlDashExperiment "vision/$name" @place { 'x' * 2000 | Save-MlDashFile -Name a.txt -AsText }
        }
    }

    It 'keeps the rules of a project, and refuses what is no rule' {
        Get-MlDashRetention @place | Should -BeNullOrEmpty
        (Set-MlDashRetention vision 'keep last 2; all 0d' @place -PassThru).Rule | Should -Be 'keep last 2; all 0d'
        (Get-MlDashRetention v* @place).Project | Should -Be vision
        { Set-MlDashRetention vision 'keep last 2; all soon' @place } | Should -Throw -ErrorId 'IllegalRetention*'
        Set-MlDashRetention vision '' @place -WhatIf
        Get-MlDashRetention @place | Should -HaveCount 1
        Set-MlDashRetention vision '' @place
        Get-MlDashRetention @place | Should -BeNullOrEmpty
    }

    It 'lists with -WhatIf what a run then does, and moves experiments to the recycle bin' {
        Set-MlDashRetention vision 'keep last 2; all 0d' @place
        $planned = Invoke-MlDashRetention @place -WhatIf
        $planned | Should -HaveCount 1
        $planned.Done | Should -BeFalse
        Get-MlDashExperiment @place | Should -HaveCount 3
        $done = Invoke-MlDashRetention @place -Force
        $done.Done | Should -BeTrue
        ($done | Select-Object What, Prefix, Name, Rule, Size, Freed | ConvertTo-Json) |
            Should -Be ($planned | Select-Object What, Prefix, Name, Rule, Size, Freed | ConvertTo-Json)
        (Get-MlDashRecycleBin @place).Prefix | Should -Be $planned.Prefix
        Invoke-MlDashRetention @place -WhatIf | Should -BeNullOrEmpty
    }

    It 'takes rules in the place of those of the project, and frees the bytes of files' {
        $done = Invoke-MlDashRetention vision 'files over 1 KB 0d named *.txt' @place -Force
        $done | Should -HaveCount 3
        ($done | Measure-Object Freed -Sum).Sum | Should -Be 6000
        (Get-MlDashLog -Experiment vision/one @place).Message | Should -Match 'SHA-256'
        Test-MlDashStore @place -Quiet | Should -BeTrue
        { Invoke-MlDashRetention -Rule 'all 1d' @place } | Should -Throw -ErrorId 'ProjectNeeded*'
    }
}
