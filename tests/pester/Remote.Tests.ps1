BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $alice = @{ Remote = $server.Url; UserName = 'alice' }
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'An experiment on a server' {
    It 'is recorded and read by the same commands, with the same objects' {
        $experiment = Start-MlDashExperiment -Prefix my-experiment -Project project -Tag baseline -Description said @alice
        $experiment.Mode | Should -Be 'Remote'
        $experiment.Prefix | Should -Be 'alice/project/my-experiment'
        Set-MlDashParam @{ lr = 0.1; model = @{ arch = 'resnet' } }
        1..250 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Add-MlDashMetric @{ epoch = 1; eval = @{ acc = 0.5 } }
        Write-MlDashLog 'a' -Level Warn
        Add-MlDashTrack robot/pose @{ x = 1 } -Timestamp 1
        'text' | Save-MlDashFile -Name notes/a.txt -AsText
        (Get-MlDashMetric train -Last 1 -Points).step | Should -Be 250
        (Get-MlDashParam model.arch).Value | Should -Be 'resnet'
        (Get-MlDashLog).Level | Should -Be 'Warn'
        (Get-MlDashMetric).Name | Should -Be @('None', 'eval', 'train')
        Test-MlDashFile notes/a.txt | Should -BeTrue
        Set-MlDashFile notes/a.txt -Tag kept
        (Get-MlDashFile).Tags | Should -Be 'kept'
        Copy-MlDashFile notes/a.txt copy.txt
        (Receive-MlDashFile copy.txt -Destination $TestDrive -PassThru).Length | Should -Be 4
        Remove-MlDashFile copy.txt
        (Get-MlDashFile).Path | Should -Be 'notes/a.txt'
        1..100 | ForEach-Object { @{ id = $_; label = @('cat', 'dog')[$_ % 2] } } | Save-MlDashTable predictions
        (Get-MlDashTable predictions -Filter 'id > 90 and label = dog' -First 2).id | Should -Be @(91, 93)
        (Get-MlDashTable predictions -Experiment alice/project/my-experiment @alice -Filter 'id = 7').label | Should -Be 'dog'
        Remove-MlDashFile tables/predictions.parquet
        Export-MlDashTrack robot/pose -Path "$TestDrive/pose.jsonl" -Format Jsonl
        [IO.File]::ReadAllLines("$TestDrive/pose.jsonl") | Should -HaveCount 1
        Set-MlDashExperiment -AddTag more
        Complete-MlDashExperiment

        $found = Get-MlDashExperiment @alice | Where-Object Tags -contains baseline
        $found.Name | Should -Be 'my-experiment'
        $found.Tags | Should -Be @('baseline', 'more')
        $found.Status | Should -Be 'Completed'
        $found.Description | Should -Be 'said'
        $found.Duration | Should -BeGreaterThan ([TimeSpan]::Zero)
        Remove-MlDashExperiment $found -Force
        Get-MlDashExperiment @alice | Should -BeNullOrEmpty
    }

    It 'runs as a block, completed at its end and failed by an error' {
        Invoke-MlDashExperiment good { Write-MlDashLog 'in' } -Project blocks @alice
        { Invoke-MlDashExperiment bad { throw 'it broke' } -Project blocks @alice } | Should -Throw 'it broke'
        (Get-MlDashExperiment good @alice).Status | Should -Be 'Completed'
        (Get-MlDashExperiment alice/blocks/bad @alice).Status | Should -Be 'Failed'
    }

    It 'is continued by its prefix, and -New and -Resume look on the server' {
        $null = Start-MlDashExperiment again -Project project -New @alice
        1..10 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Complete-MlDashExperiment
        { Start-MlDashExperiment again -Project project -New @alice } | Should -Throw -ErrorId 'ExperimentExists,*'
        { Start-MlDashExperiment never -Project project -Resume @alice } | Should -Throw -ErrorId 'ExperimentNotFound,*'
        $null = Start-MlDashExperiment alice/project/again -Resume @alice
        11..20 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Complete-MlDashExperiment
        @(Get-MlDashExperiment again @alice | Get-MlDashMetric train -Points).step | Should -Be @(1..20)
    }

    It 'is kept here too with -Root' {
        $experiment = Start-MlDashExperiment both -Project project -Root "$TestDrive/root" @alice
        $experiment.Mode | Should -Be 'Hybrid'
        1..10 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Complete-MlDashExperiment
        (Get-MlDashExperiment both -Root "$TestDrive/root" | Get-MlDashMetric train).TotalPoints | Should -Be 10
        (Get-MlDashExperiment alice/project/both @alice | Get-MlDashMetric train).TotalPoints | Should -Be 10
    }

    It 'is recorded without the server with -Offline, and sent by Sync-MlDashExperiment' {
        $null = Start-MlDashExperiment offline -Project project -Offline @alice
        1..10 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Complete-MlDashExperiment
        Get-MlDashExperiment alice/project/offline -ErrorAction SilentlyContinue @alice | Should -BeNullOrEmpty
        $sent = Sync-MlDashExperiment
        $sent.Prefix | Should -Be 'alice/project/offline'
        $sent.Counts.Points | Should -Be 10
        (Get-MlDashExperiment alice/project/offline @alice).Status | Should -Be 'Completed'
        Sync-MlDashExperiment | Should -BeNullOrEmpty
    }

    It 'goes on without a server that cannot be reached, with a warning' {
        $null = Start-MlDashExperiment away -Project project -Remote 'http://localhost:1' -UserName alice -MaxRetries 0 -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'cannot be reached'
        1..10 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Complete-MlDashExperiment -WarningAction SilentlyContinue
        [Environment]::SetEnvironmentVariable('ML_DASH_MAX_RETRIES', '0')
        { Sync-MlDashExperiment -ErrorAction Stop } | Should -Throw -ErrorId 'ServerUnreachable,*'
        [Environment]::SetEnvironmentVariable('ML_DASH_MAX_RETRIES', $null)
    }

    It 'is refused to whom it does not belong' {
        $null = Start-MlDashExperiment mine -Project secret @alice
        Complete-MlDashExperiment
        Get-MlDashExperiment -Remote $server.Url -UserName mallory | Should -BeNullOrEmpty
        { Start-MlDashExperiment mine -Project alice/secret -Remote $server.Url -UserName mallory } | Should -Throw
    }

    It 'says what is wrong with an address or without one' {
        { Start-MlDashExperiment x -Remote 'ftp://host' -UserName alice } | Should -Throw -ErrorId 'IllegalServerAddress,*'
        { Start-MlDashExperiment x -Mode Remote -UserName alice } | Should -Throw -ErrorId 'NoServer,*'
        { Start-MlDashExperiment x -Remote 'http://dash.example.org' -UserName alice } | Should -Throw -ErrorId 'InsecureTransport,*'
    }
}
