<#
.SYNOPSIS
Runs Pester files against the module in out/, and ends with code 1 when a test fails, a file does not load, or nothing ran.
.EXAMPLE
dotnet src/MlDash.Shell/bin/Debug/net10.0/mldash.dll -NoProfile -File tests/pester/Run.ps1 tests/pester/Drive.Tests.ps1
#>
[CmdletBinding()]
param(
    # Files and folders with tests; those beside this script when there are none.
    [Parameter(Position = 0, ValueFromRemainingArguments)]
    [string[]] $Path = $PSScriptRoot,

    # Where the results are written, as NUnit XML.
    [string] $Result,

    # Full names of the tests to run, with wildcards.
    [string[]] $FullName = @(),

    # Tags of tests to leave out.
    [string[]] $ExcludeTag = @(),

    # How much is shown of tests that pass.
    [ValidateSet('None', 'Normal', 'Detailed', 'Diagnostic')]
    [string] $Output = 'Normal'
)

$ErrorActionPreference = 'Stop'
$modules = Join-Path $PSScriptRoot '../../out' -Resolve
# In front of everything: what has just been built is what is tested, in the runspaces and processes of the tests, too.
$env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
# Logins and spool of the tests are not those of whoever runs them.
$env:ML_DASH_HOME ??= (New-Item (Join-Path ([IO.Path]::GetTempPath()) "mldash-home-$([guid]::NewGuid())") -ItemType Directory).FullName
# What is tested is the same on a build server, which would change the paths of experiments.
$env:CI = 'false'
Import-Module Pester -RequiredVersion 5.7.1

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $FullName
$configuration.Filter.ExcludeTag = $ExcludeTag
$configuration.Output.Verbosity = $Output
$configuration.Output.RenderMode = 'Plaintext'
if ($Result) {
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'NUnitXml'
    $configuration.TestResult.OutputPath = $Result
}

$run = Invoke-Pester -Configuration $configuration
if (-not $run) {
    # Pester has written why: it found no file, for one.
    '0 passed, 1 failed'
    exit 1
}

'The slowest:'
$run.Tests | Where-Object Executed | Sort-Object Duration -Descending | Select-Object -First 10 |
    ForEach-Object { '{0,8:0.0} s  {1}: {2}' -f $_.Duration.TotalSeconds, (Split-Path $_.ScriptBlock.File -Leaf), $_.ExpandedPath }

$failed = $run.FailedCount + $run.FailedContainersCount + $run.FailedBlocksCount
if ($run.PassedCount + $failed -eq 0) {
    'No test ran.'
    $failed = 1
}
"$($run.PassedCount) passed, $failed failed" + $(if ($run.SkippedCount) { ", $($run.SkippedCount) skipped" })
exit [int] ($failed -gt 0)
