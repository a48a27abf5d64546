BeforeAll { Import-Module MlDash -Force }

Describe 'Add-MlDashMetric' {
    BeforeEach { $experiment = Start-MlDashExperiment "metric/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { if ($experiment.IsOpen) { $experiment | Complete-MlDashExperiment } }

    It 'adds a hashtable as one point' {
        Add-MlDashMetric train @{ loss = 0.5; step = 1; label = 'x'; flag = $true }
        $point = Get-MlDashMetric train -Points
        $point.loss | Should -Be 0.5
        $point.step | Should -Be 1
        $point.label | Should -BeExactly 'x'
        $point.flag | Should -BeTrue
        $point.Index | Should -Be 0
        $point._ts | Should -BeGreaterThan 1700000000
    }

    It 'adds what comes down the pipeline, one point an object' {
        1..100 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        [pscustomobject]@{ step = 101 } | Add-MlDashMetric train
        (Get-MlDashMetric train).TotalPoints | Should -Be 101
        (Get-MlDashMetric train -Last 1).step | Should -Be 101
    }

    It 'reads numbers out of the texts of an object, as Import-Csv gives them' {
        [pscustomobject]@{ step = '3'; loss = '0.25'; name = 'adam'; big = '1e3'; empty = '' } | Add-MlDashMetric csv
        $point = Get-MlDashMetric csv -Points
        $point.step | Should -BeOfType ([long])
        $point.loss | Should -Be 0.25
        $point.name | Should -BeExactly 'adam'
        $point.big | Should -Be 1000
        $point.empty | Should -BeNullOrEmpty
    }

    It 'adds one number by name and value' {
        Add-MlDashMetric loss -Value 0.5 -Step 3
        Add-MlDashMetric loss -Value '0.25' -Field train
        $points = Get-MlDashMetric loss -Points
        $points[0].value | Should -Be 0.5
        $points[0].step | Should -Be 3
        $points[1].train | Should -Be 0.25
        { Add-MlDashMetric loss -Value 'low' } | Should -Throw -ErrorId 'NotANumber,*'
    }

    It 'takes the nested form: scalars first, objects to the metric of their name' {
        Add-MlDashMetric @{ epoch = 1; train = @{ loss = 0.1 }; eval = @{ loss = 0.2; epoch = 9 } }
        @{ epoch = 2; train = @{ loss = 0.3 } } | Add-MlDashMetric
        (Get-MlDashMetric).Name | Should -Be @('None', 'eval', 'train')
        (Get-MlDashMetric None -Points).epoch | Should -Be @(1, 2)
        (Get-MlDashMetric train -Points).loss | Should -Be @(0.1, 0.3)
        (Get-MlDashMetric eval -Points).epoch | Should -Be 9
    }

    It 'takes a time as seconds, as a date, or from the append before' {
        Add-MlDashMetric a @{ x = 1 } -Timestamp 1767225600.25
        Add-MlDashMetric b @{ x = 1 } -Inherit
        Add-MlDashMetric c @{ x = 1 } -Timestamp -1
        Add-MlDashMetric d @{ x = 1; _ts = 5 }
        Add-MlDashMetric e @{ x = 1 } -Timestamp ([DateTime]::SpecifyKind([DateTime]::new(2026, 1, 1), 'Utc'))
        (Get-MlDashMetric a, b, c -Points)._ts | Should -Be @(1767225600.25, 1767225600.25, 1767225600.25)
        (Get-MlDashMetric d -Points)._ts | Should -Be 5
        (Get-MlDashMetric e -Points)._ts | Should -Be 1767225600
    }

    It 'has no time to inherit before the first append' {
        { Add-MlDashMetric a @{ x = 1 } -Inherit } | Should -Throw -ErrorId 'NoTimestampToInherit,*'
    }

    It 'describes the metric' {
        Add-MlDashMetric eval @{ loss = 1 } -Description 'held out' -Tags t -Metadata @{ unit = 'nats' }
        $metric = Get-MlDashMetric eval
        $metric.Description | Should -BeExactly 'held out'
        $metric.Tags | Should -Be 't'
        $metric.Metadata.unit | Should -Be 'nats'
    }

    It 'keeps NaN and infinities' {
        Add-MlDashMetric odd @{ a = [double]::NaN; b = [double]::PositiveInfinity; c = [double]::NegativeInfinity }
        $point = Get-MlDashMetric odd -Points
        [double]::IsNaN($point.a) | Should -BeTrue
        $point.b | Should -Be ([double]::PositiveInfinity)
        $point.c | Should -Be ([double]::NegativeInfinity)
    }

    It 'takes names with slashes and spaces' {
        Add-MlDashMetric 'train/top 5' @{ accuracy = 0.9 }
        (Get-MlDashMetric 'train/top 5').TotalPoints | Should -Be 1
        (Get-MlDashMetric 'train/*').Name | Should -Be 'train/top 5'
    }

    It 'refuses the name <Name>' -ForEach @(@{ Name = '../x' }, @{ Name = 'a//b' }, @{ Name = 'a:b' }, @{ Name = 'con' }) {
        { Add-MlDashMetric $Name @{ x = 1 } } | Should -Throw -ErrorId 'IllegalPath,*'
    }

    It 'records points that were read, with their fields alone' {
        Add-MlDashMetric one @{ loss = 1; index = 7 } -Timestamp 10
        Get-MlDashMetric one -Points | Add-MlDashMetric two
        $point = Get-MlDashMetric two -Points
        $point.loss | Should -Be 1
        $point.index | Should -Be 7
        $point._ts | Should -Be 10
        (Get-MlDashMetric two).Last.Fields.Names | Should -Not -Contain 'Metric'
    }

    It 'goes on where a metric ended when the experiment is opened again' {
        Add-MlDashMetric train @{ step = 1 }
        Complete-MlDashExperiment
        $experiment = Start-MlDashExperiment $experiment.Prefix -Root $TestDrive
        Add-MlDashMetric train @{ step = 2 }
        (Get-MlDashMetric train -Points).Index | Should -Be @(0, 1)
        Complete-MlDashExperiment
    }

    It 'refuses what is no point' {
        { Add-MlDashMetric train 'low' } | Should -Throw -ErrorId 'NotAPoint,*'
        { 'low' | Add-MlDashMetric train -ErrorAction Stop } | Should -Throw -ErrorId 'NotAPoint,*'
    }
}
