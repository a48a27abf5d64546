BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $alice = @{ Remote = $server.Url; UserName = 'alice' }
    foreach ($name in 'one', 'two') {
        $null = Start-MlDashExperiment "runs/$name" -Project project -Root "$TestDrive/root" -Tag $name
        1..150 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Write-MlDashLog "I am $name"
        Set-MlDashParam @{ name = $name }
        'text' | Save-MlDashFile -Name a.txt -AsText
        Complete-MlDashExperiment
    }
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Send-MlDashExperiment' {
    It 'sends what matches, with all it holds, once' {
        $sent = Send-MlDashExperiment 'project/runs/*' -Root "$TestDrive/root" @alice
        $sent.Prefix | Should -Be @('alice/project/runs/one', 'alice/project/runs/two')
        $sent.Counts.Points | Should -Be @(150, 150)
        $again = Send-MlDashExperiment 'project/runs/*' -Root "$TestDrive/root" @alice
        $again.Counts.Points | Should -Be @(0, 0)
        $there = Get-MlDashExperiment -Name one @alice
        $there.Status | Should -Be 'Completed'
        $there.Tags | Should -Be 'one'
        @($there | Get-MlDashMetric train -Points) | Should -HaveCount 150
        ($there | Get-MlDashLog).Message | Should -Be 'I am one'
        ($there | Get-MlDashParam).Value | Should -Be 'one'
        Get-MlDashFileContent a.txt -Experiment $there | Should -Be 'text'
    }

    It 'sends from the pipeline to another place, and leaves out what is said' {
        $sent = Get-MlDashExperiment -Name two -Root "$TestDrive/root" | Send-MlDashExperiment -Target elsewhere/folder -Skip Log, File -Remote $server.Url -UserName elsewhere
        $sent.Prefix | Should -Be 'elsewhere/folder/runs/two'
        $there = Get-MlDashExperiment -Name two -Remote $server.Url -UserName elsewhere
        $there | Get-MlDashLog | Should -BeNullOrEmpty
        $there | Get-MlDashFile | Should -BeNullOrEmpty
        ($there | Get-MlDashMetric train).TotalPoints | Should -Be 150
    }

    It 'sends nothing with -WhatIf' {
        Send-MlDashExperiment runs/one -Root "$TestDrive/root" -WhatIf -Remote $server.Url -UserName nobody | Should -BeNullOrEmpty
        Get-MlDashExperiment -Remote $server.Url -UserName nobody | Should -BeNullOrEmpty
    }

    It 'verifies that the server has the same, and says in what it has not' {
        $mine = @{ Remote = $server.Url; UserName = 'own' }
        $sent = Send-MlDashExperiment project/runs/one -Root "$TestDrive/root" -Target own/folder -Verify @mine
        $sent.Digest | Should -Match '^[0-9a-f]{64}$'
        Invoke-MlDashExperiment runs/one -Project folder @mine { Write-MlDashLog 'only there' }
        Send-MlDashExperiment project/runs/one -Root "$TestDrive/root" -Target own/folder -Verify @mine -ErrorVariable differs -ErrorAction SilentlyContinue
        $differs[0].FullyQualifiedErrorId | Should -BeLike 'CopyDiffers*'
        "$($differs[0])" | Should -BeLike "*Log has 1 records here, 2 on the server*"
    }

    It 'removes a local copy only when the server has the same' {
        $mine = @{ Remote = $server.Url; UserName = 'remover' }
        Copy-MlDashExperiment project/runs/one project/gone -Root "$TestDrive/root"
        Copy-MlDashExperiment project/runs/one project/stays -Root "$TestDrive/root"
        Send-MlDashExperiment project/stays -Root "$TestDrive/root" @mine
        Set-MlDashExperiment remover/project/stays -Tag changed @mine
        $sent = Send-MlDashExperiment project/gone, project/stays -Root "$TestDrive/root" -RemoveAfterVerified @mine -ErrorVariable differs -ErrorAction SilentlyContinue
        $sent.Prefix | Should -Be remover/project/gone
        "$differs" | Should -BeLike "*project/stays*Detail differs*"
        (Get-MlDashExperiment -Project project -Root "$TestDrive/root").Prefix | Should -Contain 'project/stays'
        (Get-MlDashExperiment -Project project -Root "$TestDrive/root").Prefix | Should -Not -Contain 'project/gone'
        (Get-MlDashExperiment -Name gone @mine | Get-MlDashMetric train).TotalPoints | Should -Be 150
    }

    It 'does not verify what it leaves out' {
        { Send-MlDashExperiment project/runs/one -Root "$TestDrive/root" -Skip Log -Verify @alice } | Should -Throw -ErrorId 'SkipAndVerify,*'
    }
}
