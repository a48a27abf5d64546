BeforeAll {
    Import-Module MlDash -Force
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'A drive over a server' {
    BeforeAll {
        . "$PSScriptRoot/support/Server.ps1"
        Set-TestHome "$TestDrive/home"
        $server = Start-TestServer "$TestDrive/data"
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
        foreach ($run in 'vision/one', 'vision/deep/two', 'etl/daily') {
            $project, $prefix = $run -split '/', 2
            $null = Start-MlDashExperiment $prefix -Project $project @alice
            Set-MlDashParam @{ lr = 0.1; 'a/b' = 'slash' }
            foreach ($step in 1..3) {
                Add-MlDashMetric train @{ step = $step }
                Add-MlDashMetric train/inner @{ step = $step * 10 }
                Add-MlDashTrack robot/pose @{ x = $step } -Timestamp $step
                Write-MlDashLog "line $step"
            }
            "first`nsecond`n" | Save-MlDashFile -Name notes/a.txt -AsText
            Save-MlDashFile -InputObject ([byte[]](0, 255, 10)) -Name b.bin -AsBytes
            Complete-MlDashExperiment
        }
        $null = New-PSDrive -Name Dash -PSProvider MlDash -Root $server.Url -UserName alice -Scope Global
    }

    AfterAll {
        Remove-PSDrive Dash -Scope Global -Force
        Stop-TestServer $server
        Set-TestHome $null
    }

    It 'has the same tree, below the owner of each project' {
        (Get-Item Dash:/).PSDrive.DisplayRoot | Should -Be "$($server.Url)/"
        (Get-ChildItem Dash:/).PSChildName | Should -Be 'alice'
        (Get-ChildItem Dash:/alice).Kind | Should -Be @('Project', 'Project')
        (Get-ChildItem Dash:/alice).PSChildName | Should -Be @('etl', 'vision')
        (Get-ChildItem Dash:/alice/vision).PSChildName | Should -Be @('one', 'deep')
        (Get-Item Dash:/alice/*/*).Prefix | Should -Be @('alice/etl/daily', 'alice/vision/one')
        $names = @(Get-ChildItem Dash:/ -Recurse -Name)
        $names | Should -Contain (Join-Path alice vision deep two files notes a.txt)
        $names.Count | Should -Be @(Get-ChildItem Dash:/ -Recurse).Count
    }

    It 'has the same items and content' {
        (Get-ChildItem Dash:/alice/vision -Filter one | Get-MlDashMetric train).TotalPoints | Should -Be 3
        (Get-Item Dash:/alice/vision/one/metrics/train/inner).TotalPoints | Should -Be 3
        (Get-Content Dash:/alice/vision/one/logs).Message | Should -Be @('line 1', 'line 2', 'line 3')
        (Get-Content Dash:/alice/vision/one/metrics/train -TotalCount 2).step | Should -Be @(1, 2)
        (Get-Content Dash:/alice/vision/one/tracks/robot/pose).x | Should -Be @(1, 2, 3)
        Get-Content Dash:/alice/vision/one/params/a%2Fb | Should -Be 'slash'
        Get-Content Dash:/alice/vision/one/files/notes/a.txt | Should -Be @('first', 'second')
        Get-Content Dash:/alice/vision/one/files/b.bin -AsByteStream | Should -Be @(0, 255, 10)
        (Get-Item Dash:/alice/vision/one/files/b.bin | Receive-MlDashFile -Destination "$TestDrive/fetched/" -PassThru).Length | Should -Be 3
    }

    It 'knows what is not there' {
        Test-Path Dash:/alice/vision/deep/two | Should -BeTrue
        Test-Path Dash:/alice/vision/two | Should -BeFalse
        Test-Path Dash:/alice/none | Should -BeFalse
        Test-Path Dash:/vision/one | Should -BeFalse
        Test-Path Dash:/alice/vision/one/logs/x | Should -BeFalse
        { Get-Item Dash:/alice/none -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
        Get-Item Dash:/alice/n* | Should -BeNullOrEmpty
    }

    It 'removes experiments and files there' {
        Remove-Item Dash:/alice/vision/one/files/b.bin
        (Get-ChildItem Dash:/alice/vision/one/files).PSChildName | Should -Be 'notes'
        { Remove-Item Dash:/alice/vision/one/logs -ErrorAction Stop } | Should -Throw -ErrorId 'NotRemovable,*'
        Remove-Item Dash:/alice/vision -Recurse -WhatIf
        Test-Path Dash:/alice/vision/one | Should -BeTrue
        Remove-Item Dash:/alice/vision -Recurse
        Test-Path Dash:/alice/vision | Should -BeFalse
        (Get-ChildItem Dash:/alice).PSChildName | Should -Be 'etl'
    }

    It 'lists 450 experiments, more than the server gives at once' {
        # Asked of the server itself: to record and send each of them would take a minute.
        $http = [Net.Http.HttpClient]::new()
        $token = [Net.NetworkCredential]::new('', (Get-TestToken $server alice)).Password
        $http.DefaultRequestHeaders.Authorization = [Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $token)
        foreach ($node in @(@{ type = 'PROJECT'; name = 'sweep' }) + @(1..450 | ForEach-Object { @{ type = 'EXPERIMENT'; name = "run-$_"; parentId = 'ROOT'; projectSlug = 'sweep' } })) {
            $body = [Net.Http.StringContent]::new((ConvertTo-Json $node), $null, 'application/json')
            $null = $http.PostAsync("$($server.Url)/api/namespaces/alice/nodes", $body).GetAwaiter().GetResult().EnsureSuccessStatusCode()
        }
        $http.Dispose()
        @(Get-ChildItem Dash:/alice/sweep).Count | Should -Be 450
        (Get-ChildItem Dash:/alice/sweep | Select-Object -First 1).PSIsContainer | Should -BeTrue
        (Get-Item Dash:/alice/sweep).psbase.Count | Should -Be 450
        @(Get-Item Dash:/alice/sweep/run-4??).Count | Should -Be 51
    }

    It 'shows nobody what is not theirs' {
        $null = New-PSDrive -Name Mallory -PSProvider MlDash -Root $server.Url -UserName mallory -Scope Global
        Get-ChildItem Mallory:/ | Should -BeNullOrEmpty
        Test-Path Mallory:/alice/etl/daily | Should -BeFalse
        Remove-PSDrive Mallory -Scope Global -Force
    }

    It 'asks the server nothing before it is used, and then says that it is away' {
        $null = New-PSDrive -Name Away -PSProvider MlDash -Root 'http://localhost:1' -UserName alice -Scope Global
        [Environment]::SetEnvironmentVariable('ML_DASH_MAX_RETRIES', '0')
        $null = New-PSDrive -Name Off -PSProvider MlDash -Root 'http://localhost:1' -UserName alice -Scope Global
        { Get-ChildItem Off:/ -ErrorAction Stop } | Should -Throw -ErrorId 'ServerUnreachable,*'
        { Test-Path Off:/alice/x -ErrorAction Stop } | Should -Throw -ErrorId 'ServerUnreachable,*'
        { Get-Item Off:/alice/x -ErrorAction Stop } | Should -Throw -ErrorId 'ServerUnreachable,*'
        [Environment]::SetEnvironmentVariable('ML_DASH_MAX_RETRIES', $null)
        Remove-PSDrive Away -Scope Global -Force
        Remove-PSDrive Off -Scope Global -Force
    }

    It 'is left at once when the pipeline is stopped' {
        # A server that takes the request and never answers.
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
        $state = [initialsessionstate]::CreateDefault()
        $listing = Get-Command Get-ChildItem
        if ($listing.ImplementingType.Assembly.GetName().Name -ne 'Microsoft.PowerShell.Commands.Management') {
            $state.Commands.Add([Management.Automation.Runspaces.SessionStateCmdletEntry]::new('Get-ChildItem', $listing.ImplementingType, $null))
        }
        $shell = [powershell]::Create($state)
        $null = $shell.AddScript({
                param($Url)
                Import-Module MlDash
                $null = $ExecutionContext.SessionState.Drive.New([Management.Automation.PSDriveInfo]::new('Silent', $ExecutionContext.SessionState.Provider.GetOne('MlDash'), $Url, '', $null), 'global')
                Get-ChildItem Silent:/
            }.ToString()).AddArgument("http://127.0.0.1:$($silent.LocalEndpoint.Port)")
        [Environment]::SetEnvironmentVariable('ML_DASH_API_KEY', 'some-token')
        $running = $shell.BeginInvoke()
        $asked = $silent.AcceptTcpClient()
        [Environment]::SetEnvironmentVariable('ML_DASH_API_KEY', $null)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $asked.Dispose()
        $silent.Stop()
        $shell.Dispose()
    }
}
