BeforeAll {
    Import-Module MlDash -Force
    Push-Location $TestDrive
    $now = [DateTimeOffset]::UtcNow
    $null = Start-MlDashExperiment ago
    foreach ($minutes in 150, 90, 10) {
        $time = $now.AddMinutes(-$minutes)
        Add-MlDashMetric train @{ age = $minutes } -Timestamp $time
        Add-MlDashTrack pose @{ age = $minutes } -Timestamp $time
        Write-MlDashLog "$minutes" -Timestamp $time
    }
    Complete-MlDashExperiment
}

AfterAll { Pop-Location }

Describe 'A time that says how long ago it is' {
    It 'may be <Name>' -ForEach @(
        @{ Name = 'a TimeSpan'; Ago = New-TimeSpan -Hours 2 }, @{ Name = 'a negative TimeSpan'; Ago = New-TimeSpan -Hours -2 }
        @{ Name = '2h'; Ago = '2h' }, @{ Name = '-2h'; Ago = '-2h' }, @{ Name = '120 min'; Ago = '120 min' }, @{ Name = '120M'; Ago = '120M' }
        @{ Name = '7200s'; Ago = '7200s' }, @{ Name = '0.0833d'; Ago = '0.0833d' }, @{ Name = '0.0119w'; Ago = '0.0119w' }
    ) {
        (Get-MlDashMetric train -Experiment ago -Since $Ago).age | Should -Be @(90, 10)
        (Get-MlDashMetric train -Experiment ago -Until $Ago).age | Should -Be 150
        (Get-MlDashTrack pose -Experiment ago -Since $Ago).age | Should -Be @(90, 10)
        (Get-MlDashTrack pose -Experiment ago -Until $Ago).age | Should -Be 150
        (Get-MlDashLog -Experiment ago -Since $Ago).Message | Should -Be @('90', '10')
        (Get-MlDashLog -Experiment ago -Until $Ago).Message | Should -Be '150'
        Export-MlDashMetric train ago.csv -Experiment ago -Since $Ago -Force
        (Import-Csv ago.csv).age | Should -Be @('90', '10')
        Export-MlDashTrack pose ago.track.csv -Experiment ago -Until $Ago -Force
        (Import-Csv ago.track.csv).age | Should -Be '150'
        (Get-MlDashExperiment -Since $Ago).Prefix | Should -Be 'ago'
        Get-MlDashExperiment -Until $Ago | Should -BeNullOrEmpty
    }

    It 'may be longer ago than any calendar begins' {
        (Get-MlDashLog -Experiment ago -Since ([TimeSpan]::MinValue)).Message | Should -HaveCount 3
        (Get-MlDashLog -Experiment ago -Since '99999999999w').Message | Should -HaveCount 3
    }

    It 'is no time of a record, where a duration is a number of seconds' {
        Invoke-MlDashExperiment seconds {
            Add-MlDashTrack t @{ x = 1 } -Timestamp (New-TimeSpan -Seconds 5)
            (Get-MlDashTrack t -At (New-TimeSpan -Seconds 6)).Timestamp | Should -Be 5
            { Write-MlDashLog x -Timestamp 1h } | Should -Throw '*is not a date*'
        }
    }

    It 'that cannot be read is told with an example' {
        { Get-MlDashLog -Experiment ago -Since '1 fortnight' } | Should -Throw '*such as 1h*'
        { Get-MlDashMetric train -Experiment ago -Since '1 fortnight' } | Should -Throw "*'1 fortnight' is not a time*"
    }

    It 'needs no quotes, though PowerShell takes <Name> for a number' -ForEach @(
        @{ Name = '7200s'; Since = { param($Command, $Rest = @()) & $Command @Rest -Experiment ago -Since 7200s } }
        @{ Name = '-7200s'; Since = { param($Command, $Rest = @()) & $Command @Rest -Experiment ago -Since -7200s } }
        @{ Name = '0.0833d'; Since = { param($Command, $Rest = @()) & $Command @Rest -Experiment ago -Since:0.0833d } }
    ) {
        (& $Since Get-MlDashMetric @('train')).age | Should -Be @(90, 10)
        (& $Since Get-MlDashTrack @('pose')).age | Should -Be @(90, 10)
        (& $Since Get-MlDashLog).Message | Should -Be @('90', '10')
        Remove-Item ago.csv -ErrorAction Ignore
        & $Since Export-MlDashMetric @('train', 'ago.csv')
        (Import-Csv ago.csv).age | Should -Be @('90', '10')
        (Get-MlDashExperiment -Since 7200s).Prefix | Should -Contain 'ago'
        Get-MlDashExperiment -Until 1d | Should -BeNullOrEmpty
    }

    It 'is refused where the letter of a number is lost, and where it is no unit' {
        $lost = @{ Since = 7d }
        { Get-MlDashMetric train -Experiment ago @lost } | Should -Throw '*Put a duration in quotes*'
        { Get-MlDashLog -Experiment ago -Since (10s) } | Should -Throw '*Put a duration in quotes*'
        { Get-MlDashMetric train -Experiment ago -Since 4q } | Should -Throw "*'4q' is not a time*"
        { Get-MlDashTrack pose -Experiment ago -Since 1l } | Should -Throw "*'1l' is not a time*"
        { Get-MlDashExperiment -Since 2u } | Should -Throw "*'2u' is not a date*"
        Get-MlDashMetric train -Experiment ago -Since $now.AddHours(1).ToUnixTimeSeconds() | Should -BeNullOrEmpty
    }
}
