# A proxy on this machine that lets only so many bytes a second through, for test files that need a slow server: dot-source it in BeforeAll.

function Start-SlowProxy([string] $Url, [int] $BytesASecond) {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $state = [hashtable]::Synchronized(@{ Bytes = 0; BytesASecond = $BytesASecond; Stop = $false })
    $shell = [powershell]::Create()
    $null = $shell.AddScript({
            param($Listener, $Port, $State)
            $ways = [Collections.ArrayList]::new()
            $buffer = [byte[]]::new(32768)
            while (-not $State.Stop) {
                while ($Listener.Pending()) {
                    $client = $Listener.AcceptTcpClient()
                    $server = [Net.Sockets.TcpClient]::new('127.0.0.1', $Port)
                    $null = $ways.Add(@($client.Client, $server.Client))
                    $null = $ways.Add(@($server.Client, $client.Client))
                }
                $moved = 0
                foreach ($way in $ways.ToArray()) {
                    try {
                        if ($way[0].Poll(0, 'SelectRead')) {
                            $count = $way[0].Receive($buffer)
                            if ($count -eq 0) { throw 'closed' }
                            for ($sent = 0; $sent -lt $count;) { $sent += $way[1].Send($buffer, $sent, $count - $sent, 'None') }
                            $moved += $count
                        }
                    }
                    catch {
                        $way[0].Dispose()
                        $way[1].Dispose()
                        $ways.Remove($way)
                    }
                }
                $State.Bytes += $moved
                Start-Sleep -Milliseconds ([int] [Math]::Max(1, $moved * 1000 / $State.BytesASecond))
            }
            foreach ($way in $ways) { $way[0].Dispose() }
        }).AddArgument($listener).AddArgument(([uri] $Url).Port).AddArgument($state)
    @{ Url = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"; State = $state; Shell = $shell; Running = $shell.BeginInvoke(); Listener = $listener }
}

function Stop-SlowProxy($Proxy) {
    $Proxy.State.Stop = $true
    $null = $Proxy.Shell.EndInvoke($Proxy.Running)
    $Proxy.Shell.Runspace.Dispose()
    $Proxy.Shell.Dispose()
    $Proxy.Listener.Stop()
}
