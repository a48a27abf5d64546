BeforeAll { Import-Module MlDash -Force }

Describe 'Bad input is refused with a stable error and loses nothing' {
    It 'the prefix <Prefix>' -ForEach @(
        @{ Prefix = '../escape' }, @{ Prefix = 'a/../../b' }, @{ Prefix = 'a//b' }, @{ Prefix = 'a\..\..\b' }, @{ Prefix = 'a:b' }, @{ Prefix = 'con' }, @{ Prefix = 'ends.' }, @{ Prefix = "tab`t" }
    ) {
        { Start-MlDashExperiment $Prefix -Root $TestDrive } | Should -Throw -ErrorId 'IllegalPath,*'
        Get-MlDashExperiment -Root $TestDrive | Should -BeNullOrEmpty
    }

    It 'the project <Project>' -ForEach @(@{ Project = '..' }, @{ Project = 'a/..' }) {
        { Start-MlDashExperiment x -Project $Project -Root $TestDrive } | Should -Throw -ErrorId 'IllegalPath,*'
    }

    It 'a prefix inside the data of an experiment' {
        $null = Start-MlDashExperiment outer -Root $TestDrive
        { Start-MlDashExperiment outer/logs/x -Root $TestDrive } | Should -Throw -ErrorId 'IllegalPath,*'
        Complete-MlDashExperiment
    }

    It 'a root that is no folder of the file system' {
        { Start-MlDashExperiment x -Root 'Variable:\a' } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
    }

    It 'a root that is a file' {
        $file = Join-Path $TestDrive 'file'
        Set-Content $file 'x' -NoNewline
        { Start-MlDashExperiment x -Root $file } | Should -Throw
        Get-Content $file -Raw | Should -Be 'x'
    }

    It 'recording without an experiment, by <Command>' -ForEach @(
        @{ Command = { Write-MlDashLog 'x' } }
        @{ Command = { Add-MlDashMetric m @{ x = 1 } } }
        @{ Command = { Add-MlDashTrack t @{ x = 1 } } }
        @{ Command = { Set-MlDashParam @{ x = 1 } } }
        @{ Command = { 'x' | Save-MlDashFile -Name x -AsText } }
        @{ Command = { Get-MlDashLog } }
    ) {
        $Command | Should -Throw -ErrorId 'ExperimentNotStarted,*'
    }

    It 'recording to a completed experiment, by <Name>' -ForEach @(
        @{ Name = 'metric'; Command = { $done | Add-MlDashMetric m @{ x = 1 } } }
        @{ Name = 'track'; Command = { $done | Add-MlDashTrack t @{ x = 1 } } }
        @{ Name = 'param'; Command = { $done | Set-MlDashParam @{ x = 1 } } }
        @{ Name = 'file'; Command = { Save-MlDashFile -InputObject 'x' -Name x -AsText -Experiment $done } }
    ) {
        $null = Start-MlDashExperiment "done/$Name" -Root $TestDrive
        $done = Complete-MlDashExperiment -PassThru
        $Command | Should -Throw -ErrorId 'ExperimentCompleted,*'
    }

    It 'says what to do next' {
        $problem = { Write-MlDashLog 'x' } | Should -Throw -PassThru
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Start-MlDashExperiment*'
        $problem.CategoryInfo.Category | Should -Be 'InvalidOperation'
    }

    It 'has the category <Category>: <Name>' -ForEach @(
        @{ Name = 'no such track'; Category = 'ObjectNotFound'; Command = { Get-MlDashTrack nosuch -Experiment $e -ErrorAction Stop } }
        @{ Name = 'no such metric'; Category = 'ObjectNotFound'; Command = { Get-MlDashMetric nosuch -Experiment $e -ErrorAction Stop } }
        @{ Name = 'no such parameter'; Category = 'ObjectNotFound'; Command = { Get-MlDashParam nosuch -Experiment $e -ErrorAction Stop } }
        @{ Name = 'no such function'; Category = 'ObjectNotFound'; Command = { Register-MlDashFunction NoSuchFunction -ErrorAction Stop } }
        @{ Name = 'no such file to save'; Category = 'ObjectNotFound'; Command = { Save-MlDashFile (Join-Path $TestDrive nowhere x) -Experiment $e -ErrorAction Stop } }
        @{ Name = 'a new experiment that exists'; Category = 'ResourceExists'; Command = { Start-MlDashExperiment categories -New -Root $TestDrive -ErrorAction Stop } }
        @{ Name = 'an experiment that is completed'; Category = 'InvalidOperation'; Command = { Write-MlDashLog x -Experiment $e -ErrorAction Stop } }
    ) {
        $null = Start-MlDashExperiment categories -Root $TestDrive
        $e = Complete-MlDashExperiment -PassThru
        ($Command | Should -Throw -PassThru).CategoryInfo.Category | Should -Be $Category
    }

    It 'sets a damaged experiment.json aside and goes on' {
        $experiment = Start-MlDashExperiment hurt -Root $TestDrive
        Complete-MlDashExperiment
        Set-Content (Join-Path $experiment.Folder 'experiment.json') '{"name": "hu' -NoNewline
        $null = Start-MlDashExperiment hurt -Root $TestDrive -WarningAction SilentlyContinue
        [IO.Directory]::GetFiles($experiment.Folder, 'experiment.json.corrupt-*') | Should -HaveCount 1
        Complete-MlDashExperiment
    }
}
