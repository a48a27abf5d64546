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

    It 'takes the destination from a script block for each file' {
        $null = Start-MlDashExperiment each -Root $TestDrive
        foreach ($run in 'a', 'b') { $run | Save-MlDashFile -Name "$run.txt" -AsText }
        Get-MlDashFile '*.txt' | Copy-MlDashFile -Destination { 'old/' + $_.Name }
        (Get-MlDashFile -Prefix old).Path | Should -Be @('old/a.txt', 'old/b.txt')
        Complete-MlDashExperiment
    }

    It 'reports the second of two files for one place' {
        $null = Start-MlDashExperiment twins -Root $TestDrive
        foreach ($run in 'a', 'b') { $run | Save-MlDashFile -Name "$run.txt" -AsText }
        Copy-MlDashFile '*.txt' copy.txt -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'FilePlaceTaken,*'
        Get-MlDashFileContent copy.txt | Should -Be 'a'
        Complete-MlDashExperiment
    }
}
