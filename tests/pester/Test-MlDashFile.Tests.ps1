BeforeAll { Import-Module MlDash -Force }

Describe 'Test-MlDashFile' {
    It 'tells for each path whether there is a file' {
        $null = Start-MlDashExperiment test -Root $TestDrive
        'x' | Save-MlDashFile -Name models/a.pt -AsText
        Test-MlDashFile models/a.pt, a.pt, nope, 'models/*.pt', '*.txt' | Should -Be @($true, $true, $false, $true, $false)
        Complete-MlDashExperiment
    }
}
