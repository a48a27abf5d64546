BeforeAll { Import-Module MlDash -Force }

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

    It 'says so when nothing is open' {
        { Sync-MlDashExperiment } | Should -Throw -ErrorId 'ExperimentNotStarted,*'
    }
}
