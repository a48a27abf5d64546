BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/CIEnvironment.ps1"
    $before = $env:ML_DASH_CONTEXT
}

Describe 'The context of a run' {
    BeforeEach {
        $env:ML_DASH_CONTEXT = $null
        $root = Join-Path $TestDrive ([guid]::NewGuid())
    }

    AfterEach {
        while (Get-MlDashExperiment -Current) { Complete-MlDashExperiment }
        Reset-CIEnvironment
        $env:ML_DASH_CONTEXT = $before
    }

    It 'is the machine and the repository outside of CI systems' {
        $experiment = Start-MlDashExperiment a/run -Root $root -Metadata @{ seed = 7 }
        $experiment.Metadata.seed | Should -Be 7
        $experiment.Metadata.'context.host'.machine | Should -BeExactly ([Environment]::MachineName)
        $experiment.Metadata.'context.host'.powershell | Should -BeExactly "$($PSVersionTable.PSVersion)"
        $experiment.Metadata.Contains('context.ci') | Should -BeFalse
    }

    It 'is the repository around the current folder' {
        $work = New-Item "$root/work/below" -ItemType Directory
        $null = New-Item "$root/work/.git/refs/heads" -ItemType Directory
        'ref: refs/heads/feature/tools' | Set-Content "$root/work/.git/HEAD"
        Push-Location $work
        try { $experiment = Start-MlDashExperiment a/run -Root $root -Context Git } finally { Pop-Location }
        $experiment.Metadata.'context.git'.branch | Should -BeExactly 'feature/tools'
        @($experiment.Metadata.Keys) | Should -Be @('context.git')
    }

    It 'is chosen by -Context, else by the setting' {
        (Start-MlDashExperiment a/none -Root $root -Context None).Metadata | Should -BeNullOrEmpty
        @((Start-MlDashExperiment a/host -Root $root -Context Host).Metadata.Keys) | Should -Be @('context.host')
        $env:ML_DASH_CONTEXT = 'none'
        (Start-MlDashExperiment a/setting -Root $root).Metadata | Should -BeNullOrEmpty
        { Start-MlDashExperiment a/both -Root $root -Context None, Host } | Should -Throw -ErrorId 'ContextUnclear,*'
        $env:ML_DASH_CONTEXT = 'weather'
        { Start-MlDashExperiment a/wrong -Root $root } | Should -Throw -ErrorId 'InvalidSetting,*'
    }

    It 'leaves what the user gave in place when an experiment is continued' {
        $null = Start-MlDashExperiment a/run -Root $root -Metadata @{ seed = 7; 'context.host' = 'mine' }
        Complete-MlDashExperiment
        $again = Start-MlDashExperiment a/run -Root $root -Context Git
        $again.Metadata.seed | Should -Be 7
        $again.Metadata.'context.host' | Should -BeExactly 'mine'
    }

    It 'has what <_> says of the job, and nothing that must stay out' -ForEach 'GitHub', 'Azure', 'GitLab', 'Jenkins', 'TeamCity', 'Bitbucket', 'CircleCI', 'AppVeyor', 'Buildkite' {
        Set-CIEnvironment $_
        Invoke-MlDashExperiment -Root $root -ScriptBlock {
            Set-MlDashParam @{ lr = 0.1 }
            Add-MlDashMetric loss @{ value = 1 }
            Write-MlDashLog 'built'
        } -Key linux
        $stored = Get-MlDashExperiment -Root $root
        $stored.Metadata.'context.ci'.system | Should -BeExactly $_
        $stored.Metadata.'context.ci'.key | Should -BeExactly 'linux'
        $stored.Metadata.'context.ci'.run_url | Should -BeExactly (Get-MlDashCIContext).RunUrl
        $files = Get-ChildItem $root -Recurse -File -Force
        $files | Should -Not -BeNullOrEmpty
        $files | Select-String -Pattern 'planted' -SimpleMatch | Should -BeNullOrEmpty
        $files.FullName -match 'planted' | Should -BeNullOrEmpty
    }

    It 'names a run of a CI system by repository, workflow, job and run, each attempt by its own path' {
        Set-CIEnvironment GitHub
        (Start-MlDashExperiment -Root $root).Prefix | Should -BeExactly 'ada-vision/build/test/9876543210'
        Complete-MlDashExperiment
        # The same attempt continues, a new one is a run of its own.
        (Start-MlDashExperiment -Root $root).Runs | Should -HaveCount 2
        Complete-MlDashExperiment
        $env:GITHUB_RUN_ATTEMPT = '2'
        (Start-MlDashExperiment -Root $root).Prefix | Should -BeExactly 'ada-vision/build/test/9876543210-2'
        (Start-MlDashExperiment -Root $root -Project vision -Key 'linux-net8').Prefix | Should -BeExactly 'vision/build/test/linux-net8/9876543210-2'
        (Start-MlDashExperiment my/own -Root $root).Prefix | Should -BeExactly 'my/own'
    }
}
