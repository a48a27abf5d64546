BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
}

AfterAll { Set-TestHome $null }

Describe 'Measure-MlDashCommand' {
    It 'runs a block as often as it is told, after warm-up, and shows nothing of it' {
        $script:calls = 0
        $measured = Measure-MlDashCommand { $script:calls++; 'shown'; Write-Host 'shown' } -Count 4 -Warmup 2 6>&1
        $script:calls | Should -Be 6
        $measured | Should -HaveCount 1
        $measured.GetType().FullName | Should -BeExactly 'MlDash.CommandMeasurement'
        $measured.Count | Should -Be 4
        $measured.Runs.Number | Should -Be 1, 2, 3, 4
        $measured.Name | Should -BeExactly ''
    }

    It 'measures the time that the block takes' {
        $measured = Measure-MlDashCommand { Start-Sleep -Milliseconds 60 } -Count 3
        $measured.Minimum | Should -BeGreaterOrEqual 0.055
        $measured.Minimum | Should -BeLessOrEqual $measured.Median
        $measured.Median | Should -BeLessOrEqual $measured.Maximum
    }

    It 'gives each variant its parameters, as variables and by name, and lets them take turns' {
        $script:seen = [System.Collections.Generic.List[string]]::new()
        $measured = Measure-MlDashCommand { param($Mode) $script:seen.Add("$jobs$Mode$(if ($jobs -eq 4) { Start-Sleep -Milliseconds 40 })") } -Count 2 -Parameter ([ordered] @{ jobs = 1, 4; mode = 'a', 'b' })
        $script:seen -join ' ' | Should -BeExactly '1a 1b 4a 4b 1a 1b 4a 4b'
        $measured.Name | Should -BeExactly 'jobs=1,mode=a', 'jobs=1,mode=b', 'jobs=4,mode=a', 'jobs=4,mode=b'
        $measured[2].Parameter.jobs | Should -Be 4
        @($measured | Where-Object IsFastest) | Should -HaveCount 1
        $measured[3].Ratio.Value | Should -BeGreaterThan 1
        $measured | Format-Table | Out-String -Width 200 | Should -Match 'jobs=4,mode=b +2 .+ms.+\d\.\d\d \(\d+\.\d\d to \d+\.\d\d\)'
    }

    It 'runs what prepares before each run, and does not measure it' {
        $script:order = ''
        $measured = Measure-MlDashCommand { $script:order += "r$size" } -Prepare { $script:order += "p$size"; Start-Sleep -Milliseconds 50 } -Count 2 -Parameter @{ size = 7 }
        $script:order | Should -BeExactly 'p7r7p7r7'
        $measured.Maximum | Should -BeLessThan 0.05
    }

    It 'records each run as a point, which Assert-MlDashMetric judges' {
        $run = Start-MlDashExperiment timed/one -Root "$TestDrive/runs"
        $null = Measure-MlDashCommand { } -Count 3 -Parameter @{ path = 'a/b', 'a:b' } -WarningAction SilentlyContinue
        $null = Measure-MlDashCommand { } -Count 2 -Metric startup -WarningAction SilentlyContinue
        Complete-MlDashExperiment
        (Get-MlDashMetric -Experiment $run).Name | Sort-Object | Should -BeExactly 'command/path=a-b', 'command/path=a-b-2', 'startup'
        $points = Get-MlDashMetric startup -Experiment $run -Points
        $points.step | Should -Be 1, 2
        $points.exitCode | Should -Be 0, 0
        (Assert-MlDashMetric startup.seconds -Experiment $run -Aggregate Median -Maximum 60).Outcome | Should -Be 'Passed'
    }

    It 'runs a program with arguments that nothing reads again, and names in braces filled' {
        # The shell of the test compares its own first argument with what nothing may have read as a command.
        $program, $list = $IsWindows ? ($env:ComSpec, ('/c', 'exit {code}')) : ('sh', ('-c', 'test "$0" = "a\$x; b" && exit {code}', '{text}'))
        $measured = Measure-MlDashCommand -FilePath $program -ArgumentList $list -Parameter ([ordered] @{ text = 'a$x; b'; code = 0, 3 }) -Count 1 -IgnoreExitCode
        $measured.Runs.ExitCode | Should -Be 0, 3
    }

    It 'ends with an error when the program fails, and keeps the runs before' {
        $run = Start-MlDashExperiment timed/failing -Root "$TestDrive/runs"
        $script:left = 2
        { Measure-MlDashCommand { $code = $script:left-- -gt 0 ? 0 : 5; if ($IsWindows) { & $env:ComSpec /c "exit $code" } else { sh -c "exit $code" } } -Count 5 } |
            Should -Throw -ErrorId 'CommandFailed,*' -ExpectedMessage '*exit code 5 in run 3*'
        Complete-MlDashExperiment
        Get-MlDashMetric command -Experiment $run -Points | Should -HaveCount 2
    }

    It 'passes on what the block throws' {
        { Measure-MlDashCommand { throw 'broken' } } | Should -Throw 'broken'
    }

    It 'says that errors were written which it did not show' {
        $null = Measure-MlDashCommand { $ErrorActionPreference = 'Continue'; Get-Item "$TestDrive/missing" } -Count 2 -WarningVariable said 3> $null
        "$said" | Should -BeLike '*wrote errors*missing*-ShowOutput*'
    }

    It 'says what is wrong with parameters' {
        { Measure-MlDashCommand { } -Parameter @{ jobs = @() } } | Should -Throw -ErrorId 'ParameterEmpty,*'
        { Measure-MlDashCommand { } -Parameter @{ a = 1..40; b = 1..40 } } | Should -Throw -ErrorId 'TooManyVariants,*'
    }
}
