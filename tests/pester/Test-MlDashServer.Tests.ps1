BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Test-MlDashServer' {
    It 'shows that a server works and accepts the login' {
        $state = Test-MlDashServer -Remote $server.Url -UserName alice
        $state.Server | Should -Be "$($server.Url)/"
        $state.IsReachable | Should -BeTrue
        $state.IsHealthy | Should -BeTrue
        $state.IsLoggedIn | Should -BeTrue
        $state.UserName | Should -Be 'alice'
        $state.ServerId | Should -Not -BeNullOrEmpty
        $state.ResponseTime | Should -BeGreaterThan ([TimeSpan]::Zero)
        [Math]::Abs($state.ClockSkew.TotalSeconds) | Should -BeLessThan 30
        $state.Error | Should -BeNullOrEmpty
        Test-MlDashServer -Remote $server.Url -UserName alice -Quiet | Should -BeTrue
        $state | Format-Table | Out-String | Should -Match 'alice'
    }

    It 'says nothing about a login that there is not' {
        $state = Test-MlDashServer -Remote $server.Url
        $state.IsReachable | Should -BeTrue
        $state.IsLoggedIn | Should -BeNullOrEmpty
        Test-MlDashServer -Remote $server.Url -Quiet | Should -BeTrue
    }

    It 'shows that a login is not accepted, and never the token' {
        $token = ConvertTo-SecureString 'no-such-token' -AsPlainText -Force
        $state = Test-MlDashServer -Remote $server.Url -ApiKey $token
        $state.IsReachable | Should -BeTrue
        $state.IsLoggedIn | Should -BeFalse
        $state.Error | Should -Not -BeNullOrEmpty
        $state | ConvertTo-Json | Should -Not -Match 'no-such-token'
        Test-MlDashServer -Remote $server.Url -ApiKey $token -Quiet | Should -BeFalse
    }

    It 'returns an object, not an error, for a server that is away, at once' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $state = Test-MlDashServer -Remote "http://127.0.0.1:$(Get-FreePort)"
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $state.IsReachable | Should -BeFalse
        $state.IsHealthy | Should -BeNullOrEmpty
        $state.Error | Should -Not -BeNullOrEmpty
        Test-MlDashServer -Remote "http://127.0.0.1:$(Get-FreePort)" -Quiet | Should -BeFalse
    }

    It 'tells a web server that is none of ours from one that is away' {
        $port = Get-FreePort
        $address = "http://127.0.0.1:$port/"
        # Wine has no HTTP.sys, so no HttpListener.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, $port)
        $listener.Start()
        $answering = [powershell]::Create().AddScript({
            param($Listener)
            while ($client = $Listener.AcceptTcpClient()) {
                $reader = [IO.StreamReader]::new($client.GetStream())
                while ($reader.ReadLine()) { }
                $answer = "HTTP/1.1 404 Not Found`r`nContent-Length: 0`r`nConnection: close`r`n`r`n"
                $client.GetStream().Write([Text.Encoding]::ASCII.GetBytes($answer))
                $client.Dispose()
            }
        }).AddArgument($listener)
        $null = $answering.BeginInvoke()
        try {
            $state = Test-MlDashServer -Remote $address
            $state.IsReachable | Should -BeTrue
            $state.IsHealthy | Should -BeNullOrEmpty
            $state.Error | Should -Not -BeNullOrEmpty
        } finally {
            $listener.Stop()
            $answering.Dispose()
        }
    }
}
