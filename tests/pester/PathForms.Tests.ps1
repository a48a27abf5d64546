BeforeAll {
    Import-Module MlDash -Force
    Push-Location $TestDrive
    foreach ($run in 'p/a', 'p/b', 'p/run1', 'p/run[1]', 'p/odd[2]') {
        $null = Start-MlDashExperiment $run
        Add-MlDashMetric train @{ loss = 1 }
        Add-MlDashMetric 'top[1]' @{ acc = 1 }
        Add-MlDashTrack 'robot/pose[1]' @{ x = 1 } -Timestamp 1
        Add-MlDashTrack robot/arm @{ x = 2 } -Timestamp 1
        Write-MlDashLog "in $run"
        Complete-MlDashExperiment
    }
    $null = New-PSDrive -Name Forms -PSProvider MlDash -Root "$TestDrive/experiments" -Scope Global
}

AfterAll {
    Pop-Location
    Remove-PSDrive Forms -Scope Global -Force
}

Describe 'The path of an experiment' {
    It 'is taken as <Form>' -ForEach @(
        @{ Form = '/p/a' }, @{ Form = 'p/a/' }, @{ Form = 'p\a\' }, @{ Form = '/p\a' }
        @{ Form = 'MlDash:/p/a' }, @{ Form = 'mldash:\p\a\' }, @{ Form = 'MlDash:p/a' }, @{ Form = 'MlDash\MlDash::/MlDash/p/a' }
    ) {
        (Get-MlDashExperiment $Form).Prefix | Should -BeExactly 'p/a'
        (Get-MlDashExperiment -Exclude $Form, 'p/*[12]*').Prefix | Should -Be 'p/b'
        (Get-MlDashExperiment -LiteralName $Form).Prefix | Should -BeExactly 'p/a'
        (Get-MlDashLog -Experiment $Form).Message | Should -BeExactly 'in p/a'
        (Get-MlDashMetric train -Experiment $Form, p/b) | Should -HaveCount 2
        ($Form | Get-MlDashLog).Message | Should -BeExactly 'in p/a'
        (Set-MlDashExperiment -Experiment $Form -Tag taken -PassThru).Prefix | Should -BeExactly 'p/a'
        (Compare-MlDashExperiment $Form).Experiment | Should -Be 'p/a'
        (Copy-MlDashExperiment $Form copy -WhatIf) | Should -BeNullOrEmpty
    }

    It 'is what PSPath and the tab key give' {
        (Get-MlDashExperiment (Get-Item MlDash:/p/a).PSPath).Prefix | Should -Be 'p/a'
        foreach ($word in '/p/', 'MlDash:/p/', "'MlDash:\p\") {
            $line = "Get-MlDashLog -Experiment $word"
            @(TabExpansion2 $line $line.Length | ForEach-Object CompletionMatches).CompletionText.Trim("'") | Should -Contain 'p/a'
        }
        $line = 'Get-MlDashMetric -Experiment MlDash:/p/a -Name '
        @(TabExpansion2 $line $line.Length | ForEach-Object CompletionMatches).ListItemText | Should -Contain 'train'
    }

    It 'is looked for in the drive that it is written with' {
        Push-Location /
        try {
            (Get-MlDashLog -Experiment Forms:/p/a).Message | Should -Be 'in p/a'
            @(Get-MlDashMetric train -Experiment 'Forms:/p/?').Count | Should -Be 2
            (Get-MlDashLog -Experiment Forms:/p/a -Root nowhere).Message | Should -Be 'in p/a'
            { Get-MlDashLog -Experiment Forms:/p/none } | Should -Throw -ErrorId 'ExperimentNotFound,*'
            { Get-MlDashExperiment Forms:/p/a } | Should -Throw '*path of the drive Forms*'
        } finally { Pop-Location }
    }

    It 'that begins, names or moves one may have the same forms' {
        (Start-MlDashExperiment MlDash:/q/new/).Prefix | Should -Be 'q/new'
        Complete-MlDashExperiment
        (Rename-MlDashExperiment q/new MlDash:/q/newer -PassThru).Prefix | Should -Be 'q/newer'
        (Copy-MlDashExperiment q/newer /top -PassThru).Prefix | Should -Be 'top'
        Remove-MlDashExperiment MlDash:/top, /q/newer/ -Force
        @(Get-MlDashExperiment 'q/*', top -ErrorAction SilentlyContinue).Count | Should -Be 0
    }

    It 'is not empty' {
        foreach ($form in '/', 'MlDash:/', '\') { { Get-MlDashLog -Experiment $form } | Should -Throw '*path of the experiment is empty*' }
    }
}

Describe 'A name with brackets' {
    It 'is found as it is where its brackets, as a pattern, fit nothing' {
        (Get-MlDashExperiment 'p/run[1]').Prefix | Should -Be 'p/run1'
        (Get-MlDashExperiment 'p/odd[2]').Prefix | Should -Be 'p/odd[2]'
        (Get-MlDashLog -Experiment 'p/odd[2]').Message | Should -Be 'in p/odd[2]'
        (Get-MlDashExperiment -Name 'odd[2]').Prefix | Should -Be 'p/odd[2]'
        (Get-MlDashMetric 'top[1]', train -Experiment p/a).Name | Sort-Object | Should -Be @('top[1]', 'train')
        Get-MlDashExperiment 'p/odd[34]' | Should -BeNullOrEmpty
        (Get-MlDashExperiment 'p/run`[1`]').Prefix | Should -Be 'p/run[1]'
    }

    It 'is the one meant where no pattern is taken' {
        (Set-MlDashExperiment -Experiment 'p/run[1]' -Tag one -PassThru).Prefix | Should -Be 'p/run[1]'
        (Get-MlDashExperiment p/run1).Tags | Should -BeNullOrEmpty
        { Set-MlDashExperiment -Experiment 'p/run[23]' -Tag one -ErrorAction Stop } | Should -Throw -ErrorId 'WildcardNotAllowed,*'
    }

    It 'may be given whole as a literal, path or name' {
        (Get-MlDashExperiment -LiteralName 'p/run[1]').Prefix | Should -Be 'p/run[1]'
        (Get-MlDashExperiment -LiteralName 'run[1]').Prefix | Should -Be 'p/run[1]'
        (Get-MlDashExperiment -LiteralName 'p/run[1]', b).Prefix | Should -Be @('p/b', 'p/run[1]')
        (Get-MlDashExperiment -LiteralName 'p/*' -ErrorAction SilentlyContinue) | Should -BeNullOrEmpty
        (Get-MlDashExperiment 'p/*1*' -LiteralName 'p/odd[2]', 'p/run[1]' -ErrorAction SilentlyContinue).Prefix | Should -Be 'p/run[1]'
    }

    It 'that is not found is an error that says how to write it' -ForEach @(
        @{ Look = { Get-MlDashExperiment -LiteralName 'p/run[9]' }; Says = 'p/run`[9]' }
        @{ Look = { Get-MlDashExperiment 'p/run`[9`]' }; Says = 'p/run`[9]' }
        @{ Look = { Get-MlDashLog -Experiment 'p/run`[9`]' }; Says = 'p/run`[9]' }
        @{ Look = { Set-MlDashExperiment -Experiment 'p/*' -Tag x }; Says = 'p/`*' }
        @{ Look = { Get-MlDashMetric -LiteralName 'loss?' -Experiment p/a }; Says = 'loss`?' }
        @{ Look = { Get-MlDashParam -LiteralName 'x[1]' -Experiment p/a }; Says = 'x`[1]' }
        @{ Look = { Get-MlDashTrack 'x`[1`]' -Experiment p/a }; Says = 'x`[1]' }
        @{ Look = { Get-MlDashFile -LiteralPath 'x[1]' -Experiment p/a }; Says = 'x`[1]' }
    ) {
        try { $fault = & $Look 2>&1 } catch { $fault = $_ }
        $fault.ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape("'$Says'"))
    }

    It 'says nothing of wildcards where there are none' {
        (Get-MlDashExperiment p/none -ErrorAction SilentlyContinue -ErrorVariable fault) | Should -BeNullOrEmpty
        $fault[0].ErrorDetails.RecommendedAction | Should -Not -Match 'wildcard'
    }
}
