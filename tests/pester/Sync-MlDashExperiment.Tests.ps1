BeforeAll {
    Import-Module MlDash -Force
    [Environment]::SetEnvironmentVariable('ML_DASH_HOME', "$TestDrive/home")
}

AfterAll { [Environment]::SetEnvironmentVariable('ML_DASH_HOME', $null) }

Describe 'Sync-MlDashExperiment' {
    It 'returns when everything recorded before is on the disk' {
        $experiment = Start-MlDashExperiment sync -Root $TestDrive
        foreach ($i in 1..1000) { Add-MlDashMetric train @{ step = $i } }
        Write-MlDashLog 'last'
        Sync-MlDashExperiment
        [IO.File]::ReadAllLines([IO.Path]::Combine($experiment.Folder, 'metrics', 'train', 'data.jsonl')) | Should -HaveCount 1000
        [IO.File]::ReadAllLines([IO.Path]::Combine($experiment.Folder, 'logs', 'logs.jsonl')) | Should -HaveCount 1
        $experiment.IsOpen | Should -BeTrue
        Complete-MlDashExperiment
    }

    It 'does nothing when nothing is open and nothing is left to send' {
        Sync-MlDashExperiment | Should -BeNullOrEmpty
    }
}
