BeforeAll { Import-Module MlDash -Force }

Describe 'Remove-MlDashFile' {
    It 'removes by path, wildcard and pipeline; a second time is an error' {
        $null = Start-MlDashExperiment remove -Root $TestDrive
        foreach ($name in 'a.txt', 'b.txt', 'c.log', 'd.log') { 'x' | Save-MlDashFile -Name $name -AsText }
        Remove-MlDashFile a.txt -WhatIf
        Test-MlDashFile a.txt | Should -BeTrue
        Remove-MlDashFile a.txt
        { Remove-MlDashFile a.txt -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
        Remove-MlDashFile '*.log'
        Get-MlDashFile | Remove-MlDashFile
        Get-MlDashFile | Should -BeNullOrEmpty
        'again' | Save-MlDashFile -Name a.txt -AsText
        Get-MlDashFileContent a.txt | Should -Be 'again'
        Complete-MlDashExperiment
    }
}
