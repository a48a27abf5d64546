BeforeAll { Import-Module MlDash -Force }

Describe 'Complete-MlDashExperiment' {
    It 'notes <Status>' -ForEach @(@{ Status = 'Completed' }, @{ Status = 'Failed' }, @{ Status = 'Cancelled' }) {
        $null = Start-MlDashExperiment "as-$Status" -Root $TestDrive
        (Complete-MlDashExperiment -Status $Status -PassThru).Status | Should -Be $Status
        $stored = Get-MlDashExperiment "as-$Status" -Root $TestDrive
        $stored.Status | Should -Be $Status
        $stored.EndedAt | Should -Not -BeNullOrEmpty
        $stored.Runs[0].Status | Should -Be $Status
    }

    It 'keeps the message of an error record, as Failed' {
        $null = Start-MlDashExperiment broken -Root $TestDrive
        try { throw 'out of memory' } catch { Complete-MlDashExperiment -ErrorRecord $_ }
        $stored = Get-MlDashExperiment broken -Root $TestDrive
        $stored.Status | Should -Be 'Failed'
        $stored.Error | Should -BeExactly 'out of memory'
    }

    It 'hands out nothing without -PassThru' {
        $null = Start-MlDashExperiment silent -Root $TestDrive
        Complete-MlDashExperiment | Should -BeNullOrEmpty
    }

    It 'refuses a second time' {
        $experiment = Start-MlDashExperiment twice -Root $TestDrive
        Complete-MlDashExperiment
        { $experiment | Complete-MlDashExperiment } | Should -Throw -ErrorId 'ExperimentCompleted,*'
    }

    It 'says so when none is open' {
        { Complete-MlDashExperiment } | Should -Throw -ErrorId 'ExperimentNotStarted,*'
    }

    It 'leaves it open with -WhatIf' {
        $experiment = Start-MlDashExperiment what-if -Root $TestDrive
        Complete-MlDashExperiment -WhatIf
        $experiment.IsOpen | Should -BeTrue
        Complete-MlDashExperiment
    }
}
