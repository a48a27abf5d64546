BeforeAll { Import-Module MlDash -Force }

Describe 'Copy-MlDashFile' {
    It 'keeps a copy with what is known of the file' {
        $null = Start-MlDashExperiment copy -Root $TestDrive
        'x' | Save-MlDashFile -Name models/a.pt -AsText -Tags t
        (Copy-MlDashFile models/a.pt models/latest.pt -PassThru).Tags | Should -Be 't'
        Copy-MlDashFile a.pt backup/
        (Get-MlDashFile).Path | Should -Be @('models/a.pt', 'models/latest.pt', 'backup/a.pt')
        Get-MlDashFileContent models/latest.pt | Should -Be 'x'
        Copy-MlDashFile a.pt nowhere.pt -WhatIf
        Test-MlDashFile nowhere.pt | Should -BeFalse
        Complete-MlDashExperiment
    }
}
