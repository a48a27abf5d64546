BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $data = Join-Path $PSScriptRoot '../data/test-results' -Resolve
}

AfterAll { Set-TestHome $null }

Describe 'Import-MlDashTestResult' {
    BeforeEach { $experiment = Start-MlDashExperiment "ci/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { if ($experiment.IsOpen) { Complete-MlDashExperiment } }

    It 'records the totals, every test, and the failed ones on their own' {
        $info = Import-MlDashTestResult "$data/xunit.xml" -PassThru
        $info.Name | Should -BeExactly 'tests'
        $totals = Get-MlDashMetric tests -Points
        "$($totals.total) $($totals.passed) $($totals.failed) $($totals.skipped) $($totals.flaky)" | Should -BeExactly '6 2 3 1 0'
        $totals.seconds | Should -BeGreaterThan 0
        $tests = @(Get-MlDashMetric tests/results -Points)
        $tests | Should -HaveCount 6
        $removes = $tests | Where-Object name -EQ Removes_an_item
        "$($removes.suite) $($removes.outcome) $($removes.failed) $($removes.attempt)" | Should -BeExactly 'Shop.CartTests Failed 1 1'
        (Get-MlDashMetric tests/case/Shop.CartTests/Removes_an_item -Points).failed | Should -Be 1
        @(Get-MlDashMetric tests/case/*).Name | Should -HaveCount 3
    }

    It 'reads <_>' -ForEach 'xunit-nunit.xml', 'xunit-junit.xml', 'xunit.trx', 'pester-junitxml.xml', 'pester-nunit3.xml', 'pester-nunit2.5.xml' {
        Import-MlDashTestResult "$data/$_"
        (Get-MlDashMetric tests -Points).passed | Should -Be 2
        (Get-MlDashMetric tests -Points).skipped | Should -Be 1
    }

    It 'adds up several reports, which a pattern finds' {
        Import-MlDashTestResult "$data/pester-*.xml"
        $totals = Get-MlDashMetric tests -Points
        $totals.total | Should -Be 15
        $totals.failed | Should -Be 6
    }

    It 'takes files from the pipeline as one import, and gives each experiment its own totals' {
        Get-ChildItem "$data/pester-*.xml" | Import-MlDashTestResult
        @(Get-MlDashMetric tests -Points).total | Should -Be 15
        $other = Start-MlDashExperiment "ci/$([guid]::NewGuid())" -Root $TestDrive
        try {
            $experiment, $other | Import-MlDashTestResult "$data/xunit.xml" -Metric again
            foreach ($one in $experiment, $other) { @($one | Get-MlDashMetric again -Points).total | Should -Be 6 }
        } finally { Complete-MlDashExperiment -Experiment $other }
    }

    It 'logs why tests failed, and where' {
        Import-MlDashTestResult "$data/xunit.trx"
        $entries = @(Get-MlDashLog -Level Error)
        $entries | Should -HaveCount 2
        $entries[1].Message | Should -BeLike "Shop.CartTests.Removes_an_item failed.`nAssert.Equal() Failure: Strings differ*at Shop.CartTests.Removes_an_item()*"
        $entries[1].Metadata.test | Should -BeExactly 'Removes_an_item'
    }

    It 'tracks tests that are named also when they pass' {
        Import-MlDashTestResult "$data/xunit.xml" -Metric unit -Track Shop.CartTests.Adds*
        $own = Get-MlDashMetric unit/case/Shop.CartTests/Adds_an_item -Points
        $own.failed | Should -Be 0
        $own.seconds | Should -BeGreaterThan 0
        (Assert-MlDashMetric unit/case/Shop.CartTests/Adds_an_item.failed -Maximum 0).Outcome | Should -Be 'Passed'
        { Assert-MlDashMetric unit.failed -Maximum 0 } | Should -Throw -ErrorId 'MetricRegressed'
    }

    It 'gives no more than 500 tests a metric of their own, and says so' {
        $cases = foreach ($number in 1..505) { "<testcase classname='c' name='t$number'><failure message='no'/></testcase>" }
        Set-Content "$TestDrive/many.xml" "<testsuite name='s'>$cases</testsuite>"
        Import-MlDashTestResult "$TestDrive/many.xml" -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -BeLike '5 tests have no metric of their own*'
        @(Get-MlDashMetric tests/case/*) | Should -HaveCount 500
        @(Get-MlDashLog -Level Error) | Should -HaveCount 101
        (Get-MlDashMetric tests/results).TotalPoints | Should -Be 505
    }

    It 'records nothing of a report that is broken, nor of one beside it' {
        Set-Content "$TestDrive/broken.xml" "<testsuite name='s'>`n<testcase name='a'/>`n<testcase"
        { Import-MlDashTestResult "$data/xunit.xml", "$TestDrive/broken.xml" } | Should -Throw -ErrorId 'TestResultUnreadable,*' -ExpectedMessage '*broken.xml*line 3*'
        @(Get-MlDashMetric) | Should -HaveCount 0
    }

    It 'refuses a DTD, other files, and files that do not exist' {
        Set-Content "$TestDrive/dtd.xml" "<!DOCTYPE t [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><testsuite name='s'><testcase name='&a;'/></testsuite>"
        { Import-MlDashTestResult "$TestDrive/dtd.xml" } | Should -Throw -ErrorId 'TestResultUnreadable,*'
        Set-Content "$TestDrive/page.xml" '<html/>'
        { Import-MlDashTestResult "$TestDrive/page.xml" } | Should -Throw -ErrorId 'UnknownTestResultFormat,*'
        { Import-MlDashTestResult "$TestDrive/none.xml" } | Should -Throw -ErrorId 'SourceFileNotFound,*'
        { Import-MlDashTestResult "$TestDrive/none*.xml" } | Should -Throw -ErrorId 'SourceFileNotFound,*'
    }

    It 'only says what it would do with -WhatIf' {
        Import-MlDashTestResult "$data/xunit.xml" -WhatIf
        @(Get-MlDashMetric) | Should -HaveCount 0
    }

    It 'refuses an experiment that is not open' {
        Complete-MlDashExperiment
        { Get-MlDashExperiment $experiment.Prefix -Root $TestDrive | Import-MlDashTestResult "$data/xunit.xml" } | Should -Throw -ErrorId 'ExperimentNotOpen,*'
    }
}
