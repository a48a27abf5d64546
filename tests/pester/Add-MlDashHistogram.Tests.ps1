BeforeAll { Import-Module MlDash -Force }

Describe 'Add-MlDashHistogram' {
    BeforeEach { $experiment = Start-MlDashExperiment "histogram/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { $experiment | Complete-MlDashExperiment }

    It 'counts numbers in bins, with the step in the entry' {
        Add-MlDashHistogram weights -Value 0, 1, 2, 3, 4 -Step 10 -Bins 4
        $entry = Get-MlDashTrack weights
        $entry.step | Should -Be 10
        $entry.edges | Should -Be @(0, 1, 2, 3, 4)
        $entry.counts | Should -Be @(1, 1, 1, 2)
        $entry.PSObject.Properties.Name | Should -Not -Contain 'nan'
    }

    It 'makes one histogram of all numbers of the pipeline' {
        1..1000 | Add-MlDashHistogram weights -Step 1
        $entry = Get-MlDashTrack weights
        $entry | Should -HaveCount 1
        $entry.edges | Should -HaveCount 65
        ($entry.counts | Measure-Object -Sum).Sum | Should -Be 1000
    }

    It 'takes arrays of any number type, with several dimensions, and texts of numbers' {
        $grid = [float[, ]]::new(2, 3)
        $grid[1, 2] = 1
        Add-MlDashHistogram grid -Value $grid -Step 1 -Bins 2
        (Get-MlDashTrack grid).counts | Should -Be @(5, 1)
        Add-MlDashHistogram mixed -Value @((1, 2), [decimal]3, '4', [byte]0) -Step 1 -Bins 2
        (Get-MlDashTrack mixed).counts | Should -Be @(2, 3)
    }

    It 'counts NaN and infinities apart' {
        Add-MlDashHistogram w -Value 1, ([double]::NaN), 2, ([double]::PositiveInfinity) -Step 1 -Bins 2
        $entry = Get-MlDashTrack w
        $entry.nan | Should -Be 1
        $entry.inf | Should -Be 1
        $entry.counts | Should -Be @(1, 1)
    }

    It 'keeps counts that are there already' {
        Add-MlDashHistogram w -Edge 0, 1, 10 -Count 3, 0.5 -Step 2
        $entry = Get-MlDashTrack w
        $entry.edges | Should -Be @(0, 1, 10)
        $entry.counts | Should -Be @(3, 0.5)
        { Add-MlDashHistogram w -Edge 0, 1 -Count 3, 4 -Step 2 } | Should -Throw -ErrorId 'IllegalHistogram,*'
    }

    It 'reports what is not a number, and counts the rest of the pipeline' {
        1, 'many', 2 | Add-MlDashHistogram w -Step 1 -Bins 2 -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults[0].FullyQualifiedErrorId | Should -BeLike 'NotANumber,*'
        (Get-MlDashTrack w).counts | Should -Be @(1, 1)
    }

    It 'keeps steps apart, and says in the metadata what the track is' {
        foreach ($step in 1..5) { Add-MlDashHistogram w -Value $step, 2 -Step $step -Description 'Weights' }
        (Get-MlDashTrack w).step | Should -Be @(1..5)
        $track = Get-MlDashTrack w -ListAvailable
        $track.Metadata.kind | Should -Be 'histogram'
        $track.Description | Should -Be 'Weights'
    }

    It 'keeps what the track says about itself beside its kind' {
        $path = "histogram/$([guid]::NewGuid())"
        $first = Start-MlDashExperiment $path -Root $TestDrive
        Add-MlDashHistogram w -Value 1, 2 -Step 1 -Description 'Weights' -Tag layer
        Add-MlDashHistogram w -Value 1, 2 -Step 2
        $first | Complete-MlDashExperiment
        Set-MlDashTrack w -Metadata @{ layer = 1 } -Experiment $first
        $second = Start-MlDashExperiment $path -Root $TestDrive
        Add-MlDashHistogram w -Value 1, 2 -Step 3
        $second | Complete-MlDashExperiment
        $track = Get-MlDashTrack w -ListAvailable -Experiment $second
        $track.Metadata.kind | Should -Be 'histogram'
        $track.Metadata.layer | Should -Be 1
        $track.Description | Should -Be 'Weights'
        $track.Tags | Should -Be 'layer'
    }

    It 'records to each experiment of the pipeline' {
        $other = Start-MlDashExperiment "histogram/$([guid]::NewGuid())" -Root $TestDrive
        $experiment, $other | Add-MlDashHistogram w -Value 1, 2 -Step 1
        foreach ($one in $experiment, $other) { Get-MlDashTrack w -Experiment $one | Should -HaveCount 1 }
        $other | Complete-MlDashExperiment
    }
}
