BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
}

AfterAll {
    Stop-TestServer $server
    [Environment]::SetEnvironmentVariable('ML_DASH_HOME', $null)
}

Describe 'Sync-MlDashExperiment' {
    It 'returns when everything recorded before is on the disk' {
        $experiment = Start-MlDashExperiment sync -Root $TestDrive
        foreach ($i in 1..1000) { Add-MlDashMetric train @{ step = $i } }
        Write-MlDashLog 'last'
        Sync-MlDashExperiment
        [IO.File]::ReadAllLines((Join-Path $experiment.Folder 'metrics' 'train' 'data.jsonl')) | Should -HaveCount 1000
        [IO.File]::ReadAllLines((Join-Path $experiment.Folder 'logs' 'logs.jsonl')) | Should -HaveCount 1
        $experiment.IsOpen | Should -BeTrue
        Complete-MlDashExperiment
    }

    It 'does nothing when nothing is open and nothing is left to send' {
        Sync-MlDashExperiment | Should -BeNullOrEmpty
    }

    It 'sends what waits for one server and leaves what waits for another' {
        foreach ($address in $server.Url, 'http://127.0.0.1:9') {
            Invoke-MlDashExperiment waits -Project project -Remote $address -UserName alice -Offline { Add-MlDashMetric train @{ loss = 1 } }
        }
        $sent = @(Sync-MlDashExperiment -Remote $server.Url)
        $sent | Should -HaveCount 1
        $sent[0].Fault | Should -BeNullOrEmpty
        $left = @(Sync-MlDashExperiment -Remote 'http://127.0.0.1:9' -ErrorAction SilentlyContinue)
        $left | Should -HaveCount 1
        $left[0].Fault | Should -Not -BeNullOrEmpty
    }

    It 'sends as the user that is given' {
        Invoke-MlDashExperiment named -Project project -Remote $server.Url -UserName alice -Offline { Write-MlDashLog kept }
        $refused = Sync-MlDashExperiment -Remote $server.Url -UserName mallory -ErrorAction SilentlyContinue
        $refused.Fault | Should -Not -BeNullOrEmpty
        (Sync-MlDashExperiment -Remote $server.Url).Fault | Should -BeNullOrEmpty
        (Get-MlDashExperiment 'alice/project/named' -Remote $server.Url -UserName alice | Get-MlDashLog).Message | Should -Be 'kept'
    }

    It 'verifies what it sends, and removes local copies that the server has whole' {
        $hybrid = @{ Project = 'project'; Root = "$TestDrive/hybrid"; Remote = $server.Url; UserName = 'alice'; Offline = $true }
        Invoke-MlDashExperiment checked @hybrid { Add-MlDashMetric train @{ loss = 1 } }
        (Sync-MlDashExperiment -Remote $server.Url -Verify).Digest | Should -Match '^[0-9a-f]{64}$'
        Get-MlDashExperiment -Root "$TestDrive/hybrid" | Should -HaveCount 1

        Invoke-MlDashExperiment freed @hybrid { Add-MlDashMetric train @{ loss = 1 } }
        (Sync-MlDashExperiment -Remote $server.Url -RemoveAfterVerified).Fault | Should -BeNullOrEmpty
        (Get-MlDashExperiment -Root "$TestDrive/hybrid").Name | Should -Be checked
        Get-MlDashExperiment alice/project/freed -Remote $server.Url -UserName alice | Should -HaveCount 1
    }

    It 'keeps what waits while the server has something else' {
        $hybrid = @{ Project = 'project'; Root = "$TestDrive/other"; Remote = $server.Url; UserName = 'alice' }
        Invoke-MlDashExperiment differs @hybrid { Add-MlDashMetric train @{ loss = 1 } }
        Invoke-MlDashExperiment differs -Project project -Remote $server.Url -UserName alice { Write-MlDashLog 'only there' }
        Invoke-MlDashExperiment differs @hybrid -Offline { Add-MlDashMetric train @{ loss = 2 } }
        $refused = Sync-MlDashExperiment -Remote $server.Url -RemoveAfterVerified -ErrorAction SilentlyContinue
        $refused.Fault.ErrorId | Should -Be CopyDiffers
        Get-MlDashExperiment -Root "$TestDrive/other" | Should -HaveCount 1
        Sync-MlDashExperiment -Remote $server.Url | Should -HaveCount 1
    }
}
