<#
.SYNOPSIS
    Maintenance jobs that are recorded: what they did, how long it took, and why one of them failed.
.DESCRIPTION
    Cleans a folder of old files and then backs one up that is not there, so that there is a failure to report. It works in a folder of its own
    below the temporary folder. Writes experiments below ./experiments (or -Root). With ML_DASH_API_URL and -Mode Hybrid beside -Root they would go
    to the team's server as well.
#>
param([string] $Root = './experiments')

$ErrorActionPreference = 'Stop'
Import-Module MlDash
function Show-Title([string] $Text) { "`n== $Text" }

# Something to clean: three old files and a new one.
$work = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "ops-$(New-Guid)")
foreach ($name in 'a.tmp', 'b.tmp', 'c.tmp', 'today.log') {
    $file = New-Item "$work/$name" -Value ('x' * 1000)
    if ($name -like '*.tmp') { $file.LastWriteTime = (Get-Date).AddDays(-30) }
}

# What all jobs have in common. {now:…} and {job_counter:…} make a path of its own for each run of a job.
$common = @{ Project = 'ops'; Root = $Root; Tag = 'maintenance'; Metadata = @{ host = [Environment]::MachineName } }
$stamp = '{now:%Y-%m-%d/%H.%M.%S}-{job_counter:03d}'

# Job 1. With -Capture each line of the output is an entry of the log, too, and the block needs no change for it.
Invoke-MlDashExperiment "cleanup/$stamp" @common -Capture {
    Set-MlDashParam @{ folder = $work; days = 14 }
    $limit = (Get-Date).AddDays(-14)
    $freed = 0
    foreach ($file in Get-ChildItem $work -File) {
        if ($file.LastWriteTime -ge $limit) { "kept $($file.Name)"; continue }
        $freed += $file.Length
        Remove-Item $file
        "removed $($file.Name)"
    }
    # A metric over the runs of a job shows a trend; entries with a level are found again by it.
    Add-MlDashMetric freed -Value $freed -Field bytes
    if ($freed -gt 2000) { Write-MlDashLog 'More to clean than usual' -Level Warn -Metadata @{ bytes = $freed } }
}

# Job 2 fails. Its experiment becomes Failed and keeps the message; the error is passed on to this script, which decides what to do about it.
try {
    Invoke-MlDashExperiment "backup/$stamp" @common -Capture {
        'looking for the database'
        $source = "$work/database.db"
        if (-not (Test-Path $source)) { throw [IO.FileNotFoundException]::new("There is no '$source' to back up.") }
        Save-MlDashFile $source -Prefix backup
    }
}
catch { "The backup did not work; the other jobs continue. ($($_.Exception.GetType().Name))" }

# The report: what an operator asks in the morning.
Show-Title 'Runs of the last 24 hours'
$since = (Get-Date).AddDays(-1)
$runs = Get-MlDashExperiment -Project ops -Tag maintenance -Root $Root | Where-Object StartedAt -GT $since
$runs | Format-Table

Show-Title 'What failed, why, and its last words'
foreach ($run in $runs | Where-Object Status -In Failed, Crashed) {
    "$($run.Prefix) on $($run.Runs[-1].HostName): $($run.Error)"
    $run | Get-MlDashLog -Last 5 | Format-Table
}

Show-Title 'The log of the cleanup'
$runs | Where-Object Prefix -Like 'ops/cleanup/*' | Select-Object -Last 1 | Get-MlDashLog | Format-Table
Remove-Item $work -Recurse
