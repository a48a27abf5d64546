# Records an experiment on a server and shows it. Usage: remote.ps1 [-Remote <address>] [-UserName <name>]
# Start the server first: dotnet run --project src/MlDash.Server
param([string] $Remote = 'http://localhost:3000', [string] $UserName = 'alice')

Import-Module MlDash
$server = @{ Remote = $Remote; UserName = $UserName }

Invoke-MlDashExperiment my-experiment -Project project -Tag baseline @server {
    Set-MlDashParam @{ model = @{ arch = 'resnet50' }; lr = 0.1 }
    foreach ($step in 1..500) { Add-MlDashMetric train @{ step = $step; loss = 1 / $step } }
    Write-MlDashLog 'done' -Metadata @{ steps = 500 }
    'weights' | Save-MlDashFile -Name models/model.txt -AsText
}

Get-MlDashExperiment @server | Where-Object Tags -Contains baseline | Format-Table
Get-MlDashExperiment my-experiment @server | Get-MlDashMetric | Format-Table
Get-MlDashExperiment my-experiment @server | Get-MlDashFile | Format-Table
