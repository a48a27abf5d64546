<#
.SYNOPSIS
    A research loop: trains a small model for every pair of a grid, records each as an experiment, and finds the best one.
.DESCRIPTION
    The model is a line, w * x + b, fitted to noisy points by gradient descent with momentum. One pair of the grid diverges, as happens in a sweep:
    its experiment is Failed, and the loop continues. Writes below ./experiments (or -Root). Every call makes a sweep of its own.
#>
param([string] $Root = './experiments', [int] $Epochs = 8)

$ErrorActionPreference = 'Stop'
Import-Module MlDash
function Show-Title([string] $Text) { "`n== $Text" }

# The data: 100 points of the line 2x + 1 with some noise. A fixed seed makes the runs comparable.
$random = [Random]::new(7)
$xs = [double[]] @(foreach ($i in 1..100) { 2 * $random.NextDouble() - 1 })
$ys = [double[]] @(foreach ($x in $xs) { 2 * $x + 1 + 0.2 * ($random.NextDouble() - 0.5) })

$sweep = Get-Date -Format "'sweep-'MMdd-HHmmss"
foreach ($rate in 0.01, 0.1, 3) {
    foreach ($momentum in 0, 0.8) {
        try {
            # One experiment a pair: Completed when the block ends, Failed when an error leaves it.
            Invoke-MlDashExperiment "$sweep/r$rate-m$momentum" -Project lines -Root $Root -Tag grid -Metadata @{ seed = 7 } {
                Set-MlDashParam @{ optimizer = @{ rate = $rate; momentum = $momentum }; epochs = $Epochs; points = $xs.Count }
                $w = $b = $stepW = $stepB = 0.0
                foreach ($epoch in 1..$Epochs) {
                    for ($i = 0; $i -lt $xs.Count; $i++) {
                        $miss = $w * $xs[$i] + $b - $ys[$i]
                        $stepW = $momentum * $stepW - $rate * $miss * $xs[$i]
                        $stepB = $momentum * $stepB - $rate * $miss
                        $w += $stepW
                        $b += $stepB
                        # Kept in memory: a point for every example would be more than anyone looks at.
                        Add-MlDashMetric train @{ loss = $miss * $miss } -Buffer
                    }
                    # One point an epoch: epoch, loss.mean, loss.max, loss.p95.
                    Write-MlDashMetricSummary Mean, Max, P95 -Field @{ epoch = $epoch }
                    # The way of the weights, found later by the time, which is the epoch here.
                    Add-MlDashTrack weights @{ w = $w; b = $b } -Timestamp $epoch
                    if (-not [double]::IsFinite($miss) -or [Math]::Abs($miss) -gt 1e6) { throw "The loss diverges in epoch $epoch." }
                }
                @{ w = $w; b = $b } | Save-MlDashFile -Name model.json -Prefix models -AsJson -Tag final
                Write-MlDashLog 'Trained' -Metadata @{ w = $w; b = $b }
            }
        }
        catch { "rate $rate, momentum ${momentum}: $_" }
    }
}

# Read it back: runs are found by prefix, tag and status, and their data comes down the pipeline.
Show-Title 'All runs of the sweep'
Get-MlDashExperiment "$sweep/*" -Project lines -Root $Root | Format-Table

Show-Title 'Their last loss'
$results = Get-MlDashExperiment "$sweep/*" -Status Completed -Root $Root | ForEach-Object {
    $optimizer = ($_ | Get-MlDashParam 'optimizer.*' -Nested).optimizer
    [pscustomobject]@{ Rate = $optimizer.rate; Momentum = $optimizer.momentum; Loss = ($_ | Get-MlDashMetric train -Last 1).'loss.mean'; Run = $_ }
}
$results | Sort-Object Loss | Format-Table Rate, Momentum, @{ Name = 'Loss'; Expression = 'Loss'; FormatString = '0.000000' }

$best = ($results | Sort-Object Loss | Select-Object -First 1).Run
$best | Set-MlDashExperiment -AddTag best
Show-Title "The best: $best"
$best | Get-MlDashMetric train -Last 3 | Format-Table epoch, loss.mean, loss.p95
$best | Get-MlDashTrack weights -At 1, 4.5, $Epochs | Format-Table
$best | Get-MlDashFile | Format-Table
$best | Get-MlDashFileContent models/model.json
