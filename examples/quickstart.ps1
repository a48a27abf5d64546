<#
.SYNOPSIS
    A first tour: records a small training run through every kind of cmdlet, and reads it back down the pipeline.
.DESCRIPTION
    Writes below ./experiments (or -Root).
#>
param([string] $Root = './experiments')

$ErrorActionPreference = 'Stop'
Import-Module MlDash
function Show-Title([string] $Text) { "`n== $Text" }

# 1. An experiment: project, prefix, and what it is about. Running this script again continues it.
$experiment = Start-MlDashExperiment -Prefix quickstart/first-run -Project demo -Root $Root `
    -Description 'A tour of the cmdlets' -Tag baseline, demo -Bindr tour -Metadata @{ seed = 7 }

try {
    # 2. Parameters: nested, by name, or from any object.
    Set-MlDashParam @{ model = @{ arch = 'resnet50'; layers = 3, 4, 6, 3 }; optimizer = @{ lr = 0.1; nesterov = $true } }
    Set-MlDashParam -Name epochs -Value 5

    # 3. Logs and metrics, inside a loop.
    Write-MlDashLog 'Training started' -Metadata @{ host = [Environment]::MachineName }
    foreach ($epoch in 1..5) {
        1..20 | ForEach-Object {
            $step = ($epoch - 1) * 20 + $_
            @{ step = $step; loss = 1 / $step; accuracy = 1 - 1 / ($step + 1) }
        } | Add-MlDashMetric train
        Add-MlDashMetric @{ epoch = $epoch; eval = @{ loss = 1.1 / $epoch } }
        if ($epoch -eq 3) { Write-MlDashLog 'Learning rate halved' -Level Warn -Metadata @{ lr = 0.05 } }
    }

    # 4. Files: of the disk, or made from objects.
    Save-MlDashFile $PSCommandPath -Prefix scripts -Tag source
    @{ best = @{ epoch = 5; loss = 0.01 } } | Save-MlDashFile -Name result.json -Prefix reports -AsJson -Bindr tour
    'loss went down' | Save-MlDashFile -Name notes.txt -AsText

    Write-MlDashLog 'Training done'
    Complete-MlDashExperiment
}
catch {
    Complete-MlDashExperiment -ErrorRecord $_
    throw
}

# 5. The same in one block: completed at its end, failed when it throws.
Invoke-MlDashExperiment quickstart/block -Project demo -Root $Root -Tag demo {
    param($Experiment)
    Write-MlDashLog "Recording to $Experiment"
    Add-MlDashMetric train @{ step = 1; loss = 0.7 }
}

# 6. ... and around every call of a function.
function Invoke-Training([double] $Rate) { Add-MlDashMetric train @{ step = 1; loss = $Rate / 2 } }
Register-MlDashFunction Invoke-Training -Prefix 'quickstart/rate-{job_counter:03d}' -Project demo -Root $Root -Tag sweep
0.1, 0.2 | ForEach-Object { Invoke-Training -Rate $_ }
Unregister-MlDashFunction Invoke-Training

# Read it back.
Show-Title 'Get-MlDashExperiment -Project demo -First 5'
Get-MlDashExperiment -Project demo -Root $Root -First 5 | Format-Table
Show-Title 'Get-MlDashExperiment | Where-Object Tags -Contains baseline'
$stored = Get-MlDashExperiment -Root $Root | Where-Object Tags -Contains baseline
$stored | Format-Table
Show-Title 'Get-MlDashParam'
$stored | Get-MlDashParam | Format-Table
Show-Title 'Get-MlDashLog -Last 3'
$stored | Get-MlDashLog -Last 3 | Format-Table
Show-Title 'Get-MlDashMetric'
$stored | Get-MlDashMetric | Format-Table
Show-Title 'Get-MlDashMetric train -Points -Last 3 | Format-Table step, loss'
$stored | Get-MlDashMetric train -Points -Last 3 | Format-Table step, loss
Show-Title 'Get-MlDashFile'
$stored | Get-MlDashFile | Format-Table
Show-Title 'Get-MlDashFileContent reports/result.json'
$stored | Get-MlDashFileContent reports/result.json
Show-Title 'Get-MlDashMetric train -Points | Measure-Object loss -Minimum -Average'
$stored | Get-MlDashMetric train -Points | Measure-Object loss -Minimum -Average | Format-List Count, Minimum, Average
Show-Title 'Get-MlDashProject'
Get-MlDashProject -Root $Root | Format-Table
