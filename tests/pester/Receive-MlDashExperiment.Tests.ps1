BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $alice = @{ Remote = $server.Url; UserName = 'alice' }
    $null = Start-MlDashExperiment folder/run -Project project -Tag t @alice
    1..150 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
    Write-MlDashLog 'hello' -Metadata @{ a = 1 }
    Set-MlDashParam @{ lr = 0.5 }
    Add-MlDashTrack robot/pose @{ x = 1 } -Timestamp 2.5
    'text' | Save-MlDashFile -Name a.txt -Prefix notes -AsText
    Complete-MlDashExperiment
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Receive-MlDashExperiment' {
    It 'brings an experiment down as a local one' {
        $local = Receive-MlDashExperiment folder/run -Destination "$TestDrive/down" @alice
        $local.Prefix | Should -Be 'alice/project/folder/run'
        $local.Mode | Should -Be 'Local'
        $local.Status | Should -Be 'Completed'
        $local.Tags | Should -Be 't'
        @($local | Get-MlDashMetric train -Points) | Should -HaveCount 150
        ($local | Get-MlDashLog).Metadata.a | Should -Be 1
        ($local | Get-MlDashParam).Value | Should -Be 0.5
        ($local | Get-MlDashTrack robot/pose).x | Should -Be 1
        Get-MlDashFileContent notes/a.txt -Experiment $local | Should -Be 'text'
    }

    It 'takes experiments from the pipeline, and brings nothing with -WhatIf' {
        Get-MlDashExperiment -Name run @alice | Receive-MlDashExperiment -Destination "$TestDrive/whatif" -WhatIf @alice | Should -BeNullOrEmpty
        "$TestDrive/whatif/alice" | Should -Not -Exist
        (Get-MlDashExperiment -Name run @alice | Receive-MlDashExperiment -Destination "$TestDrive/piped" @alice).Name | Should -Be 'run'
    }

    It 'takes an experiment from the pipeline from the server it was found on' {
        # No server is the default here: only the experiment knows its own.
        $received = Get-MlDashExperiment -Name run @alice | Receive-MlDashExperiment -Destination "$TestDrive/own-server"
        $received.Prefix | Should -Be 'alice/project/folder/run'
        @($received | Get-MlDashMetric train -Points) | Should -HaveCount 150
    }

    It 'replaces an experiment that did not come from there with -Force alone' {
        $null = Start-MlDashExperiment alice/project/folder/run -Root "$TestDrive/own"
        Complete-MlDashExperiment
        { Receive-MlDashExperiment folder/run -Destination "$TestDrive/own" -ErrorAction Stop @alice } | Should -Throw -ErrorId 'ExperimentExists,*'
        (Receive-MlDashExperiment folder/run -Destination "$TestDrive/own" -Force @alice).Tags | Should -Be 't'
    }

    It 'reports what the server does not have' {
        { Receive-MlDashExperiment nope -Destination "$TestDrive/down" -ErrorAction Stop @alice } | Should -Throw -ErrorId 'ExperimentNotFound,*'
    }
}
