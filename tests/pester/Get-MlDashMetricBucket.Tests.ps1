BeforeAll { Import-Module MlDash -Force }

Describe 'Get-MlDashMetric -Bucket' {
    BeforeAll {
        $root = Join-Path $TestDrive buckets
        $experiment = Start-MlDashExperiment team/run -Root $root
        0..2499 | ForEach-Object { [pscustomobject]@{ step = $_; loss = $_ -eq 1234 ? 9e9 : [Math]::Round(1 / ($_ + 1), 6); _ts = 1790000000 + $_ } } |
            Add-MlDashMetric train
        Add-MlDashMetric train @{ step = 2500; loss = [double]::NaN; _ts = 1790002500 }
        Complete-MlDashExperiment
        $from = @{ Experiment = 'team/run'; Root = $root }
    }

    It 'gives at most so many buckets, with every point in one and no spike lost' {
        $buckets = Get-MlDashMetric train -Field loss -Bucket 3 @from

        $buckets.Count | Should -BeIn 2, 3
        ($buckets | Measure-Object Count -Sum).Sum | Should -Be 2500
        ($buckets | Measure-Object NonFinite -Sum).Sum | Should -Be 1
        ($buckets | Measure-Object Max -Maximum).Maximum | Should -Be 9e9
        ($buckets | Where-Object Max -EQ 9e9).MaxX | Should -Be ([DateTimeOffset]::FromUnixTimeSeconds(1790001234))
        $buckets[0].First | Should -Be 1
        $buckets[0].Experiment.Prefix | Should -Be 'team/run'
    }

    It 'gives points one by one where they are few' {
        $buckets = Get-MlDashMetric train -Field loss -Bucket 10 -XAxis step -XMin 10 -XMax 12 @from

        $buckets.X | Should -Be 10, 11, 12
        $buckets.Field | Should -Be loss, loss, loss
    }

    It 'takes <Axis> along x as a <Type>' -ForEach @(
        @{ Axis = 'Index'; Type = [double]; First = 0 }
        @{ Axis = 'RelativeTime'; Type = [timespan]; First = [timespan]::Zero }
        @{ Axis = 'Time'; Type = [DateTimeOffset]; First = [DateTimeOffset]::FromUnixTimeSeconds(1790000000) }
    ) {
        $bucket = Get-MlDashMetric train -Field loss -Bucket 4 -XAxis $Axis @from | Select-Object -First 1

        $bucket.X | Should -BeOfType $Type
        $bucket.X | Should -Be $First
    }

    It 'says which field a metric has not' -ForEach @(
        @{ Choice = @{ Field = 'lost' } }
        @{ Choice = @{ XAxis = 'lost' } }
    ) {
        Get-MlDashMetric train -Bucket 4 @Choice @from -ErrorVariable fault -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $fault.FullyQualifiedErrorId | Should -BeLike 'FieldNotFound,*'
    }

    It 'does not go with a choice of single points' {
        { Get-MlDashMetric train -Bucket 4 -Last 3 @from -ErrorAction Stop } | Should -Throw -ErrorId 'ConflictingParameters,*'
    }
}
