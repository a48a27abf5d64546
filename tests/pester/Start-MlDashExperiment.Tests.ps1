BeforeAll { Import-Module MlDash -Force }

Describe 'Start-MlDashExperiment' {
    AfterEach { while (Get-MlDashExperiment -Current) { Complete-MlDashExperiment } }

    It 'makes an experiment, hands it out and makes it the current one' {
        $experiment = Start-MlDashExperiment -Prefix my-experiment -Project project -Description 'about' -Tags a, b -Bindrs gpu -Metadata @{ seed = 7 } -Root $TestDrive
        $experiment.GetType().FullName | Should -BeExactly 'MlDash.Experiment'
        $experiment.Prefix | Should -BeExactly 'project/my-experiment'
        $experiment.Name | Should -BeExactly 'my-experiment'
        $experiment.Project | Should -BeExactly 'project'
        $experiment.Description | Should -BeExactly 'about'
        $experiment.Tags | Should -Be @('a', 'b')
        $experiment.Bindrs | Should -Be @('gpu')
        $experiment.Metadata.seed | Should -Be 7
        $experiment.Status | Should -Be 'Running'
        $experiment.IsOpen | Should -BeTrue
        "$experiment" | Should -BeExactly 'project/my-experiment'
        (Get-MlDashExperiment -Current).Id | Should -BeExactly $experiment.Id
        (Join-Path $TestDrive 'project' 'my-experiment' 'experiment.json') | Should -Exist
    }

    It 'continues one that exists: given values replace, absent ones stay' {
        $first = Start-MlDashExperiment again -Tags a -Description 'first' -Root $TestDrive
        Complete-MlDashExperiment
        $second = Start-MlDashExperiment again -Tags b, c -Root $TestDrive
        $second.Id | Should -BeExactly $first.Id
        $second.Description | Should -BeExactly 'first'
        $second.Tags | Should -Be @('b', 'c')
        $second.Runs | Should -HaveCount 2
        $second.CreatedAt | Should -Be $first.CreatedAt
    }

    It 'puts -Folder between project and prefix' {
        (Start-MlDashExperiment run -Project p -Folder f1/f2 -Root $TestDrive).Prefix | Should -BeExactly 'p/f1/f2/run'
    }

    It 'fills placeholders' {
        $experiment = Start-MlDashExperiment '{now:%Y}/run-{job_counter:03d}-{EXP.id}' -Root $TestDrive
        $experiment.Prefix | Should -Match '^20\d\d/run-\d{3,}-\d+$'
    }

    It 'finds a prefix of its own when it is given none' {
        (Start-MlDashExperiment -Root $TestDrive).Prefix | Should -Match '/scratch/20\d\d/\d\d-\d\d/.+/\d\d\.\d\d\.\d\d/\d{3,}$'
    }

    It 'refuses an unknown placeholder and lists what there is' {
        { Start-MlDashExperiment 'a/{nope}' -Root $TestDrive } | Should -Throw -ErrorId 'UnknownPlaceholder,*'
    }

    It 'asks with -New that the experiment does not exist, with -Resume that it does' {
        { Start-MlDashExperiment fresh -Resume -Root $TestDrive } | Should -Throw -ErrorId 'ExperimentNotFound,*'
        $null = Start-MlDashExperiment fresh -New -Root $TestDrive
        Complete-MlDashExperiment
        { Start-MlDashExperiment fresh -New -Root $TestDrive } | Should -Throw -ErrorId 'ExperimentExists,*'
        $null = Start-MlDashExperiment fresh -Resume -Root $TestDrive
    }

    It 'changes nothing with -WhatIf' {
        Start-MlDashExperiment what-if -Root $TestDrive -WhatIf | Should -BeNullOrEmpty
        (Join-Path $TestDrive 'what-if') | Should -Not -Exist
    }

    It 'reads the root from ML_DASH_ROOT' {
        $env:ML_DASH_ROOT = Join-Path $TestDrive 'standing'
        try { (Start-MlDashExperiment env).Root | Should -BeExactly $env:ML_DASH_ROOT }
        finally { $env:ML_DASH_ROOT = $null }
    }

    It 'refuses an environment variable that holds no number' {
        $env:ML_DASH_MAX_RETRIES = 'many'
        try { { Start-MlDashExperiment bad -Root $TestDrive } | Should -Throw -ErrorId 'InvalidSetting,*' }
        finally { $env:ML_DASH_MAX_RETRIES = $null }
    }

    It 'takes records, but no parameters and files, into an experiment that it protects, and refuses the next open' {
        $null = Start-MlDashExperiment sealed -WriteProtected -Root $TestDrive
        { Set-MlDashParam @{ a = 1 } } | Should -Throw -ErrorId 'ExperimentWriteProtected,*'
        { 'x' | Save-MlDashFile -AsText -Name x.txt } | Should -Throw -ErrorId 'ExperimentWriteProtected,*'
        Write-MlDashLog 'goes on'
        @{ loss = 1 } | Add-MlDashMetric train
        @{ x = 1 } | Add-MlDashTrack pose
        Complete-MlDashExperiment
        { Start-MlDashExperiment sealed -Root $TestDrive } | Should -Throw -ErrorId 'ExperimentWriteProtected,*'
        $stored = Get-MlDashExperiment sealed -Root $TestDrive
        ($stored | Get-MlDashLog).Message | Should -Be 'goes on'
        ($stored | Get-MlDashMetric train).Count | Should -Be 1
        $stored | Set-MlDashExperiment -WriteProtected:$false
        $null = Start-MlDashExperiment sealed -Root $TestDrive
    }

    It 'nests: the one started last is current until it is completed' {
        $outer = Start-MlDashExperiment outer -Root $TestDrive
        $inner = Start-MlDashExperiment inner -Root $TestDrive
        Write-MlDashLog 'to inner'
        Complete-MlDashExperiment
        Write-MlDashLog 'to outer'
        ($inner | Get-MlDashLog).Message | Should -Be 'to inner'
        ($outer | Get-MlDashLog).Message | Should -Be 'to outer'
    }

    It 'refuses a path that this session has open, until it is completed' {
        $null = Start-MlDashExperiment vision/open -Root $TestDrive
        Start-MlDashExperiment vision/inner -Root $TestDrive | Out-Null
        $refused = { Start-MlDashExperiment open -Project vision -Root "$TestDrive/" } | Should -Throw -ErrorId 'ExperimentOpen,*' -PassThru
        "$refused" | Should -BeLike '*vision/open*this session*'
        $refused.ErrorDetails.RecommendedAction | Should -BeLike '*Complete-MlDashExperiment*'
        { Invoke-MlDashExperiment vision/open -Root $TestDrive { } } | Should -Throw -ErrorId 'ExperimentOpen,*'
        { Start-MlDashExperiment vision/open -Root $TestDrive -Resume } | Should -Throw -ErrorId 'ExperimentOpen,*'
        (Get-MlDashExperiment -Current).Prefix | Should -Be 'vision/inner'
        Complete-MlDashExperiment -Experiment vision/open
        (Get-MlDashExperiment vision/open -Root $TestDrive).Runs | Should -HaveCount 1
        Start-MlDashExperiment vision/open -Root $TestDrive | Complete-MlDashExperiment
        (Get-MlDashExperiment vision/open -Root $TestDrive).Runs | Should -HaveCount 2
        $null = Start-MlDashExperiment vision/open -Root $TestDrive
        (Start-MlDashExperiment vision/open -Root "$TestDrive/elsewhere").Prefix | Should -Be 'vision/open'
    }

    It 'refuses it on a server, and in a folder that a server gets, too' {
        $before = $env:ML_DASH_HOME
        try {
            $env:ML_DASH_HOME = "$TestDrive/home"
            $there = @{ Remote = 'http://localhost:1'; UserName = 'alice'; Offline = $true; WarningAction = 'SilentlyContinue' }
            $null = Start-MlDashExperiment p/twice @there
            { Start-MlDashExperiment twice -Project p @there } | Should -Throw -ErrorId 'ExperimentOpen,*'
            $null = Start-MlDashExperiment p/twice @there -Root $TestDrive
            { Start-MlDashExperiment p/twice -Root $TestDrive } | Should -Throw -ErrorId 'ExperimentOpen,*'
            Complete-MlDashExperiment -WarningAction SilentlyContinue
            Complete-MlDashExperiment -WarningAction SilentlyContinue
            (Start-MlDashExperiment p/twice @there).Prefix | Should -Be 'alice/p/twice'
        } finally {
            Complete-MlDashExperiment -WarningAction SilentlyContinue
            $env:ML_DASH_HOME = $before
        }
    }

    It 'starts again at a path where the start failed, or where somebody removed what was open' {
        'no folder' | Set-Content "$TestDrive/taken"
        { Start-MlDashExperiment x -Root "$TestDrive/taken" } | Should -Throw
        Remove-Item "$TestDrive/taken"
        $open = Start-MlDashExperiment x -Root "$TestDrive/taken"
        [IO.Directory]::Delete($open.Folder, $true)
        { Complete-MlDashExperiment -Experiment $open } | Should -Throw -ErrorId 'ExperimentNotFound,*'
        (Start-MlDashExperiment x -Root "$TestDrive/taken").Status | Should -Be 'Running'
    }

    It 'writes before it returns with -Durable' {
        $experiment = Start-MlDashExperiment durable -Durable -Root $TestDrive
        Add-MlDashMetric train @{ loss = 1 }
        Get-Content (Join-Path $experiment.Folder 'metrics' 'train' 'data.jsonl') -Raw | Should -Match '"loss"'
    }
}
