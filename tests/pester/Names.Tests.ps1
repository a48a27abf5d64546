BeforeAll {
    Import-Module MlDash -Force

    # An experiment as another tool writes it.
    function New-OtherExperiment([string] $Root, [string] $Prefix) {
        $folder = [IO.Path]::Combine($Root, $Prefix)
        foreach ($inner in 'logs', 'metrics/loss: val', 'files') { $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($folder, $inner)) }
        [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'experiment.json'), '{"name": "other", "project": "p"}')
        [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'logs/logs.jsonl'), "{`"sequenceNumber`": 0, `"timestamp`": `"2026-01-31T12:00:00Z`", `"level`": `"info`", `"message`": `"x`"}`n")
        [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'metrics/loss: val/data.jsonl'), "{`"index`": 0, `"data`": {`"x`": 5}}`n")
    }
}

Describe 'Names that other tools gave' -Skip:([Environment]::OSVersion.Platform -eq 'Win32NT') {
    BeforeAll {
        $root = [IO.Path]::Combine($TestDrive, 'odd')
        $names = 'run:1', '2026-01-31T12:00:00', 'q?x', 'run.', 'CON', '"quoted"', '[x]'
        foreach ($name in $names) { New-OtherExperiment $root "p/$name" }
        $null = Start-MlDashExperiment normal -Project p -Root $root
        Complete-MlDashExperiment
        $null = New-PSDrive -Name Odd -PSProvider MlDash -Root $root -Scope Global
    }

    AfterAll { Remove-PSDrive Odd -Scope Global -Force }

    It 'are listed without a warning, and a query for another experiment warns of nothing' {
        $found = Get-MlDashExperiment -Root $root -WarningVariable warnings
        $found.Count | Should -Be 8
        $warnings.Count | Should -Be 0
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($root, 'p/broken'))
        [IO.File]::WriteAllText([IO.Path]::Combine($root, 'p/broken/experiment.json'), '{"name": ')
        (Get-MlDashExperiment p/normal -Root $root -WarningVariable warnings).Prefix | Should -Be 'p/normal'
        $warnings.Count | Should -Be 0
        $null = Get-MlDashExperiment p/br* -Root $root -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
        [IO.File]::Delete([IO.Path]::Combine($root, 'p/broken/experiment.json'))
    }

    It 'are read by name by every reading command and on a drive, changed and removed' {
        foreach ($name in $names) {
            $experiment = Get-MlDashExperiment ([WildcardPattern]::Escape("p/$name")) -Root $root
            $experiment.Prefix | Should -Be "p/$name"
            ($experiment | Get-MlDashLog).Message | Should -Be 'x'
            ($experiment | Get-MlDashMetric).Name | Should -Be 'loss: val'
            ($experiment | Get-MlDashMetric -Points).x | Should -Be 5
            (Get-Item -LiteralPath "Odd:/p/$name").Prefix | Should -Be "p/$name"
            (Get-Content -LiteralPath "Odd:/p/$name/metrics/loss: val").x | Should -Be 5
            ($experiment | Set-MlDashExperiment -Tag seen -PassThru).Tags | Should -Be 'seen'
            $experiment | Remove-MlDashExperiment -Force
        }

        (Get-MlDashExperiment -Root $root).Prefix | Should -Be 'p/normal'
    }

    It 'are offered to the one who types, and go on when they are started again' {
        New-OtherExperiment $root 'p/run:2'
        $line = "Get-MlDashExperiment -Root '$root' p/run"
        ([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches).CompletionText | Should -Contain 'p/run:2'
        $null = Start-MlDashExperiment 'run:2' -Project p -Root $root
        Add-MlDashMetric 'loss: val' @{ x = 6 }
        { Add-MlDashMetric 'loss: test' @{ x = 6 } -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalPath,*'
        Complete-MlDashExperiment
        (Get-MlDashExperiment p/run:2 -Root $root | Get-MlDashMetric -Points).x | Should -Be @(5, 6)
    }
}

Describe 'Names that are made' {
    BeforeAll { $root = [IO.Path]::Combine($TestDrive, 'made') }

    It 'do not swallow an experiment that lies where the new one would keep its data' {
        foreach ($inner in 'nightly/logs', 'sweep/metrics/a') {
            Invoke-MlDashExperiment $inner -Root $root { Write-MlDashLog 'inner' }
            $outer = $inner.Split('/')[0]
            { Start-MlDashExperiment $outer -Root $root } | Should -Throw -ErrorId 'IllegalPath,*' -ExpectedMessage "*'$inner'*"
        }

        (Get-MlDashExperiment -Root $root).Prefix | Should -Be @('nightly/logs', 'sweep/metrics/a')
        (Get-MlDashExperiment nightly/logs -Root $root | Get-MlDashLog).Message | Should -Be 'inner'
    }

    It 'are not removed with the experiment around them when another tool put them there' {
        Invoke-MlDashExperiment around -Root $root { Add-MlDashMetric train @{ x = 1 } }
        New-OtherExperiment $root 'around/metrics/inner'
        (Get-MlDashExperiment around* -Root $root).Prefix | Should -Be @('around', 'around/metrics/inner')
        Get-MlDashExperiment around -Root $root | Where-Object Prefix -eq around | Remove-MlDashExperiment -Force
        (Get-MlDashExperiment around* -Root $root).Prefix | Should -Be 'around/metrics/inner'
        (Get-MlDashExperiment around* -Root $root | Get-MlDashLog).Message | Should -Be 'x'
    }

    It 'are refused when they are given, with what is wrong' {
        $null = Start-MlDashExperiment checked -Root $root
        { Add-MlDashMetric ('模' * 100) @{ x = 1 } } | Should -Throw -ErrorId 'IllegalPath,*' -ExpectedMessage '*300 bytes*255*'
        { Add-MlDashTrack ('模' * 100) @{ x = 1 } } | Should -Throw -ErrorId 'IllegalPath,*'
        { Add-MlDashMetric train/data.jsonl @{ x = 1 } } | Should -Throw -ErrorId 'IllegalPath,*'
        Add-MlDashMetric train @{ x = 1 }
        Complete-MlDashExperiment
        { Start-MlDashExperiment 'a/experiment.json' -Root $root } | Should -Throw -ErrorId 'IllegalPath,*'
    }

    It 'need a root that is a folder' {
        $file = [IO.Path]::Combine($TestDrive, 'file')
        [IO.File]::WriteAllText($file, 'x')
        { Start-MlDashExperiment run -Root $file } | Should -Throw -ErrorId 'NotAFolder,*' -ExpectedMessage '*is a file, not a folder*'
        { Get-MlDashExperiment -Root $file } | Should -Throw -ErrorId 'NotAFolder,*'
    }
}
