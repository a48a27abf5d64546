BeforeAll {
    Import-Module MlDash -Force
    $root = "$TestDrive/runs"

    function Add-Run([string] $Name) {
        $null = Start-MlDashExperiment $Name -Root $root
        foreach ($step in 0..9) { Add-MlDashMetric train @{ step = $step; loss = 1 / ($step + 1) } }
        Write-MlDashLog 'done'
        'x' | Save-MlDashFile -Name notes.txt -AsText
        Complete-MlDashExperiment
    }
}

Describe 'Test-MlDashExperiment' {
    BeforeEach {
        Remove-Item $root -Recurse -Force -ErrorAction Ignore
        Add-Run vision/a
        Add-Run vision/b
    }

    It 'returns nothing where all is as it was recorded, and true with -Quiet' {
        Test-MlDashExperiment vision/a -Root $root | Should -BeNullOrEmpty
        Test-MlDashExperiment -Experiment vision/* -Root $root -Quiet | Should -BeTrue
        Get-MlDashExperiment -Root $root | Test-MlDashExperiment -Quiet | Should -BeTrue
    }

    It 'returns what is damaged, and ends with an error that the exit code shows' {
        $data = "$root/vision/a/metrics/train/data.jsonl"
        Set-Content $data ((Get-Content $data -Raw) -replace '"index": 4', '"index"; 4') -NoNewline
        $found = Test-MlDashExperiment -Experiment vision/* -Root $root -ErrorVariable fault -ErrorAction SilentlyContinue
        $found | Should -HaveCount 1
        $found.PSObject.TypeNames[0] | Should -BeExactly 'MlDash.StoreFinding'
        "$($found.Severity) $($found.Kind) $($found.Experiment) $($found.Item) $($found.Line) $($found.Repaired)" |
            Should -BeExactly 'Error LineBroken vision/a vision/a/metrics/train/data.jsonl 5 False'
        $fault[0].FullyQualifiedErrorId | Should -BeLike 'DamageFound*'
        Test-MlDashExperiment vision/a -Root $root -Quiet | Should -BeFalse
        & (Get-Process -Id $PID).Path -NoProfile -Command "Import-Module MlDash; Test-MlDashExperiment vision/a -Root '$root'" 2>&1 | Out-Null
        $LASTEXITCODE | Should -Be 1
    }

    It 'changes nothing with -WhatIf, and repairs with -Repair' {
        $data = "$root/vision/a/metrics/train/data.jsonl"
        $damaged = (Get-Content $data -Raw) -replace '"index": 4', '"index"; 4'
        Set-Content $data $damaged -NoNewline
        (Test-MlDashExperiment vision/a -Root $root -Repair -WhatIf -ErrorAction SilentlyContinue).Repaired | Should -BeFalse
        Get-Content $data -Raw | Should -BeExactly $damaged
        $found = Test-MlDashExperiment vision/a -Root $root -Repair
        $found.Repaired | Should -BeTrue
        Get-Content "$root/$($found.MovedTo)" -Raw | Should -BeLike '*"index"; 4*'
        Test-MlDashExperiment vision/a -Root $root | Should -BeNullOrEmpty
        (Get-MlDashMetric train -Experiment vision/a -Root $root -Points).Index | Should -Be @(0..3 + 5..9)
    }

    It 'finds nothing wrong with an experiment that is open' {
        $open = Start-MlDashExperiment vision/open -Root $root
        Add-MlDashMetric train @{ loss = 1 }
        $open | Test-MlDashExperiment | Should -BeNullOrEmpty
        Complete-MlDashExperiment
    }
}
