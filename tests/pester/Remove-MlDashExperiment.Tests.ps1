BeforeAll { Import-Module MlDash -Force }

Describe 'Remove-MlDashExperiment' {
    BeforeEach {
        $null = Start-MlDashExperiment outer -Root $TestDrive
        Write-MlDashLog 'x'
        Complete-MlDashExperiment
        $null = Start-MlDashExperiment outer/inner -Root $TestDrive
        Complete-MlDashExperiment
    }

    It 'deletes an experiment, but not the one inside its folder' {
        Get-MlDashExperiment outer -Root $TestDrive | Where-Object Prefix -eq outer | Remove-MlDashExperiment -Confirm:$false
        (Get-MlDashExperiment -Root $TestDrive).Prefix | Should -Be 'outer/inner'
        (Join-Path $TestDrive 'outer' 'logs') | Should -Not -Exist
    }

    It 'deletes many from the pipeline with -Force' {
        Get-MlDashExperiment -Root $TestDrive | Remove-MlDashExperiment -Force
        Get-MlDashExperiment -Root $TestDrive | Should -BeNullOrEmpty
    }

    It 'deletes nothing with -WhatIf, also beside -Force' {
        Get-MlDashExperiment -Root $TestDrive | Remove-MlDashExperiment -WhatIf
        Get-MlDashExperiment -Root $TestDrive | Remove-MlDashExperiment -WhatIf -Force
        Get-MlDashExperiment -Root $TestDrive | Should -HaveCount 2
    }

    It 'refuses one that is open in this session' {
        $experiment = Start-MlDashExperiment still-open -Root $TestDrive
        { $experiment | Remove-MlDashExperiment -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentOpen,*'
        Complete-MlDashExperiment
    }

    It 'asks before it deletes' {
        (Get-Command Remove-MlDashExperiment).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact | Should -Be 'High'
    }

    It 'moves to the recycle bin, or deletes for good' {
        $other = "$TestDrive/bin"
        foreach ($name in 'outer', 'outer/inner') { Invoke-MlDashExperiment $name -Root $other { Write-MlDashLog x } }
        Remove-MlDashExperiment outer/inner -Root $other -Force
        (Get-MlDashRecycleBin -Root $other).Prefix | Should -Contain 'outer/inner'
        Get-MlDashRecycleBin -Root $other | Clear-MlDashRecycleBin -Force
        $said = Remove-MlDashExperiment outer -Root $other -Permanent -Force -Verbose 4>&1
        "$said" | Should -Match '^Deleted ''outer''; [0-9,]+ bytes are free'
        Get-MlDashRecycleBin -Root $other | Should -BeNullOrEmpty
        Get-MlDashExperiment -Root $other | Should -BeNullOrEmpty
    }
}
