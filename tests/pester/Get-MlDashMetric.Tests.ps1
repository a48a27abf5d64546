BeforeAll {
    Import-Module MlDash -Force
    $null = Start-MlDashExperiment metrics -Root $TestDrive
    foreach ($step in 1..2500) { Add-MlDashMetric train @{ step = $step; loss = 1 / $step } -Timestamp $step }
    Add-MlDashMetric eval @{ loss = 0.5 }
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment metrics -Root $TestDrive
}

Describe 'Get-MlDashMetric' {
    It 'lists metrics with totals and last values' {
        $metrics = $stored | Get-MlDashMetric
        $metrics.Name | Should -Be @('eval', 'train')
        $metrics[1].TotalPoints | Should -Be 2500
        $metrics[1].Last.Fields['step'] | Should -Be 2500
    }

    It 'gives the fields of the last point as if they were its properties, and lists them once' {
        $last = ($stored | Get-MlDashMetric train).Last
        $last.step | Should -Be 2500
        $last.STEP | Should -Be 2500
        $last.Index | Should -Be 2499
        $last.nothing | Should -BeNullOrEmpty
        ($stored | Get-MlDashMetric train).Where({ $_.Last.step -gt 2000 }).Name | Should -Be 'train'
        [regex]::Matches(($last | ConvertTo-Json -Depth 5), '"?step"?').Count | Should -Be 1
    }

    It 'reads <Name>' -ForEach @(
        @{ Name = 'the first'; Choice = @{ First = 2 }; Expected = 1, 2 }
        @{ Name = 'from a start'; Choice = @{ Skip = 2000; First = 2 }; Expected = 2001, 2002 }
        @{ Name = 'by start and limit'; Choice = @{ Start = 999; Limit = 3 }; Expected = 1000, 1001, 1002 }
        @{ Name = 'the last'; Choice = @{ Last = 2 }; Expected = 2499, 2500 }
        @{ Name = 'a range of time'; Choice = @{ Since = 10; Until = 12 }; Expected = 10, 11, 12 }
    ) {
        ($stored | Get-MlDashMetric train -Points @Choice).step | Should -Be $Expected
    }

    It 'makes fields properties, so that Measure-Object works' {
        $measured = $stored | Get-MlDashMetric train -Points | Measure-Object loss -Minimum -Maximum
        $measured.Count | Should -Be 2500
        $measured.Maximum | Should -Be 1
        $measured.Minimum | Should -Be (1 / 2500)
    }

    It 'reads the fields asked for' {
        $point = $stored | Get-MlDashMetric train -Last 1 -Field loss
        $point.PSObject.Properties.Name | Should -Contain 'loss'
        $point.PSObject.Properties.Name | Should -Not -Contain 'step'
        # When it was is known all the same, and is a field only where it is asked for.
        $point.Timestamp | Should -Be ([DateTimeOffset]::FromUnixTimeSeconds(2500))
        $point.PSObject.Properties.Name | Should -Not -Contain '_ts'
        ($stored | Get-MlDashMetric train -Last 1 -Field _ts)._ts | Should -Be 2500
    }

    It 'reports a literal name without a metric, but not a wildcard' {
        { $stored | Get-MlDashMetric nope -ErrorAction Stop } | Should -Throw -ErrorId 'MetricNotFound,*'
        $stored | Get-MlDashMetric 'nope*' | Should -BeNullOrEmpty
    }

    It 'refuses to read from both ends' {
        { $stored | Get-MlDashMetric train -First 1 -Last 1 } | Should -Throw -ErrorId 'ConflictingParameters,*'
    }
}

Describe 'The last point of a metric' {
    BeforeAll {
        $null = Start-MlDashExperiment last -Root "$TestDrive/last"
        Add-MlDashMetric train ([ordered]@{ loss = 5; acc = 0.99 })
        $metric = Get-MlDashMetric train
        Complete-MlDashExperiment
    }

    It 'has its fields as a dictionary' {
        $metric.Last.Fields.loss | Should -Be 5
        $metric.Last.Fields['acc'] | Should -Be 0.99
        $metric.Last.Metric | Should -Be 'train'
        { $metric.Last.Fields.loss = 6 } | Should -Throw '*cannot be changed*'
    }

    It 'goes whole into JSON and in words into CSV' {
        $json = $metric | ConvertTo-Json -WarningVariable cut | ConvertFrom-Json
        $json.Last.Fields.loss | Should -Be 5
        $cut | Should -BeNullOrEmpty
        ($metric | ConvertTo-Csv | ConvertFrom-Csv).Last | Should -BeLike 'loss=5 acc=0.99*'
    }

    It 'is shown as a point that was read' {
        $metric.Last | Format-Table | Out-String | Should -Match 'Metric: train[\s\S]*loss=5 +acc=0.99'
        $metric.Last | Format-List | Out-String | Should -Match 'Fields +: loss=5\s+acc=0.99'
    }
}

Describe 'Members of what is returned' {
    It 'are none that the compiler has made' {
        $null = Start-MlDashExperiment members -Root "$TestDrive/members"
        Add-MlDashMetric train @{ loss = 5 }
        Set-MlDashParam lr 1
        Write-MlDashLog text
        Add-MlDashTrack pose @{ x = 1 }
        'text' | Save-MlDashFile -Name a.txt -AsText
        $metric = Get-MlDashMetric train
        $all = $metric, $metric.Last, (Get-MlDashParam), (Get-MlDashLog), (Get-MlDashTrack), (Get-MlDashFile), (Get-MlDashProject -Root "$TestDrive/members"),
            (Get-MlDashExperiment -Current).Runs[0], (Get-MlDashConfig)[0], (Get-Item MlDash:/)
        foreach ($one in $all) { (Get-Member -InputObject $one).Name | Should -Not -Match '\$|^Deconstruct$' -Because $one.GetType() }
        Complete-MlDashExperiment
    }
}
