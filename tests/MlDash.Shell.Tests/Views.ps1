# Shows one table of every kind, 120 columns wide, of data that is long and odd. A line '== kind' stands before each.
param([string] $Root)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
function Show-Kind([string] $Kind) { "== $Kind" }
$escape = [char] 27

Invoke-MlDashExperiment ('folder-with-a-long-name/' + 'x' * 60 + '/final-run-lr0.1') -Project vision -Root $Root -Tags base, 'a tag that is long', "line`nbreak", "$escape[31m", more, and, even, words {
    Set-MlDashParam @{ lr = 0.000123456789; layers = 3, 4, 6, 3; on = $true; none = $null; text = "multi`nline"; long = 'y' * 200 }
    Set-MlDashParam -Name ('deep.' * 15 + 'name') -Value 1
    foreach ($i in 1..3000) { Add-MlDashMetric train ([ordered]@{ step = $i; accuracy = 1 - 1 / $i; loss = 1 / $i; note = 'n' * ($i % 3) }) }
    foreach ($i in 1..40) { Add-MlDashMetric eval/top @{ epoch = $i; value = [Math]::Sin($i / 4) } }
    foreach ($i in 1..20) { Add-MlDashMetric gaps @{ v = $(if ($i -in 5..9) { [double]::NaN } else { $i }) } }
    Add-MlDashMetric ('metric/' * 8 + 'deep') @{ a = 1; b = "two`nlines" }
    Add-MlDashMetric words @{ a = 'text' }
    Add-MlDashMetric single @{ v = 1 }
    foreach ($i in 1..3) { Add-MlDashMetric flat @{ a = 1 } }
    Add-MlDashMetric taken ([ordered]@{ Index = 'text'; Timestamp = 5; loss = 1 })
    foreach ($i in 1..100) { Add-MlDashTrack robot/pose @{ x = $i; y = $i / 2; quaternion_with_a_long_name = 0.5; a = 1; b = 1; c = 3; d = 4; e = 6; f = 7 } -Timestamp ($i / 10) }
    Add-MlDashTrack clock @{ x = 1 } -Timestamp 1795535791.67181
    Write-MlDashLog started -Metadata @{ n = 3 }
    Write-MlDashLog ('long ' * 60) -Level Warn
    Write-MlDashLog "two`nlines" -Level Error
    Write-MlDashLog "escape $escape[31m" -Level Debug
    Write-MlDashLog end -Level Fatal
    'text' | Save-MlDashFile -Name notes.txt -AsText -Tags a, b
    [byte[]]::new(123456) | Save-MlDashFile -Name ('w' * 90 + '.bin') -Prefix some/deep/folder -AsBytes
    @{ a = 1 } | Save-MlDashFile -Name 日本語日本語日本語日本語日本語日本語日本語日本語日本語.json -AsJson -Tags ('t' * 80)
    Add-MlDashMetric kept @{ loss = 1.23456789 } -Buffer
    Show-Kind summary
    Get-MlDashMetricSummary | Out-String -Width 120
}
try { Invoke-MlDashExperiment failed -Project vision -Root $Root { throw 'bad' } } catch { }
$null = Start-MlDashExperiment running -Root $Root
$experiment = Get-MlDashExperiment -Root $Root -Project vision | Where-Object Name -EQ 'final-run-lr0.1'

Show-Kind experiment; Get-MlDashExperiment -Root $Root | Out-String -Width 120
Show-Kind run; $experiment.Runs | Out-String -Width 120
Show-Kind project; Get-MlDashProject -Root $Root | Out-String -Width 120
Show-Kind log; $experiment | Get-MlDashLog | Out-String -Width 120
Show-Kind param; $experiment | Get-MlDashParam | Out-String -Width 120
Show-Kind metric; $experiment | Get-MlDashMetric | Out-String -Width 120
Show-Kind point; $experiment | Get-MlDashMetric train -Last 4 | Out-String -Width 120
Show-Kind taken; $experiment | Get-MlDashMetric taken -Points | Out-String -Width 120
Show-Kind track; $experiment | Get-MlDashTrack | Out-String -Width 120
Show-Kind entry; $experiment | Get-MlDashTrack robot/pose -To 0.6 | Out-String -Width 120
Show-Kind file; $experiment | Get-MlDashFile | Out-String -Width 120

# What comes from a server is made here, so that none is needed.
$core = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'MlDash.Core' }
$profileType = $core.GetType('MlDash.Identity.Profile')
$result = $core.GetType('MlDash.Storage.Outgoing.TransferResult')
$counts = [Activator]::CreateInstance($core.GetType('MlDash.Storage.Outgoing.TransferCounts'))
$fault = $core.GetType('MlDash.NetworkException')::new('ServerUnreachable', 'An answer was expected, found none, for a reason that takes many words.', 'Check the address.')
Show-Kind profile
$profileType::new('alice', 'https://dash.example.org/', 'Alice', 'alice@example.org', '1', [DateTimeOffset]::UtcNow.AddDays(5).AddMinutes(1)), $profileType::new('bob' * 12, 'https://dash.example.org/' + 'path/' * 20, 'Bob', $null, '2', $null) | Out-String -Width 120
Show-Kind transfer
$result::new('alice/vision/resnet', 'http://localhost:9', $counts, $null), $result::new('alice/vision/' + 'r' * 70, 'http://localhost:9', $counts, $fault) | Out-String -Width 120
