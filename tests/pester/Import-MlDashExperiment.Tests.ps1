BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"

    function New-MlflowRun([string] $Mlruns, [string] $Id, [string] $Name, [string[]] $Loss = @('1700000000000 0.5 0', '1700000001000 0.25 1'), [int] $Status = 3) {
        $run = "$Mlruns/1/$Id"
        $null = New-Item -ItemType Directory "$run/metrics", "$run/params", "$run/tags" -Force
        Set-Content "$Mlruns/1/meta.yaml" "experiment_id: '1'`nname: digits`nlifecycle_stage: active"
        Set-Content "$run/meta.yaml" "run_id: $Id`nrun_name: $Name`nstatus: $Status`nstart_time: 1700000000000`nend_time: 1700000002000`nlifecycle_stage: active"
        Set-Content "$run/metrics/loss" $Loss
        Set-Content "$run/params/lr" 0.1 -NoNewline
        Set-Content "$run/tags/baseline" '' -NoNewline
    }
}

AfterAll { Set-TestHome $null }

Describe 'Import-MlDashExperiment' {
    BeforeEach {
        $source = "$TestDrive/$([guid]::NewGuid())"
        $root = "$source-experiments"
    }

    It 'takes the runs of another tracker along, and the usual commands find them' {
        New-MlflowRun "$source/mlruns" aa11 owl
        $imported = Import-MlDashExperiment "$source/mlruns" -Destination $root
        "$($imported.Prefix) $($imported.Format) $($imported.SourceId) $($imported.Points) $($imported.Parameters)" |
            Should -BeExactly 'digits/owl Mlflow aa11 2 1'
        $experiment = Get-MlDashExperiment -Root $root | Where-Object Tags -Contains baseline
        $experiment.Status | Should -BeExactly Completed
        $experiment.StartedAt | Should -Be ([DateTimeOffset]::FromUnixTimeMilliseconds(1700000000000))
        ($experiment | Get-MlDashMetric loss -Points).value | Should -Be 0.5, 0.25
        ($experiment | Get-MlDashParam lr).Value | Should -Be 0.1
    }

    It 'adds what has come since, and nothing twice' {
        New-MlflowRun "$source/mlruns" aa11 owl -Status 1
        $null = Import-MlDashExperiment "$source/mlruns" -Destination $root
        (Get-MlDashExperiment -Root $root).Status | Should -BeExactly Running
        New-MlflowRun "$source/mlruns" aa11 owl -Loss '1700000000000 0.5 0', '1700000001000 0.25 1', '1700000002000 0.125 2'
        (Import-MlDashExperiment "$source/mlruns" -Destination $root).Points | Should -Be 1
        $experiment = Get-MlDashExperiment -Root $root
        $experiment.Status | Should -BeExactly Completed
        ($experiment | Get-MlDashMetric loss -Points).value | Should -Be 0.5, 0.25, 0.125
    }

    It 'keeps the place of a run that has got another name since' {
        New-MlflowRun "$source/mlruns" aa11 owl -Status 1
        $null = Import-MlDashExperiment "$source/mlruns" -Destination $root
        New-MlflowRun "$source/mlruns" aa11 fox
        (Import-MlDashExperiment "$source/mlruns" -Destination $root).Prefix | Should -BeExactly digits/owl
        (Get-MlDashExperiment -Root $root).Status | Should -BeExactly Completed
    }

    It 'gives what the commands behind it in the pipeline read, wherever it was imported to' {
        New-MlflowRun "$source/mlruns" aa11 owl
        (Import-MlDashExperiment "$source/mlruns" -Destination $root | Get-MlDashMetric loss -Points).value | Should -Be 0.5, 0.25
        $experiment = Import-MlDashExperiment "$source/mlruns" -Destination $root | Get-MlDashExperiment
        "$($experiment.Prefix) $($experiment.Root)" | Should -BeExactly "digits/owl $(Convert-Path $root)"
    }

    It 'imports nothing with -WhatIf' {
        New-MlflowRun "$source/mlruns" aa11 owl
        Import-MlDashExperiment "$source/mlruns" -Destination $root -WhatIf | Should -BeNullOrEmpty
        $root | Should -Not -Exist
    }

    It 'reads a table into the metric and the runs that its columns say' {
        $null = New-Item -ItemType Directory $source
        Set-Content "$source/all.csv" 'run,when,loss', 'a,1700000000,0.5', 'b,1700000001,0.4', 'a,1700000002,0.25'
        $imported = Get-Item "$source/all.csv" | Import-MlDashExperiment -Destination $root -Project tables -RunColumn run -TimeColumn when -Metric train
        $imported.Prefix | Should -Be 'tables/a', 'tables/b'
        $points = Get-MlDashExperiment tables/a -Root $root | Get-MlDashMetric train -Points
        $points.loss | Should -Be 0.5, 0.25
        $points[1].Timestamp | Should -Be ([DateTimeOffset]::FromUnixTimeSeconds(1700000002))
    }

    It 'says what cannot be imported, and imports what is behind it' {
        New-MlflowRun "$source/mlruns" aa11 owl
        Set-Content "$source/readme.txt" 'text'
        $imported = Import-MlDashExperiment "$source/readme.txt", "$source/mlruns" -Destination $root -ErrorVariable faults -ErrorAction SilentlyContinue
        $imported.Prefix | Should -BeExactly 'digits/owl'
        $faults.FullyQualifiedErrorId | Should -BeLike 'FormatNotRecognized,*'
    }

    It 'reads a SQLite database' {
        $imported = Import-MlDashExperiment "$PSScriptRoot/../data/import/trackio.db" -Destination $root -Project demo
        $imported.Prefix | Should -BeExactly 'demo/calm'
        (Get-MlDashExperiment demo/calm -Root $root | Get-MlDashMetric history -Points).loss | Should -Be 0.5
    }

    It 'sends the runs to a server, and only what is new the next time' {
        $server = Start-TestServer $TestDrive
        try {
            New-MlflowRun "$source/mlruns" aa11 owl
            $there = @{ Remote = $server.Url; UserName = 'ada' }
            (Import-MlDashExperiment "$source/mlruns" @there).Points | Should -Be 2
            New-MlflowRun "$source/mlruns" aa11 owl -Loss '1700000000000 0.5 0', '1700000001000 0.25 1', '1700000002000 0.125 2'
            (Import-MlDashExperiment "$source/mlruns" @there).Points | Should -Be 1
            $experiments = @(Get-MlDashExperiment @there)
            $experiments | Should -HaveCount 1
            ($experiments[0] | Get-MlDashMetric loss -Points).value | Should -Be 0.5, 0.25, 0.125
        } finally { Stop-TestServer $server }
    }

    It 'refuses a folder together with a server' {
        { Import-MlDashExperiment $TestDrive -Destination $root -Remote http://127.0.0.1:9 } | Should -Throw -ErrorId 'PlaceUnclear,*'
    }
}
