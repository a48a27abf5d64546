# What every example on a help page finds. Authors of pages may rely on it; the last section of README.md beside this file says the same in words.

$null = Start-MlDashExperiment resnet/run-1 -Project vision -Tag baseline -Description 'The first try'
Set-MlDashParam @{ lr = 0.1; model = @{ arch = 'resnet50' } }
1..100 | ForEach-Object { @{ step = $_; loss = 1 / $_ } } | Add-MlDashMetric train
1..5 | ForEach-Object { @{ epoch = $_; accuracy = 1 - 1 / ($_ + 1) } } | Add-MlDashMetric eval
foreach ($level in 'Debug', 'Info', 'Warn', 'Error', 'Fatal') { Write-MlDashLog "A message of level $level" -Level $level }
foreach ($frame in 0..40) { Add-MlDashTrack robot/pose @{ x = $frame / 10; y = 0.5 } -Timestamp ($frame / 10) }
'weights' | Save-MlDashFile -Name model.pt -Prefix models -AsText
@{ lr = 0.1 } | Save-MlDashFile -Name config.json -Prefix configs -AsJson
Complete-MlDashExperiment

$null = Start-MlDashExperiment resnet/run-2 -Project vision -Tag night
Add-MlDashMetric train @{ step = 1; loss = 0.9 }
Write-MlDashLog 'out of memory' -Level Error
Complete-MlDashExperiment -Status Failed

Set-Content model.pt 'weights' -NoNewline
Set-Content metrics.csv 'step,loss', '1,0.5', '2,0.25'
Set-Content data.json '{ "rows": 3 }'

$null = Start-MlDashExperiment current
