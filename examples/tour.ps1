<#
.SYNOPSIS
    Twenty everyday things, a line or two each; read it beside its output. Writes below ./experiments (or -Root).
#>
param([string] $Root = './experiments')

$ErrorActionPreference = 'Stop'
Import-Module MlDash
$before, $env:ML_DASH_ROOT = $env:ML_DASH_ROOT, $Root

# Record: a run, its parameters, values in a loop, messages, files.
$null = Start-MlDashExperiment tour/first -Tag tour                                                                         # 1
Set-MlDashParam lr 0.1                                                                                                      # 2
foreach ($step in 1..50) { Add-MlDashMetric train @{ step = $step; loss = 1 / $step } }                                     # 3
Get-Process -Id $PID | Select-Object WorkingSet, Threads | Add-MlDashMetric process                                         # 4
'warming up', 'training' | Write-MlDashLog                                                                                  # 5
Get-ChildItem $PSScriptRoot -Filter *.ps1 | Save-MlDashFile -Prefix scripts                                                 # 6
@{ best = 0.02 } | Save-MlDashFile -Name result.json -AsJson                                                                # 7
Complete-MlDashExperiment

# One block, and a function whose calls are runs.
Invoke-MlDashExperiment tour/block -Tag tour { Add-MlDashMetric train @{ step = 1; loss = 0.7 } }                           # 8
function Invoke-Training([double] $Lr = 0.5) { 1..9 | ForEach-Object { Add-MlDashMetric train @{ step = $_; loss = $Lr / $_ } } }
Register-MlDashFunction Invoke-Training -Prefix 'tour/lr-{job_counter}' -Tag tour, sweep                                    # 9
0.1, 0.2, 0.4 | ForEach-Object { Invoke-Training $_ }
Unregister-MlDashFunction Invoke-Training

# Find.
Get-MlDashExperiment tour/* | Out-Host                                                                                      # 10
Get-MlDashExperiment -Tag sweep | Where-Object Status -eq Completed | Sort-Object Duration | Select-Object -First 1 | Out-Host
Get-MlDashProject | Get-MlDashExperiment -Newest 2 | Out-Host                                                               # 11

# Read.
Get-MlDashLog -Experiment tour/first | Out-Host                                                                             # 12
Get-MlDashExperiment tour/first | Get-MlDashMetric train -Points | Measure-Object loss -Minimum -Average | Out-Host         # 13
Get-MlDashParam -Experiment tour/lr-* | Group-Object Name | Out-Host                                                        # 14
Get-MlDashFile -Experiment tour/first | Sort-Object Size -Descending | Select-Object -First 3 | Out-Host                    # 15
Get-ChildItem MlDash:/tour | Out-Host

# Compare and draw.
Get-MlDashExperiment -Tag sweep | Compare-MlDashExperiment -Metric train.loss.min | Sort-Object train.loss.min | Out-Host   # 16
Get-MlDashExperiment -Tag sweep | Show-MlDashMetric train loss -XAxis step -Height 16                                       # 17

# Take it elsewhere.
Export-MlDashMetric train (Join-Path $Root loss.csv) -Experiment tour/first -Force                                          # 18
Get-MlDashFile result.json -Experiment tour/first | Receive-MlDashFile -Destination $Root -Force                            # 19

# Tidy up.
Get-MlDashExperiment tour/block | Set-MlDashExperiment -Status Archived                                                     # 20
Get-MlDashExperiment tour/lr-* | Remove-MlDashExperiment -Confirm:$false
$env:ML_DASH_ROOT = $before
