BeforeAll { Import-Module MlDash -Force }

Describe 'Get-MlDashRecycleBin' {
    BeforeAll {
        foreach ($name in 'one', 'two', 'three') {
            Invoke-MlDashExperiment $name -Project vision -Root $TestDrive { 'x' * 1000 | Save-MlDashFile -Name a.txt -AsText }
            Remove-MlDashExperiment "vision/$name" -Root $TestDrive -Force
        }
    }

    It 'lists what was removed, the last first' {
        $bin = @(Get-MlDashRecycleBin -Root $TestDrive)
        $bin.Prefix | Should -Be @('vision/three', 'vision/two', 'vision/one')
        $bin.Name | Should -Be @('three', 'two', 'one')
        $bin.Project | Should -Be @('vision', 'vision', 'vision')
        $bin[0].Size | Should -BeGreaterThan 1000
        $bin[0].RemovedAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-5))
        Get-MlDashExperiment -Root $TestDrive | Should -BeNullOrEmpty
    }

    It 'takes paths with wildcards, and says what is not there' {
        (Get-MlDashRecycleBin vision/t* -Root $TestDrive).Prefix | Should -Be @('vision/three', 'vision/two')
        Get-MlDashRecycleBin vision/four -Root $TestDrive -ErrorAction SilentlyContinue -ErrorVariable missing | Should -BeNullOrEmpty
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'RecycledNotFound,*'
    }

    It 'is a table' {
        Get-MlDashRecycleBin vision/one -Root $TestDrive | Out-String | Should -Match 'Prefix\s+Removed\s+Size'
    }

    It 'is empty where nothing was removed' {
        Get-MlDashRecycleBin -Root "$TestDrive/nothing" | Should -BeNullOrEmpty
    }
}
