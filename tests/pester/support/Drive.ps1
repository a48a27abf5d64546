# Experiments in a root of the test's own, and a drive over them.
$root = Join-Path $TestDrive 'root'
foreach ($run in 'resnet/one', 'resnet/two', 'resnet/one/inner', 'flat') {
    $null = Start-MlDashExperiment $run -Project vision -Root $root
    Set-MlDashParam @{ lr = 0.1; 'data/set' = 'train'; shape = 2, 3 }
    foreach ($step in 1..3) {
        Add-MlDashMetric train @{ step = $step }
        Add-MlDashMetric train/inner @{ step = $step * 10 }
        Add-MlDashTrack robot/pose @{ x = $step } -Timestamp $step
        Write-MlDashLog "line $step"
    }
    "first`nsecond`n" | Save-MlDashFile -Name notes/a.txt -AsText
    Save-MlDashFile -InputObject ([byte[]](0, 255, 10)) -Name b.bin -AsBytes
    Complete-MlDashExperiment
}
$null = Start-MlDashExperiment daily -Project etl -Root $root
Complete-MlDashExperiment
$null = New-PSDrive -Name Runs -PSProvider MlDash -Root $root -Scope Global
$one = 'Runs:/vision/resnet/one'

# PowerShell joins paths with the separator of the system.
filter ConvertTo-Slash { "$_" -replace '\\', '/' }
