BeforeAll {
    Import-Module MlDash -Force
    $root = Join-Path $TestDrive 'root'
    $null = Start-MlDashExperiment one -Root $root
    foreach ($path in 'notes.txt', 'models/best.pt', 'models/old/worst.pt', 'models2/x.pt', 'plots/loss.png') { 'x' | Save-MlDashFile -Name $path -AsText -Tags "$([IO.Path]::GetExtension($path))" }
    'x' | Save-MlDashFile -Name shared.txt -AsText -Bindrs release
    Complete-MlDashExperiment
    $null = Start-MlDashExperiment two -Root $root
    'x' | Save-MlDashFile -Name also.txt -AsText -Bindrs release
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment one -Root $root
}

Describe 'Get-MlDashFile' {
    It 'finds by <Name>' -ForEach @(
        @{ Name = 'a whole path'; Filter = @{ Path = 'models/best.pt' }; Expected = 'models/best.pt' }
        @{ Name = 'a bare name'; Filter = @{ Path = 'worst.pt' }; Expected = 'models/old/worst.pt' }
        @{ Name = 'a wildcard of names'; Filter = @{ Path = '*.pt' }; Expected = 'models/best.pt', 'models/old/worst.pt', 'models2/x.pt' }
        @{ Name = 'a star that stays inside a folder'; Filter = @{ Path = 'models/*.pt' }; Expected = 'models/best.pt' }
        @{ Name = 'two stars that cross folders'; Filter = @{ Path = 'models/**/*.pt' }; Expected = 'models/best.pt', 'models/old/worst.pt' }
        @{ Name = 'a folder, whole segments alone'; Filter = @{ Prefix = '/models' }; Expected = 'models/best.pt', 'models/old/worst.pt' }
        @{ Name = 'a tag'; Filter = @{ Tag = '.png' }; Expected = 'plots/loss.png' }
        @{ Name = 'a bindr'; Filter = @{ Bindr = 'release' }; Expected = 'shared.txt' }
    ) {
        ($stored | Get-MlDashFile @Filter).Path | Should -Be $Expected
    }

    It 'finds a bindr across all experiments' {
        (Get-MlDashFile -Bindr release -Root $root).Path | Should -Be @('shared.txt', 'also.txt')
        (Get-MlDashFile -Bindr release -Root $root).Experiment.Prefix | Should -Be @('one', 'two')
    }

    It 'reports a literal path without a file, but not a wildcard' {
        { $stored | Get-MlDashFile nope.txt -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
        $stored | Get-MlDashFile 'nope*' | Should -BeNullOrEmpty
    }
}
