<#
.SYNOPSIS
    Builds, tests, records both, compares them with the last twenty builds of the main branch, and says what came out where people look.
.DESCRIPTION
    The steps are command lines of the system's shell, which run in -Folder; without it in a new folder, which is removed at the end. Times, sizes and test results are metrics of the build, which has the name that the CI system
    gives the run. A build that got slower or larger than the last twenty of the main branch fails, as one with a failed test does. The exit code is
    that of the step that failed, 1 when the build got worse, else 0.

    On GitHub Actions, Azure Pipelines, GitLab, TeamCity and Buildkite the summary and annotations appear by themselves; elsewhere they are tables.
    report.html shows the last builds in any browser: keep it as an artifact.

    The network is left alone while the build runs. With -Remote (or ML_DASH_API_URL) the record is sent at the end, and earlier builds come from the
    server; when it is down the record waits on this machine, and the build is none the worse. A build server gives its token as ML_DASH_API_KEY; a server
    in Development takes -UserName.
.EXAMPLE
    ci-pipeline.ps1 -Folder . -BuildCommand 'dotnet build -o out' -TestCommand 'dotnet test --logger trx' -Artifact out/app.dll -TestResult '*/TestResults/*.trx'
#>
param(
    [string] $Folder, [string] $Root = './experiments', [string] $Remote = $env:ML_DASH_API_URL, [string] $UserName, [string] $Main = 'main',
    [string] $BuildCommand = 'echo application> app.bin',
    [string] $TestCommand = $(if ($IsWindows) { 'echo ^<testsuite^>^<testcase name="adds" time="0.02"/^>^</testsuite^>> tests.xml' }
        else { 'echo "<testsuite><testcase name=''adds'' time=''0.02''/></testsuite>" > tests.xml' }),
    [string[]] $Artifact = 'app.bin', [string] $TestResult = 'tests.xml', [string] $Report = './report.html')

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false   # exit codes are looked at below
Import-Module MlDash
function Show-Title([string] $Text) { "`n== $Text" }

# Local, or with a server in both places. -Offline keeps the network out of the build.
$place = @{ Root = $Root }
$there = @{}
if ($Remote) { $there = @{ Remote = $Remote }; $place += @{ Remote = $Remote; Offline = $true } }
if ($Remote -and $UserName) { $place.UserName = $there.UserName = $UserName }
$ci = Get-MlDashCIContext
# In CI the run has its name from there; by hand it is one of the local builds.
if (-not $ci) { $place += @{ Prefix = 'local/{now:%Y%m%d-%H%M%S}'; Project = 'builds' } }
$experiment = Start-MlDashExperiment @place -Tag build
$work = if ($Folder) { Get-Item $Folder } else { New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "build-$(New-Guid)") }

$exitCode = 0
foreach ($step in @{ Name = 'build'; Line = $BuildCommand }, @{ Name = 'test'; Line = $TestCommand }) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    # What the step prints is shown, and goes to the log.
    if ($IsWindows) { $printed = cmd /c "cd /d `"$work`" && $($step.Line)" 2>&1 } else { $printed = sh -c "cd '$work' && $($step.Line)" 2>&1 }
    $exitCode = $LASTEXITCODE
    $printed
    $printed | ForEach-Object { "$_" } | Write-MlDashLog -Metadata @{ step = $step.Name }
    Add-MlDashMetric $step.Name @{ seconds = $watch.Elapsed.TotalSeconds; exitCode = $exitCode }
    if ($exitCode -ne 0) { Write-MlDashLog "$($step.Name) ended with exit code $exitCode" -Level Error; break }
}

# What came out: the results of tests, also of those that failed, and files with their sizes and checksums.
Get-ChildItem (Join-Path $work $TestResult) -File -ErrorAction Ignore | Import-MlDashTestResult
$files = @(Get-ChildItem ($Artifact | ForEach-Object { Join-Path $work $_ }) -File -ErrorAction Ignore)
if ($files) {
    $files | Save-MlDashFile -Prefix artifacts
    Add-MlDashMetric size @{ bytes = ($files | Measure-Object Length -Sum).Sum }
}

# Is it good enough? Tests must pass; time and size are compared with the last twenty builds of the main branch. The first build has no past and passes.
$checks = @()
if ($exitCode -eq 0) {
    $past = @{ Branch = $Main; Last = 20; LowerIsBetter = $true; PassThru = $true; WarningAction = 'SilentlyContinue' } + $there
    try {
        $checks += Assert-MlDashMetric tests.failed -Maximum 0 -OnMissing Skip -PassThru -WarningAction SilentlyContinue
        $checks += Assert-MlDashMetric build.seconds, test.seconds @past -RelativeTolerance 0.25 -AbsoluteTolerance 5
        $checks += Assert-MlDashMetric size.bytes @past -RelativeTolerance 0.05 -OnMissing Skip
    } catch {
        if ($_.CategoryInfo.Category -ne 'ConnectionError') { throw }
        Write-Warning "The server does not answer, so the build is not compared with earlier ones. $_"
    }
    if ($checks.Outcome -contains 'Failed') { $exitCode = 1 }
}
if (-not $Folder) { Remove-Item $work -Recurse }
$status = if ($exitCode -eq 0) { 'Completed' } else { 'Failed' }
Complete-MlDashExperiment -Status $status -WarningAction SilentlyContinue

# Send waiting experiments: this build, and earlier ones whose server was down. A server that is down does not fail the build.
if ($Remote) {
    Show-Title 'Sent to the server'
    Sync-MlDashExperiment -ErrorAction SilentlyContinue | Format-Table
}

# Say it where people look.
$stored = Get-MlDashExperiment $experiment.Prefix -Root $Root
if ($ci.System -in 'GitHub', 'Azure', 'GitLab', 'TeamCity', 'Buildkite') { @($stored) + $checks | Write-MlDashReport -To Summary, Annotation }
if ($env:GITHUB_OUTPUT) { Add-Content $env:GITHUB_OUTPUT "experiment=$($stored.Prefix)", "worse=$("$($checks.Outcome -contains 'Failed')".ToLowerInvariant())" }
$folder = $stored.Prefix.Substring(0, $stored.Prefix.LastIndexOf('/'))
Get-MlDashExperiment "$folder/*" -Root $Root -First 20 | Export-MlDashReport -Path $Report -Force

Show-Title "The record: exit code $exitCode"
$stored | Format-Table
$checks | Format-Table
$stored | Get-MlDashMetric | Format-Table
$stored | Get-MlDashFile | Format-Table
exit $exitCode
