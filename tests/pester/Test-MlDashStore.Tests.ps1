BeforeAll {
    Import-Module MlDash -Force
    $root = "$TestDrive/runs"

    function Add-Run([string] $Name) {
        $null = Start-MlDashExperiment $Name -Root $root
        foreach ($step in 0..9) { Add-MlDashMetric train @{ step = $step; loss = 1 / ($step + 1) } }
        Set-MlDashParam @{ lr = 0.1 }
        Complete-MlDashExperiment
    }
}

Describe 'Test-MlDashStore' {
    BeforeEach {
        Remove-Item $root -Recurse -Force -ErrorAction Ignore
        Add-Run vision/a
        Add-Run sound/b
    }

    It 'checks all experiments of a root, and says with -Verbose how many' {
        $said = Test-MlDashStore $root -Verbose 4>&1
        $said | Should -BeLike 'Checked 2 experiments, * files, * bytes: 0 errors and 0 warnings*'
        Test-MlDashStore -Root $root -Quiet | Should -BeTrue
    }

    It 'finds an experiment whose document is gone, and brings it back' {
        Remove-Item "$root/vision/a/experiment.json"
        (Test-MlDashStore $root -ErrorAction SilentlyContinue).Kind | Should -Be 'DocumentMissing'
        (Test-MlDashStore $root -Repair).Repaired | Should -BeTrue
        Test-MlDashStore $root | Should -BeNullOrEmpty
        (Get-MlDashExperiment -Root $root).Prefix | Should -Be 'sound/b', 'vision/a'
    }

    It 'checks only what lies below a prefix' {
        Set-Content "$root/vision/a/parameters.json" 'broken'
        Test-MlDashStore $root -Prefix sound | Should -BeNullOrEmpty
        (Test-MlDashStore $root -Prefix vision -ErrorAction SilentlyContinue).Item | Should -Be 'vision/a/parameters.json'
        { Test-MlDashStore $root -Prefix nothing } | Should -Throw -ErrorId 'ExperimentNotFound*'
    }

    It 'shows a name from the data as text' {
        $name = "stray`e[31m.txt"
        if (-not $IsWindows) {
            Set-Content -LiteralPath "$root/vision/a/$name" 'x'
            Test-MlDashStore $root | Out-String | Should -Not -Match "`e\[31m\.txt"
        }
    }

    It 'says that a root is not there' {
        { Test-MlDashStore "$TestDrive/nowhere" } | Should -Throw -ErrorId 'RootNotFound*'
    }

    It 'checks what waits to be sent' {
        $env:ML_DASH_SPOOL = "$TestDrive/spool"
        try {
            Test-MlDashStore -Spool | Should -BeNullOrEmpty
            $null = New-Item "$TestDrive/spool/20260131T123456-1" -ItemType Directory
            Set-Content "$TestDrive/spool/20260131T123456-1/spool.json" '{"server": '
            $found = Test-MlDashStore -Spool -ErrorAction SilentlyContinue
            "$($found.Severity) $($found.Kind) $($found.Item)" | Should -BeExactly 'Error DocumentUnreadable 20260131T123456-1'
        }
        finally { $env:ML_DASH_SPOOL = $null }
    }
}
