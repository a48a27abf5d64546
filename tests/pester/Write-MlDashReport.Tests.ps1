BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/CIEnvironment.ps1"
    $hostile = "::set-output name=x::y`n##vso[task.complete]`n##teamcity[x] | <b> ']"
    $check = [pscustomobject]@{ Metric = 'time'; Value = 2.5; Baseline = 1.0; Limit = 1.1; Ratio = 2.5; Outcome = 'Failed'; Reason = "slower $hostile" }
    function Start-Build { Invoke-MlDashExperiment ada/run -Root $root -ScriptBlock { Add-MlDashMetric 'time' @{ seconds = 1.5; name = 'x' } }; Get-MlDashExperiment ada/run -Root $root }
}

Describe 'Write-MlDashReport' {
    BeforeEach {
        $root = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item $root -ItemType Directory
        $summary = $env:GITHUB_STEP_SUMMARY
        $path = $env:PATH
    }

    AfterEach {
        Reset-CIEnvironment
        $env:GITHUB_STEP_SUMMARY = $summary
        $env:PATH = $path
    }

    It 'appends to the summary of GitHub' {
        Set-CIEnvironment GitHub
        $env:GITHUB_STEP_SUMMARY = "$root/summary.md"
        'before' | Set-Content $env:GITHUB_STEP_SUMMARY
        (Start-Build), $check | Write-MlDashReport -To Summary -Title 'Build 482' | Should -BeNullOrEmpty
        $text = Get-Content "$root/summary.md" -Raw
        $text | Should -BeLike "before*## Build 482*| time | *Failed | 2.5 | 1 | 2.5 | 1.1 |*ada/run*Completed*| time.seconds | 1.5 |*"
        $text | Should -Not -Match '(?m)^::|##vso|##teamcity|<b>'
        [IO.File]::ReadAllBytes("$root/summary.md")[0] | Should -Be ([byte][char]'b')
    }

    It 'writes annotations to the log, and not to the output' {
        Set-CIEnvironment GitHub
        $check | Write-MlDashReport -To Annotation -InformationVariable lines 6> $null | Should -BeNullOrEmpty
        $lines | Should -HaveCount 1
        "$lines" | Should -BeLike '::error title=time::slower ::set-output name=x::y%0A# #vso*'
    }

    It 'writes a file and the command that shows it on Azure' {
        Set-CIEnvironment Azure
        $check | Write-MlDashReport -To Summary -Path "$root/report.md" -InformationVariable lines 6> $null
        "$lines" | Should -BeLike '##vso`[task.uploadsummary]*report.md'
        "$root/report.md" | Should -FileContentMatch 'time'
    }

    It 'writes statistics for TeamCity' {
        Set-CIEnvironment TeamCity
        Start-Build | Write-MlDashReport -To Summary -InformationVariable lines 6> $null
        $lines | Should -HaveCount 1
        "$lines" | Should -BeExactly "##teamcity[buildStatisticValue key='time.seconds' value='1.5']"
    }

    It 'writes a metrics report for GitLab' {
        Set-CIEnvironment GitLab
        Start-Build | Write-MlDashReport -To Summary -Path "$root/metrics.txt"
        Get-Content "$root/metrics.txt" | Should -Be @('# TYPE mldash_metric gauge', 'mldash_metric{metric="time",field="seconds"} 1.5', '# EOF')
    }

    It 'gives the report to the agent of Buildkite' -Skip:$IsWindows {
        Set-CIEnvironment Buildkite
        "#!/bin/sh`necho `"`$@`" > '$root/arguments'`ncat > '$root/body'" | Set-Content "$root/buildkite-agent"
        chmod +x "$root/buildkite-agent"
        $env:PATH = "$root$([IO.Path]::PathSeparator)$env:PATH"
        $check | Write-MlDashReport -To Summary
        Get-Content "$root/arguments" | Should -BeExactly 'annotate --style error --context mldash'
        "$root/body" | Should -FileContentMatch 'time'
    }

    It 'needs a file where no system shows a summary' {
        { $check | Write-MlDashReport -To Summary } | Should -Throw -ErrorId 'ReportPlaceMissing,*'
        $check | Write-MlDashReport -To Summary -Path "$root/own.md"
        "$root/own.md" | Should -FileContentMatch 'time'
    }

    It 'begins a comment with a mark that nobody sees' {
        $check | Write-MlDashReport -To Comment -Path "$root/comment.md"
        Get-Content "$root/comment.md" -TotalCount 1 | Should -BeExactly '<!-- mldash-report -->'
    }

    It 'shows with -WhatIf what would be written, without commands' {
        Set-CIEnvironment TeamCity
        $shown = Start-Build | Write-MlDashReport -To Summary, Comment -Path "$root/no.md" -WhatIf
        $shown | Should -Contain "# #teamcity[buildStatisticValue key='time.seconds' value='1.5']"
        $shown -match '^::|##' | Should -BeNullOrEmpty
        "$root/no.md" | Should -Not -Exist
    }

    It 'refuses what is neither an experiment nor a check, and goes on' {
        'text', $check | Write-MlDashReport -To Comment -Path "$root/c.md" -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults[0].FullyQualifiedErrorId | Should -BeLike 'NotReportable,*'
        "$root/c.md" | Should -Exist
    }

    It 'writes chosen metrics' {
        $experiment = Start-Build
        $experiment | Write-MlDashReport -To Comment -Path "$root/c.md" -Metric other* -WarningAction SilentlyContinue
        "$root/c.md" | Should -Not -FileContentMatch 'seconds'
    }
}
