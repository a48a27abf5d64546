<#
.SYNOPSIS
    Records what the page is looked at with: five runs with a hundred charts, files of each kind, and what someone else may have recorded to do harm.
#>
param([Parameter(Mandatory)][string] $Root)

$ErrorActionPreference = 'Stop'
Import-Module MlDash
$charts = 100
# A picture of one red pixel.
$png = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==')

foreach ($number in 1..5) {
    $null = Start-MlDashExperiment "shown/run-$number" -Root $Root -Tag shown -Description "Run *$number*"
    Set-MlDashParam @{ lr = 0.1 * $number; model = @{ arch = 'resnet50'; layers = 50 } }
    1..40 | ForEach-Object {
        $point = [ordered] @{ step = $_ }
        foreach ($chart in 1..$charts) { $point["field$($chart.ToString('000'))"] = $number / $_ + $chart }
        $point
    } | Add-MlDashMetric train
    1..300 | ForEach-Object { @{ step = $_; loss = $number / $_ } } | Add-MlDashMetric eval
    1..1200 | ForEach-Object { "line $_ of run $number" } | Write-MlDashLog
    if ($number -le 2) {
        foreach ($step in (10 * $number), 30) { Save-MlDashFile -InputObject $png -AsBytes -Series samples -Step $step -Caption "run $number after $step" }
    }
    if ($number -eq 1) { Save-MlDashFile "$PSScriptRoot/../../data/media/large.png" -Series large -Step 1 }
    Write-MlDashLog 'The learning rate is high' -Level Warn -Metadata @{ lr = 0.1 }
    Complete-MlDashExperiment
}

# A second of silence.
$wav = [byte[]] ([Text.Encoding]::ASCII.GetBytes('RIFF') + [BitConverter]::GetBytes(8036) + [Text.Encoding]::ASCII.GetBytes('WAVEfmt ') + [BitConverter]::GetBytes(16) +
    [BitConverter]::GetBytes([int16] 1) + [BitConverter]::GetBytes([int16] 1) + [BitConverter]::GetBytes(8000) + [BitConverter]::GetBytes(8000) +
    [BitConverter]::GetBytes([int16] 1) + [BitConverter]::GetBytes([int16] 8) + [Text.Encoding]::ASCII.GetBytes('data') + [BitConverter]::GetBytes(8000) + [byte[]]::new(8000))
$files = "$Root-files"
$null = New-Item $files -ItemType Directory -Force
[IO.File]::WriteAllBytes("$files/pixel.png", $png)
[IO.File]::WriteAllBytes("$files/silence.wav", $wav)
Set-Content "$files/notes.txt" 'a text to be read'
Set-Content "$files/result.json" '{ "best": { "epoch": 5 } }'
Set-Content "$files/table.csv" "name,value`nfirst,1`nsecond,2"
Set-Content "$files/README.md" "# What this run is`n`nIt has *every* kind of file."
Get-MlDashExperiment shown/run-1 -Root $Root | Export-MlDashMetric eval "$files/table.parquet"
$null = Start-MlDashExperiment shown/files -Root $Root -Tag files
Get-ChildItem $files | Save-MlDashFile
1..250 | ForEach-Object { [pscustomobject]@{ id = $_; loss = 1 / $_; label = @('cat', 'dog')[$_ % 2] } } | Save-MlDashTable predictions
1..600 | ForEach-Object { Add-MlDashHistogram weights -Edge 0, 1, 2, 3 -Count $_, (600 - $_), 5 -Step $_ }
1..10 | ForEach-Object { Add-MlDashTrack pose @{ x = $_; y = $_ * $_ } -Timestamp $_ }
Complete-MlDashExperiment

# Whatever of this runs sets a flag of the window, which the tests look for.
$harm = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'
$null = Start-MlDashExperiment attack/run -Root $Root -Tag $harm -Description "$harm [a link](javascript:window.harmed=1) ![p](javascript:window.harmed=1)"
Set-MlDashParam @{ 'lr' = $harm; "p$harm" = 1 }
@{ step = 1; 'x"><script>window.harmed=1</script>' = 1 }, @{ step = 2; 'x"><script>window.harmed=1</script>' = 2 } | Add-MlDashMetric train
Write-MlDashLog $harm -Metadata @{ note = $harm }
Write-MlDashLog "$harm" -Level Error
Set-Content "$files/README.md" "# $harm`n`n[click](javascript:window.harmed=1) <a href=`"javascript:window.harmed=1`">b</a> ![p](x`" onerror=`"window.harmed=1)`n`n$harm"
Set-Content "$files/page.html" "<!doctype html><script>window.harmed=1;parent.harmed=1</script>$harm"
Set-Content "$files/picture.svg" "<svg xmlns=`"http://www.w3.org/2000/svg`" onload=`"window.harmed=1`"><script>window.harmed=1;parent.harmed=1</script></svg>"
Set-Content "$files/.dashrc" "charts:`n  - ctype: line`n    title: '$($harm -replace "'", "''")'`n    yKey: train.loss"
Save-MlDashFile "$files/README.md"
Save-MlDashFile "$files/page.html"
Save-MlDashFile "$files/picture.svg"
Save-MlDashFile "$files/.dashrc"
Save-MlDashFile "$files/page.html", "$files/picture.svg" -Series 'onerror=window.harmed=1' -Step 1 -Caption $harm
Complete-MlDashExperiment
