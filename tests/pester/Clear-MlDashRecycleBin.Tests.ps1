BeforeAll { Import-Module MlDash -Force }

Describe 'Clear-MlDashRecycleBin' {
    BeforeEach {
        $place = @{ Root = "$TestDrive/$(New-Guid)" }
        foreach ($name in 'one', 'two') {
            Invoke-MlDashExperiment "vision/$name" @place { 'x' * 1000 | Save-MlDashFile -Name a.txt -AsText }
        }
        Remove-MlDashExperiment vision/one, vision/two @place -Force
    }

    It 'deletes all for good, and says how many bytes are free' {
        $size = (Get-MlDashRecycleBin @place | Measure-Object Size -Sum).Sum
        $said = Clear-MlDashRecycleBin @place -Force -Verbose 4>&1 | Out-String
        $said | Should -Match '2 experiments'
        [long](($said -replace '(?s).*; ([0-9,]+) bytes.*', '$1') -replace ',') | Should -Be $size
        Get-MlDashRecycleBin @place | Should -BeNullOrEmpty
        (Get-ChildItem $place.Root -Recurse -File -Force).Name | Should -Be '.lock'
    }

    It 'deletes what is named or given' {
        Clear-MlDashRecycleBin vision/one @place -Force
        (Get-MlDashRecycleBin @place).Prefix | Should -Be vision/two
        Get-MlDashRecycleBin @place | Clear-MlDashRecycleBin -Force
        Get-MlDashRecycleBin @place | Should -BeNullOrEmpty
    }

    It 'leaves what was removed since' {
        Clear-MlDashRecycleBin -OlderThan 1d @place -Force
        Get-MlDashRecycleBin @place | Should -HaveCount 2
        Clear-MlDashRecycleBin -OlderThan (Get-Date).AddMinutes(1) @place -Force
        Get-MlDashRecycleBin @place | Should -BeNullOrEmpty
    }

    It 'deletes nothing with -WhatIf, and asks else' {
        Clear-MlDashRecycleBin @place -WhatIf
        Get-MlDashRecycleBin @place | Should -HaveCount 2
        (Get-Command Clear-MlDashRecycleBin).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact | Should -Be 'High'
    }
}
