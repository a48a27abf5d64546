BeforeAll {
    Import-Module MlDash -Force
    Push-Location $TestDrive
    foreach ($run in 'p/a', 'p/b', 'q/c', 'alone') {
        $null = Start-MlDashExperiment $run
        1..3 | ForEach-Object { Add-MlDashMetric train @{ loss = 1 / $_; step = $_ } }
        Set-MlDashParam run $run
        Write-MlDashLog "in $run"
        Add-MlDashTrack pose @{ x = 1 } -Timestamp 1
        'text' | Save-MlDashFile -Name docs/a.txt -AsText
        'more' | Save-MlDashFile -Name b.txt -AsText
        Complete-MlDashExperiment
    }
    $null = Start-MlDashExperiment p/old
    Complete-MlDashExperiment
    Set-MlDashExperiment -Experiment p/old -Status Archived
}

AfterAll { Pop-Location }

Describe 'A project from the pipeline' {
    It 'stands for all its experiments where they are read' {
        $project = Get-MlDashProject p
        ($project | Get-MlDashMetric).Experiment.Prefix | Should -Be @('p/a', 'p/b')
        ($project | Get-MlDashLog).Message | Should -Be @('in p/a', 'in p/b')
        ($project | Get-MlDashParam run).Value | Should -Be @('p/a', 'p/b')
        ($project | Get-MlDashTrack pose).Experiment.Prefix | Should -Be @('p/a', 'p/b')
        ($project | Get-MlDashFile b.txt).Experiment.Prefix | Should -Be @('p/a', 'p/b')
        ($project | Compare-MlDashExperiment).Experiment | Should -Be @('p/a', 'p/b')
        $project | Export-MlDashMetric train project.csv
        (Import-Csv project.csv).Experiment | Select-Object -Unique | Should -Be @('p/a', 'p/b')
        ($project | Show-MlDashMetric train -Height 8 -Width 60) -join "`n" | Should -Match '(?s)p/a.*p/b'
        (Get-MlDashLog -Experiment $project).Message | Should -Be @('in p/a', 'in p/b')
    }

    It 'stands for the experiments without one where it has no name' {
        (Get-MlDashProject | Where-Object Name -EQ '' | Get-MlDashLog).Message | Should -Be 'in alone'
        (Get-MlDashProject | Get-MlDashLog).Message | Sort-Object | Should -Be @('in alone', 'in p/a', 'in p/b', 'in q/c')
    }

    It 'is read where it was listed' {
        $project = Get-MlDashProject p
        Push-Location /
        try { ($project | Get-MlDashLog).Message | Should -Be @('in p/a', 'in p/b') } finally { Pop-Location }
    }

    It 'changes nothing' {
        { Get-MlDashProject p | Set-MlDashExperiment -Tag x -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        (Get-MlDashExperiment p/a).Tags | Should -BeNullOrEmpty
    }
}

Describe 'The data of an experiment in a drive' {
    It 'is read by the commands of its kind, from one or many experiments' {
        (Get-ChildItem MlDash:/p/*/metrics | Show-MlDashMetric -Height 8 -Width 60) -join "`n" | Should -Match '(?s)p/a.*p/b'
        (Get-Item MlDash:/p/a/metrics | Get-MlDashMetric).Name | Should -Be 'train'
        (Get-Item MlDash:/p/*/logs | Get-MlDashLog).Message | Should -Be @('in p/a', 'in p/b')
        (Get-Item MlDash:/p/a/params | Get-MlDashParam).Value | Should -Be 'p/a'
        (Get-Item MlDash:/p/a/tracks | Get-MlDashTrack pose).x | Should -Be 1
        (Get-Item MlDash:/p/a/files | Get-MlDashFile).Path | Sort-Object | Should -Be @('b.txt', 'docs/a.txt')
    }

    It 'is an error for the commands of another kind, which would read what it does not hold' {
        (Get-ChildItem MlDash:/q/c | Get-MlDashLog -ErrorVariable wrong -ErrorAction SilentlyContinue).Message | Should -Be 'in q/c'
        $wrong | Should -HaveCount 4
        $wrong[0].FullyQualifiedErrorId | Should -BeLike 'WrongItem,*'
    }
}

Describe 'Receive-MlDashFile without a path' {
    It 'brings all files of the experiments that come down the pipeline, each in its folder' {
        Get-MlDashExperiment p/a | Receive-MlDashFile -Destination all
        Get-ChildItem all -Recurse -File -Name | ForEach-Object { $_ -replace '\\', '/' } | Sort-Object | Should -Be @('b.txt', 'docs/a.txt')
        Receive-MlDashFile -Experiment p/b -Destination new/folder
        Get-Content new/folder/docs/a.txt | Should -Be 'text'
        Get-Item MlDash:/q/c/files | Receive-MlDashFile -Destination flat -Flatten
        (Get-ChildItem flat).Name | Should -Be @('a.txt', 'b.txt')
    }

    It 'overwrites no file of another experiment' {
        Get-MlDashExperiment p/* | Receive-MlDashFile -Destination both -ErrorVariable left -ErrorAction SilentlyContinue
        $left | Should -HaveCount 2
        $left[0].FullyQualifiedErrorId | Should -BeLike 'FilePlaceTaken,*'
    }

    It 'is an error when no experiment is given, either' {
        Invoke-MlDashExperiment current { { Receive-MlDashFile } | Should -Throw -ErrorId 'FileNotNamed,*' }
    }
}

Describe 'Rows that name an experiment' {
    BeforeAll {
        Get-MlDashExperiment p/a | ConvertTo-Json | Set-Content row.json
        Get-MlDashExperiment p/a | Export-Csv row.csv
        Get-MlDashExperiment p/a | Export-Clixml row.xml
    }

    It 'are read as the experiment: <Kind>' -ForEach @(
        @{ Kind = 'selected properties'; Row = { Get-MlDashExperiment p/a | Select-Object Prefix, Status } }
        @{ Kind = 'JSON'; Row = { Get-Content row.json -Raw | ConvertFrom-Json } }
        @{ Kind = 'CSV'; Row = { Import-Csv row.csv } }
        @{ Kind = 'CLIXML'; Row = { Import-Clixml row.xml } }
    ) {
        $rows = & $Row
        ($rows | Get-MlDashMetric).Name | Should -Be 'train'
        ($rows | Get-MlDashMetric train -Points).loss | Should -HaveCount 3
        ($rows | Get-MlDashLog).Message | Should -Be 'in p/a'
        ($rows | Get-MlDashParam run).Value | Should -Be 'p/a'
        ($rows | Get-MlDashTrack).Topic | Should -Be 'pose'
        ($rows | Get-MlDashFile).Name | Sort-Object | Should -Be @('a.txt', 'b.txt')
        ($rows | Compare-MlDashExperiment).Experiment | Should -Be 'p/a'
        (Get-MlDashMetric -Experiment $rows).Name | Should -Be 'train'
    }

    It 'show their status by its name when they come out of CLIXML' {
        Import-Clixml row.xml | Out-String | Should -Match 'p/a +Completed'
        Import-Clixml row.xml | Format-List | Out-String | Should -Match 'Status +: Completed'
    }
}
