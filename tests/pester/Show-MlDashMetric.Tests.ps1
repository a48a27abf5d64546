BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    . "$PSScriptRoot/support/LongWork.ps1"
    Set-TestHome "$TestDrive/home"
    $root = "$TestDrive/runs"
    $mldash = (Get-Process -Id $PID).Path

    foreach ($number in 1..3) {
        $null = Start-MlDashExperiment "vision/run-$number" -Root $root
        foreach ($step in 0..99) {
            Add-MlDashMetric train ([ordered]@{ step = $step; loss = $number + 10 / (1 + $step); accuracy = $step / 100; _ts = 1767225600 + 60 * $step })
            Add-MlDashMetric plain @{ value = $step; text = 'word' }
        }
        Complete-MlDashExperiment
    }
    $runs = Get-MlDashExperiment -Root $root
    $one = $runs[0]
}

AfterAll { Set-TestHome $null }

Describe 'Show-MlDashMetric' {
    It 'returns a string for each row, of the size that is asked for' {
        $rows = $one | Show-MlDashMetric train loss -Width 60 -Height 15
        $rows | Should -HaveCount 15
        $rows | Should -BeOfType string
        ($rows | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 60
        $rows[0] | Should -BeExactly 'train.loss'
        $rows[-1] | Should -BeLike '* vision/run-1 1.1'
    }

    It 'has no escape sequence in what is redirected' {
        ($runs | Show-MlDashMetric train | Out-String) | Should -Not -Match "`e"
        $runs | Show-MlDashMetric train > "$TestDrive/chart.txt"
        Get-Content "$TestDrive/chart.txt" -Raw | Should -Not -Match "`e"
    }

    It 'has colours as <Rendering> with NO_COLOR=<NoColor> says: <HasColor>' -ForEach @(
        @{ Rendering = 'Ansi'; NoColor = $null; HasColor = $true }
        @{ Rendering = 'Ansi'; NoColor = '1'; HasColor = $false }
        @{ Rendering = 'PlainText'; NoColor = $null; HasColor = $false }
    ) {
        $before = $PSStyle.OutputRendering, $env:NO_COLOR
        try {
            $PSStyle.OutputRendering, $env:NO_COLOR = $Rendering, $NoColor
            $rows = $runs | Show-MlDashMetric train
        } finally {
            $PSStyle.OutputRendering, $env:NO_COLOR = $before
        }
        [bool] ($rows -match "`e\[38;5;") | Should -Be $HasColor
    }

    It 'draws a curve for each experiment, metric and field, and names what tells them apart' {
        ($runs | Show-MlDashMetric train loss -Width 120)[-1] | Should -BeLike '*vision/run-1*vision/run-2*vision/run-3*'
        $rows = $one | Show-MlDashMetric train loss, accuracy
        $rows[0] | Should -BeExactly 'train'
        $rows[-1] | Should -BeLike '* loss 1.1 * accuracy 0.99'
        ($one | Show-MlDashMetric)[-1] | Should -BeLike '*plain.value 99*train.loss 1.1'
        ($one | Get-MlDashMetric train | Show-MlDashMetric)[0] | Should -BeExactly 'train.loss'
    }

    It 'takes <Axis> along x' -ForEach @(
        @{ Axis = 'Default'; Label = 'time from 2026-01-01' }
        @{ Axis = 'index'; Label = 'index' }
        @{ Axis = 'step'; Label = 'step' }
        @{ Axis = 'accuracy'; Label = 'accuracy' }
        @{ Axis = 'RelativeTime'; Label = 'time since the first point in min' }
    ) {
        ($one | Show-MlDashMetric train -XAxis $Axis)[-2].Trim() | Should -BeExactly $Label
    }

    It 'takes the unit from the metadata of the metric' {
        $null = Start-MlDashExperiment units -Root "$TestDrive/units"
        Add-MlDashMetric speed @{ mean = 1.5 } -Metadata @{ unit = 'm/s' }
        (Show-MlDashMetric speed)[0] | Should -BeExactly 'speed.mean (m/s)'
        Complete-MlDashExperiment
    }

    It 'draws log scales, smooth curves and signs of ASCII' {
        $rows = $one | Show-MlDashMetric train loss -X step -LogX -LogY -Style Ascii
        $rows[0] | Should -BeExactly 'train.loss (log scale)'
        $rows[-2].Trim() | Should -BeExactly 'step (log scale)'
        $rows[-1] | Should -BeExactly '** vision/run-1 1.1 (1 without x)'
        -join $rows | Should -Match '^[\x20-\x7e]+$'
        foreach ($method in 'Ema', 'TimeWeightedEma', 'RunningMean', 'Gaussian') {
            $amount = if ($method -like '*Ema') { 0.9 } else { 9 }
            $smooth = $one | Show-MlDashMetric train loss -Smoothing $amount -SmoothingMethod $method
            $smooth[-1] | Should -Not -BeExactly ($one | Show-MlDashMetric train loss)[-1]
        }
    }

    It 'reads the points of a time' {
        $rows = $one | Show-MlDashMetric train step -X index -Since 1767225660 -Until 1767225720
        ($rows -match '┤')[0] | Should -BeLike '*2.0 ┤*'
        $rows[-1] | Should -BeLike '* 2'
    }

    It 'never sends what data is called to the terminal' {
        $null = Start-MlDashExperiment escapes -Root "$TestDrive/escapes"
        Add-MlDashMetric train ([ordered]@{ "a`e[31m" = 1 }) -Metadata @{ unit = "`e]0;owned`a" }
        $text = Show-MlDashMetric train | Out-String
        $text | Should -Not -Match '[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]'
        $text | Should -Match ([regex]::Escape("a$([char]0x241b)[31m"))
        Complete-MlDashExperiment
    }

    It 'says what cannot be drawn, and draws the rest' {
        $rows = $one | Show-MlDashMetric train, none -Field loss, nothing -ErrorVariable faults -ErrorAction SilentlyContinue
        $rows | Should -Not -BeNullOrEmpty
        $faults.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be @('MetricNotFound', 'FieldNotFound')
        $one | Show-MlDashMetric plain text -ErrorVariable faults -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $faults[0].FullyQualifiedErrorId | Should -BeLike 'NothingToDraw,*'
        { $one | Show-MlDashMetric train -Smoothing 2 -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalSmoothing,*'
        { $one | Show-MlDashMetric train -Width 5 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'draws what is queued for the experiment that is open' {
        $null = Start-MlDashExperiment open -Root "$TestDrive/open"
        1..3 | ForEach-Object { Add-MlDashMetric train @{ loss = $_ } }
        (Show-MlDashMetric train)[-1] | Should -BeLike '* open 3'
        (Get-MlDashExperiment open -Root "$TestDrive/open" | Show-MlDashMetric train)[-1] | Should -BeLike '* open 3'
        Complete-MlDashExperiment
    }

    It 'draws runs on a server as those on the disk' {
        $server = Start-TestServer "$TestDrive/data"
        try {
            $one | Send-MlDashExperiment -Remote $server.Url -UserName alice | Out-Null
            $there = Get-MlDashExperiment -Remote $server.Url -UserName alice
            $rows = $there | Show-MlDashMetric train loss -X step
            $rows[0..18] | Should -Be ($one | Show-MlDashMetric train loss -X step)[0..18]
        } finally {
            Stop-TestServer $server
        }
    }

    It 'completes what lies along x' {
        $line = "Get-MlDashExperiment vision/run-1 -Root '$root' | Show-MlDashMetric train -XAxis "
        $words = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
        $words | Should -Contain 'RelativeTime'
        $words | Should -Contain 'accuracy'
    }

    Context 'with -Live' {
        BeforeAll {
            # A run of its own, that records until it is told to end.
            function Start-Recording([string] $Name) {
                $release = [Threading.ManualResetEventSlim]::new()
                $work = Start-Work '
                    $null = Start-MlDashExperiment $Given.Name -Root $Given.Root
                    Add-MlDashMetric train @{ loss = 1 } -Flush
                    while (-not $Given.Release.Wait(20)) { Add-MlDashMetric train @{ loss = 1 } -Flush }
                    Add-MlDashMetric train @{ loss = 0.125 }
                    Complete-MlDashExperiment' @{ Name = $Name; Root = $root; Release = $release }
                Wait-Until { (Get-MlDashExperiment $Name -Root $root -ErrorAction SilentlyContinue).Status -eq 'Running' }
                $work.Release = $release
                $work
            }
        }

        It 'shows the last point and ends when the run ends' {
            $recording = Start-Recording live/one
            $showing = Start-Work 'Get-MlDashExperiment live/one -Root $Given.Root | Show-MlDashMetric train -Live -Interval 0.1' @{ Root = $root }
            $showing.Running.AsyncWaitHandle.WaitOne(700) | Should -BeFalse
            $recording.Release.Set()
            Complete-Work $recording
            $showing.Running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            # What is live is for the screen, not for the pipeline.
            Complete-Work $showing | Should -BeNullOrEmpty
            $showing.Shell.Streams.Error | Should -BeNullOrEmpty
            $recording, $showing | ForEach-Object { Remove-Work $_ }
        }

        It 'ends at once with Ctrl-C, and leaves the run alone' {
            $recording = Start-Recording live/two
            $showing = Start-Work 'Get-MlDashExperiment live/two -Root $Given.Root | Show-MlDashMetric train -Live -Interval 30' @{ Root = $root }
            $showing.Running.AsyncWaitHandle.WaitOne(700) | Should -BeFalse
            Stop-Work $showing | Should -BeLessThan 2000
            (Get-MlDashExperiment live/two -Root $root).Status | Should -Be 'Running'
            $recording.Release.Set()
            Complete-Work $recording
            $recording, $showing | ForEach-Object { Remove-Work $_ }
        }

        # The program of the Windows lane runs one script: it takes no command line of a shell.
        It 'writes the last picture alone where output is redirected' -Tag Wine {
            $command = "Import-Module '$((Get-Module MlDash).Path)'; Get-MlDashExperiment vision/run-1 -Root '$root' | Show-MlDashMetric train loss -Live"
            $text = & $mldash @(if ($mldash -like '*dotnet*') { [Environment]::GetCommandLineArgs()[0] }) -NoProfile -Command $command
            @($text -match 'train\.loss') | Should -HaveCount 1
            $text[-1] | Should -BeLike '* vision/run-1 1.1'
            -join $text | Should -Not -Match "`e"
        }
    }
}
