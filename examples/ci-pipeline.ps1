<#
.SYNOPSIS
    Records a build: commit and branch, how long each step took, what came out, and how it ended. Exits with the code of the build.
.DESCRIPTION
    Ends with the exit code of the step that failed, or 0, so the build server sees what it would see without recording. The network is left alone
    while the build runs. With -Remote (or ML_DASH_API_URL) the record is sent at the end; when the server is down it waits on this machine, and the
    build is none the worse. A build server gives its token as ML_DASH_API_KEY; a server in Development takes -UserName.
.EXAMPLE
    ci-pipeline.ps1 -Remote http://localhost:3000 -UserName alice
#>
param([string] $Root = './experiments', [string] $Remote = $env:ML_DASH_API_URL, [string] $UserName, [string] $TestCommand = 'echo 42 passed> report.txt')

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false   # exit codes are looked at below
Import-Module MlDash
function Show-Title([string] $Text) { "`n== $Text" }

# What the build server says of the build: GitHub Actions, GitLab CI, Jenkins, or a build by hand.
$commit = $env:GITHUB_SHA, $env:CI_COMMIT_SHA, $env:GIT_COMMIT, 'unknown' | Where-Object { $_ } | Select-Object -First 1
$branch = $env:GITHUB_REF_NAME, $env:CI_COMMIT_REF_NAME, $env:GIT_BRANCH, 'local' | Where-Object { $_ } | Select-Object -First 1
$number = $env:GITHUB_RUN_NUMBER, $env:CI_PIPELINE_IID, $env:BUILD_NUMBER, '{now:%Y%m%d-%H%M%S}' | Where-Object { $_ } | Select-Object -First 1

# The steps are command lines of the system's shell. Replace them by your own.
$steps = [ordered]@{ restore = 'echo restored'; build = 'echo application> app.bin'; test = $TestCommand; package = 'echo package> package.txt' }
$artifacts = 'app.bin', 'report.txt', 'package.txt'
$work = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "build-$(New-Guid)")

# Local, or with a server in both places. -Offline keeps the network out of the build.
$place = @{ Root = $Root }
if ($Remote) { $place += @{ Remote = $Remote; Offline = $true } }
if ($Remote -and $UserName) { $place.UserName = $UserName }
$experiment = Start-MlDashExperiment "$branch/build-$number" -Project builds @place -Tag ci, $branch
Set-MlDashParam @{ git = @{ commit = $commit; branch = $branch }; host = [Environment]::MachineName; os = [Environment]::OSVersion.VersionString }

$exitCode = 0
foreach ($step in $steps.Keys) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    # What the step prints is shown, and goes to the log.
    if ($IsWindows) { $printed = cmd /c "cd /d `"$work`" && $($steps[$step])" 2>&1 } else { $printed = sh -c "cd '$work' && $($steps[$step])" 2>&1 }
    $exitCode = $LASTEXITCODE
    $printed
    $printed | ForEach-Object { "$_" } | Write-MlDashLog -Metadata @{ step = $step }
    Add-MlDashMetric steps @{ step = $step; seconds = $watch.Elapsed.TotalSeconds; exitCode = $exitCode }
    if ($exitCode -ne 0) { Write-MlDashLog "$step ended with exit code $exitCode" -Level Error; break }
}

# Artifacts that are there, with their SHA-256, also those of a build that failed half-way.
Get-ChildItem $work | Where-Object Name -In $artifacts | Save-MlDashFile -Prefix artifacts -Tag $commit
$status = if ($exitCode -eq 0) { 'Completed' } else { 'Failed' }
Complete-MlDashExperiment -Status $status -WarningAction SilentlyContinue
Remove-Item $work -Recurse

# Send waiting experiments: this build, and earlier ones whose server was down. A server that is down does not fail the build.
if ($Remote) {
    Show-Title 'Sent to the server'
    Sync-MlDashExperiment -ErrorAction SilentlyContinue | Format-Table
}

Show-Title "The record: exit code $exitCode"
$stored = Get-MlDashExperiment $experiment.Prefix -Root $Root
$stored | Format-Table
$stored | Get-MlDashParam | Format-Table
$stored | Get-MlDashMetric steps -Points | Format-Table step, @{ Name = 'seconds'; Expression = 'seconds'; FormatString = '0.00' }, exitCode
$stored | Get-MlDashLog | Format-Table
$stored | Get-MlDashFile | Format-Table
exit $exitCode
