# A real server process on a free port of this machine, for test files that need one: dot-source it in BeforeAll.

function Start-TestServer([string] $Data) {
    $port = Get-FreePort
    $process = Invoke-TestServerProcess $Data $port @()
    $line = $process.StandardOutput.ReadLine()
    while ($null -ne $line -and $line -notlike '*Record to it*') { $line = $process.StandardOutput.ReadLine() }
    if ($null -eq $line) { throw 'The server did not start.' }
    @{ Url = "http://127.0.0.1:$port"; Process = $process; Data = $Data }
}

# A port that nobody listens on, below those that systems give to connections: one of these would have the port before the server has it.
function Get-FreePort {
    while ($true) {
        $port = Get-Random -Minimum 10000 -Maximum 32000
        try {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, $port)
            $listener.Start()
            $listener.Stop()
            return $port
        } catch [Net.Sockets.SocketException] {
            Write-Debug "Port $port is taken."
        }
    }
}

function Invoke-TestServerProcess([string] $Data, [int] $Port, [string[]] $Arguments) {
    # MLDASH_TEST_SERVER names another build of the server: a program, or an assembly that dotnet starts.
    $server = $env:MLDASH_TEST_SERVER ?? (Join-Path $PSScriptRoot '../../../src/MlDash.Server/bin/Debug/net10.0/MlDash.Server.dll' -Resolve)
    $start = [Diagnostics.ProcessStartInfo]::new($server)
    if ($server -like '*.dll') {
        $start.FileName = 'dotnet'
        $start.ArgumentList.Add($server)
    }
    foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $true
    $start.Environment['PORT'] = "$Port"
    $start.Environment['DATA_DIR'] = $Data
    $start.Environment['LOG_LEVEL'] = 'error'
    $start.Environment['ASPNETCORE_ENVIRONMENT'] = 'Development'
    [Diagnostics.Process]::Start($start)
}

function Get-TestToken($Server, [string] $UserName) {
    $process = Invoke-TestServerProcess $Server.Data 0 @('token', $UserName)
    [Net.NetworkCredential]::new('', $process.StandardOutput.ReadToEnd().Trim()).SecurePassword
}

function Stop-TestServer($Server) {
    if (-not $Server.Process.HasExited) { $Server.Process.Kill() }
    $null = $Server.Process.WaitForExit(10000)
}

# Logins and unsent records of the tests stay away from those of the user.
function Set-TestHome([string] $Folder) {
    [Environment]::SetEnvironmentVariable('ML_DASH_HOME', $Folder)
}
