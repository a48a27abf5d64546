BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $root = "$TestDrive/runs"

    function Add-Build([string] $Name, [double] $Loss, [hashtable] $More = @{}, [hashtable] $Place = @{ Root = "$TestDrive/runs" }, [string] $Status = 'Completed') {
        $null = Start-MlDashExperiment $Name @Place @More
        foreach ($step in 0..2) { Add-MlDashMetric val @{ step = $step; loss = [Math]::Round($Loss + 2 - $step, 6); acc = 1 - $Loss } }
        Add-MlDashMetric build @{ seconds = 10 * $Loss }
        Complete-MlDashExperiment -Status $Status
    }
}

AfterAll { Set-TestHome $null }

Describe 'Assert-MlDashMetric' {
    BeforeAll {
        foreach ($number in 1..6) { Add-Build "ci/main-$number" (0.5 + $number / 1000) @{ Tag = 'main'; Metadata = @{ 'context.ci' = @{ branch = 'main' } } } }
        Add-Build ci/feature 0.1 @{ Tag = 'feature'; Metadata = @{ 'context.ci' = @{ branch = 'feature' } } }
        Add-Build ci/broken 9 @{ Tag = 'main' } -Status Failed
        Add-Build ci/good 0.51
        Add-Build ci/bad 0.8
        Add-Build other/alone 0.8
    }

    It 'passes what is good enough, with what was compared' {
        $one = Assert-MlDashMetric val.loss -Experiment ci/good -Root $root -BaselineTag main -LowerIsBetter
        $one.PSObject.TypeNames[0] | Should -BeExactly 'MlDash.MetricAssertion'
        $one.Outcome | Should -Be 'Passed'
        "$($one.Experiment) $($one.Metric) $($one.Field) $($one.Check)" | Should -BeExactly 'ci/good val loss Baseline'
        $one.Value | Should -Be 0.51
        [Math]::Round($one.Baseline, 9) | Should -Be 0.5035
        $one.SampleCount | Should -Be 6
    }

    It 'returns every assertion, then ends with one error' {
        $all = [Collections.Generic.List[object]]::new()
        { Assert-MlDashMetric val.loss, build, val.acc -Experiment ci/bad -Root $root -BaselineTag main -LowerIsBetter -Maximum 5 | ForEach-Object { $all.Add($_) } } |
            Should -Throw -ErrorId 'MetricRegressed' -ExpectedMessage '3 of 6 checks failed*'
        $all.Outcome | Should -Be @('Passed', 'Failed', 'Failed', 'Failed', 'Passed', 'Passed')
    }

    It 'leaves the decision to the script with -PassThru' {
        $all = Assert-MlDashMetric val.loss -Experiment ci/bad, ci/good -Root $root -BaselineTag main -LowerIsBetter -PassThru
        $all.Outcome | Should -Be @('Failed', 'Passed')
    }

    It 'only warns at the level of warnings' {
        $one = Assert-MlDashMetric val.loss -Experiment ci/bad -Root $root -BaselineTag main -LowerIsBetter -Level Warning -WarningVariable said -WarningAction SilentlyContinue
        $one.Outcome | Should -Be 'Warned'
        $said | Should -BeLike 'ci/bad: val.loss is 0.8*worse than the limit*'
    }

    It 'takes <Value> as the <Aggregate> of all points' -ForEach @(
        @{ Aggregate = 'Last'; Value = 0.8 }
        @{ Aggregate = 'Min'; Value = 0.8 }
        @{ Aggregate = 'Max'; Value = 2.8 }
        @{ Aggregate = 'Mean'; Value = 1.8 }
        @{ Aggregate = 'Median'; Value = 1.8 }
        @{ Aggregate = 'P95'; Value = 2.7 }
    ) {
        [Math]::Round((Assert-MlDashMetric val.loss -Experiment ci/bad -Root $root -Aggregate $Aggregate -Maximum 3).Value, 9) | Should -Be $Value
    }

    It 'compares with the experiments that -Baseline names, of which only completed ones count' {
        $named = Get-MlDashExperiment ci/main-1, ci/broken, ci/good -Root $root
        $one = Assert-MlDashMetric val.loss -Experiment ci/good -Root $root -Baseline $named -LowerIsBetter
        $one.SampleCount | Should -Be 1
        [Math]::Round($one.Baseline, 9) | Should -Be 0.501
    }

    It 'compares with the newest of a prefix, without the experiment itself' {
        $one = Get-MlDashExperiment ci/bad -Root $root | Assert-MlDashMetric val.loss -BaselinePrefix ci -Last 2 -LowerIsBetter -PassThru
        $one.SampleCount | Should -Be 2
        # The newest two are ci/good and ci/feature.
        [Math]::Round($one.Baseline, 9) | Should -Be 0.305
    }

    It 'compares with the builds of a branch in the same folder' {
        $one = Get-MlDashExperiment ci/good -Root $root | Assert-MlDashMetric val.loss -Branch main -LowerIsBetter
        $one.SampleCount | Should -Be 6
        (Get-MlDashExperiment other/alone -Root $root | Assert-MlDashMetric val.loss -Branch main -LowerIsBetter -WarningAction SilentlyContinue).Outcome | Should -Be 'Skipped'
    }

    It 'lets a first build pass, with a warning' {
        $one = Assert-MlDashMetric val.loss -Experiment other/alone -Root $root -BaselinePrefix other -LowerIsBetter -WarningVariable said -WarningAction SilentlyContinue
        $one.Outcome | Should -Be 'Skipped'
        $said | Should -BeLike '*no completed run of the baseline has it.'
        { Assert-MlDashMetric val.loss -Experiment other/alone -Root $root -BaselinePrefix other -LowerIsBetter -OnMissing Fail } | Should -Throw -ErrorId 'MetricRegressed'
    }

    It 'fails a metric that is missing, unless it is said otherwise' {
        { Assert-MlDashMetric val.nope -Experiment ci/good -Root $root -Minimum 0 } | Should -Throw -ErrorId 'MetricRegressed' -ExpectedMessage '*val.nope has no value.'
        (Assert-MlDashMetric val.nope -Experiment ci/good -Root $root -Minimum 0 -OnMissing Warn -WarningAction SilentlyContinue).Outcome | Should -Be 'Warned'
        (Assert-MlDashMetric val.nope -Experiment ci/good -Root $root -Minimum 0 -OnMissing Skip -WarningAction Stop).Outcome | Should -Be 'Skipped'
    }

    It 'never passes when no experiment is found' {
        { Get-MlDashExperiment none/* -Root $root | Assert-MlDashMetric val.loss -Minimum 0 } | Should -Throw -ErrorId 'ExperimentNotFound'
        { Assert-MlDashMetric val.loss -Experiment ci/nope, ci/good -Root $root -Minimum 0 } | Should -Throw -ErrorId 'ExperimentNotFound'
    }

    It 'reads NaN as missing and compares infinities, and sees what is queued' {
        $null = Start-MlDashExperiment odd/one -Root $root
        Add-MlDashMetric nan @{ loss = 1 }
        Add-MlDashMetric nan @{ loss = [double]::NaN }
        Add-MlDashMetric inf @{ loss = [double]::PositiveInfinity }
        $all = Assert-MlDashMetric nan.loss, inf.loss -Maximum 5 -PassThru
        $all.Value | Should -Be @($null, [double]::PositiveInfinity)
        $all.Outcome | Should -Be @('Failed', 'Failed')
        (Assert-MlDashMetric nan.loss -Maximum 5 -Aggregate Max).Value | Should -Be 1
        (Assert-MlDashMetric inf.loss -Minimum 5).Outcome | Should -Be 'Passed'
        Complete-MlDashExperiment
    }

    It 'judges experiments of several folders each by its own' {
        Add-Build far/a 0.2 -Place @{ Root = "$TestDrive/far" }
        Add-Build far/b 0.2 -Place @{ Root = "$TestDrive/far" }
        $all = @(Get-MlDashExperiment far/b -Root "$TestDrive/far") + @(Get-MlDashExperiment ci/good -Root $root) | Assert-MlDashMetric val.loss -Last 20 -LowerIsBetter -PassThru
        [Math]::Round($all[0].Baseline, 9) | Should -Be 0.2
        $all[1].SampleCount | Should -BeGreaterThan 5
    }

    It 'ranks all given experiments together' {
        foreach ($number in 1..8) {
            Add-Build "rank/old-$number" (0.5 + $number / 1000)
            Add-Build "rank/new-$number" (0.6 + $number / 1000)
        }
        $one = Get-MlDashExperiment rank/new-* -Root $root | Assert-MlDashMetric val.loss -BaselinePrefix rank/old-* -LowerIsBetter -Method MannWhitney -PassThru
        $one | Should -HaveCount 1
        $one.Outcome | Should -Be 'Failed'
        $one.PValue | Should -BeLessThan 0.001
    }

    It 'writes a JUnit report, also when it fails' {
        $path = "$TestDrive/report/gate.xml"
        { Assert-MlDashMetric val.loss, val.nope -Experiment ci/bad -Root $root -BaselineTag main -LowerIsBetter -OnMissing Skip -JUnitPath $path } | Should -Throw -ErrorId 'MetricRegressed'
        $suite = ([xml](Get-Content $path -Raw)).testsuites.testsuite
        "$($suite.tests) $($suite.failures) $($suite.skipped)" | Should -BeExactly '2 1 1'
        $suite.testcase[0].name | Should -BeExactly 'val.loss Last Baseline'
        $suite.testcase[0].classname | Should -BeExactly 'ci/bad'
        $suite.testcase[0].failure.message | Should -BeLike 'val.loss is 0.8*'
    }

    It 'says what is wrong with a report that cannot be written' {
        { Assert-MlDashMetric val.loss -Experiment ci/bad -Root $root -Maximum 100 -JUnitPath $TestDrive } | Should -Throw 'Writing the report*' -ErrorId '*,MlDash.Cmdlets.Commands.AssertMlDashMetricCommand'
    }

    It 'refuses <Because>' -ForEach @(
        @{ Because = 'a baseline without a direction'; Given = @{ BaselineTag = 'main' }; Id = 'DirectionNotGiven' }
        @{ Because = 'both directions'; Given = @{ BaselineTag = 'main'; LowerIsBetter = $true; HigherIsBetter = $true }; Id = 'ConflictingParameters' }
        @{ Because = 'two kinds of baseline'; Given = @{ BaselineTag = 'main'; Baseline = 'ci/good'; LowerIsBetter = $true }; Id = 'ConflictingParameters' }
        @{ Because = 'a check of nothing'; Given = @{}; Id = 'NoCheckGiven' }
        @{ Because = 'NaN as a bound'; Given = @{ Maximum = [double]::NaN }; Id = 'IllegalBound' }
    ) {
        { Assert-MlDashMetric val.loss -Experiment ci/good -Root $root @Given } | Should -Throw -ErrorId "$Id,*"
    }

    It 'asks for the field of a metric that has several' {
        { Assert-MlDashMetric val -Experiment ci/good -Root $root -Maximum 1 } | Should -Throw -ErrorId 'MetricFieldNotNamed,*'
    }

    It 'completes metrics with their fields' {
        $line = "Assert-MlDashMetric -Experiment ci/good -Root $root -Metric val."
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Sort-Object | Should -Be @('val.acc', 'val.loss')
    }

    It 'ends a script with an exit code that is not 0' {
        Set-Content "$TestDrive/gate.ps1" "`$null = Assert-MlDashMetric val.loss -Experiment ci/bad -Root '$root' -BaselineTag main -LowerIsBetter; 'went on'"
        $said = & (Get-Process -Id $PID).Path @(if ((Get-Process -Id $PID).ProcessName -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] }) -NoProfile -File "$TestDrive/gate.ps1" 2>&1
        $LASTEXITCODE | Should -Be 1
        "$said" | Should -Not -BeLike '*went on*'
    }
}

Describe 'Assert-MlDashMetric with a server' {
    BeforeAll {
        $server = Start-TestServer "$TestDrive/data"
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
        foreach ($number in 1..3) { Add-Build "ci/main-$number" (0.5 + $number / 1000) @{ Tag = 'main'; Project = 'p'; Metadata = @{ 'context.ci' = @{ branch = 'main' } } } -Place $alice }
        Add-Build ci/local 0.8 -Place @{ Root = "$TestDrive/local" }
    }
    AfterAll { Stop-TestServer $server }

    It 'compares with the experiments of the server' {
        $one = Get-MlDashExperiment ci/local -Root "$TestDrive/local" | Assert-MlDashMetric val.loss -BaselineTag main -Branch main -LowerIsBetter -PassThru @alice
        [Math]::Round($one.Baseline, 9) | Should -Be 0.502
        $one.Outcome | Should -Be 'Failed'
        $remote = Get-MlDashExperiment *main-3 @alice | Assert-MlDashMetric val.loss -Branch main -LowerIsBetter
        $remote.SampleCount | Should -Be 2
        $remote.Outcome | Should -Be 'Passed'
    }
}
