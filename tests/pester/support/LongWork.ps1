# Work that takes long, and ways to look at it and to stop it: dot-source it in BeforeAll.

# Begins a script in a runspace of its own.
function Start-Work([string] $Script, [hashtable] $Given) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript('param($Given) Import-Module MlDash; ' + $Script).AddArgument($Given)
    @{ Shell = $shell; Running = $shell.BeginInvoke() }
}

# Waits until it is so, at most twenty seconds.
function Wait-Until([scriptblock] $IsSo) {
    foreach ($try in 1..1000) {
        if (& $IsSo) { return }
        Start-Sleep -Milliseconds 20
    }
    throw "It never came to be so: $IsSo"
}

# Stops work that is under way, as Ctrl-C does, and tells how long that took, in milliseconds.
function Stop-Work($Work) {
    if ($Work.Running.IsCompleted) { throw "The work was over before it could be stopped: $($Work.Shell.InvocationStateInfo.Reason) $($Work.Shell.Streams.Error)" }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $Work.Shell.Stop()
    $watch.ElapsedMilliseconds
    if ($Work.Shell.InvocationStateInfo.State -ne 'Stopped') { throw "The work was not stopped, it is $($Work.Shell.InvocationStateInfo.State)." }
}

# Waits for the end of work.
function Complete-Work($Work) {
    $Work.Shell.EndInvoke($Work.Running)
}

# Ends the runspace of work, which completes what it has left open.
function Remove-Work($Work) {
    $Work.Shell.Runspace.Dispose()
    $Work.Shell.Dispose()
}

# A file of many bytes that takes no room before it is copied.
function New-LargeFile([string] $Path, [long] $Length) {
    $null = New-Item (Split-Path $Path) -ItemType Directory -Force
    $file = [IO.File]::Create($Path)
    $file.SetLength($Length)
    $file.Dispose()
}

# Repeats the last line of a data file, so that reading it takes seconds.
function Expand-DataFile([string] $Path, [int] $Lines) {
    $line = [IO.File]::ReadAllLines($Path)[-1] + "`n"
    $block = $line * 10000
    $writer = [IO.StreamWriter]::new($Path, $true)
    for ($written = 0; $written -lt $Lines; $written += 10000) { $writer.Write($block) }
    $writer.Dispose()
}

function Get-AllFile([string] $Folder) {
    if (Test-Path $Folder) { (Get-ChildItem $Folder -File -Recurse -Force).FullName }
}
