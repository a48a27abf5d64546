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

Describe 'Points and entries from the pipeline' {
    BeforeAll {
        $null = Start-MlDashExperiment picked/one
        1..8 | ForEach-Object { Add-MlDashMetric train @{ loss = $_ / 2; in = @{ k = $_ }; 'a.b' = "t$_" } -Timestamp $_ }
        1..5 | ForEach-Object { Add-MlDashTrack pose @{ x = $_; s = "s$_" } -Timestamp (10 - $_) }
        Complete-MlDashExperiment
        $one = @{ Experiment = 'picked/one' }
    }

    It 'are what is written, not all of their metric' {
        Get-MlDashMetric train @one -Points | Where-Object loss -GT 3 | Export-MlDashMetric -Path picked.csv
        (Import-Csv picked.csv).loss | Should -Be @('3.5', '4')
        Get-MlDashMetric train @one -Points | Export-MlDashMetric -Path all.csv
        Export-MlDashMetric train whole.csv @one
        Get-Content all.csv | Should -Be (Get-Content whole.csv)
        Get-MlDashMetric train @one -Points | Export-MlDashMetric -Path all.jsonl
        Export-MlDashMetric train whole.jsonl @one
        Get-Content all.jsonl | Should -Be (Get-Content whole.jsonl)
        Get-MlDashMetric train @one -Points | Export-MlDashMetric -Path all.prom -Format OpenMetrics
        Export-MlDashMetric train whole.prom @one -Format OpenMetrics
        Get-Content all.prom | Should -Be (Get-Content whole.prom)
        Get-MlDashMetric train @one -Field loss -Last 2 | Export-MlDashMetric -Path part.csv -Field loss -Since 8
        Get-Content part.csv | Should -Be @('_ts,loss', '8,4')
    }

    It 'may be changed before they are written' {
        Get-MlDashMetric train @one -Last 2 | ForEach-Object { $_.loss = 7; $_ } | Export-MlDashMetric -Path changed.csv
        (Import-Csv changed.csv).loss | Should -Be @('7', '7')
    }

    It 'are written beside a metric, which is whole, and beside those of another experiment' {
        $all = Get-MlDashMetric train @one
        $all, (Get-MlDashMetric train @one -First 1) | Export-MlDashMetric -Path beside.csv
        Import-Csv beside.csv | Should -HaveCount 8
        Get-MlDashMetric train -Experiment p/a, p/b -Points | Where-Object step -EQ 2 | Export-MlDashMetric -Path two.csv
        (Import-Csv two.csv).Experiment | Should -Be @('p/a', 'p/b')
    }

    It 'mean their metric once where it is read' {
        $points = Get-MlDashMetric train @one -Points
        $points | Get-MlDashMetric -Points | Should -HaveCount 8
        $points | Get-MlDashMetric | Should -HaveCount 1
        ($points | Get-MlDashMetric -Experiment p/a).Experiment.Prefix | Should -Be 'p/a'
        $points | Export-MlDashMetric -Path other.csv -Experiment p/a
        Import-Csv other.csv | Should -HaveCount 3
        Get-MlDashTrack pose @one | Get-MlDashTrack | Should -HaveCount 5
    }

    It 'are what is drawn' {
        $picture = Get-MlDashMetric train @one -Points | Where-Object loss -GT 3 | Show-MlDashMetric -Height 8 -Width 60
        $whole = Show-MlDashMetric train @one -Height 8 -Width 60
        $picture -join "`n" | Should -Match 'train'
        $picture -join "`n" | Should -Not -Be ($whole -join "`n")
        Get-MlDashMetric train @one | Show-MlDashMetric -Height 8 -Width 60 | Should -Be $whole
        { Get-MlDashMetric train @one -Points | Show-MlDashMetric -Live } | Should -Throw '*-Live*'
    }

    It 'are the entries that are written, in the order of their times' {
        Get-MlDashTrack pose @one | Where-Object x -LT 3 | Export-MlDashTrack -Path picked.pose.csv
        (Import-Csv picked.pose.csv).x | Should -Be @('2', '1')
        Get-MlDashTrack pose @one | Export-MlDashTrack -Path all.pose.json
        Export-MlDashTrack pose whole.pose.json @one
        Get-Content all.pose.json | Should -Be (Get-Content whole.pose.json)
        Get-MlDashTrack @one | Export-MlDashTrack -Path listed.pose.json
        Get-Content listed.pose.json | Should -Be (Get-Content whole.pose.json)
    }
}

Describe 'Objects that describe data' {
    BeforeAll {
        $null = Start-MlDashExperiment described/one
        Add-MlDashMetric train @{ loss = 1 }
        Add-MlDashTrack pose @{ x = 1 }
        Set-MlDashParam lr 0.1
        Write-MlDashLog hello
        'recorded' | Save-MlDashFile -Name docs/a.txt -AsText -Tag seen -Description about
        $null = New-Item docs -ItemType Directory -Force
        Set-Content docs/a.txt 'of the disk'
    }

    AfterAll { Complete-MlDashExperiment -Experiment described/one }

    It 'are no data: each is an error with what to give, and the rest goes on' {
        $described = @(Get-MlDashMetric; Get-MlDashTrack; Get-MlDashLog; Get-MlDashFile; Get-MlDashProject)
        ($described | ForEach-Object GetType | Select-Object -Unique).Name | Should -Be @('MetricInfo', 'TrackInfo', 'LogEntry', 'FileEntry', 'Project')
        $described + @{ good = 1 } | Add-MlDashMetric other -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'NotData,*'
        $faults | Should -HaveCount $described.Count
        (Get-MlDashMetric other -Points).good | Should -Be 1
        $described + @{ good = @{ y = 1 } } | Add-MlDashMetric -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults | Should -HaveCount $described.Count
        $described + @{ good = 1 } | Add-MlDashTrack other -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults | Should -HaveCount $described.Count
        $described + @{ good = 1 } | Set-MlDashParam -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults | Should -HaveCount $described.Count
        (Get-MlDashParam).Name | Should -Be @('lr', 'good')
        (Get-MlDashMetric).Name | Should -Not -Contain None
    }

    It 'bring the recorded bytes of a file to another experiment, not those of a file of the disk' {
        $null = Start-MlDashExperiment described/two
        Get-MlDashFile docs/a.txt -Experiment described/one | Save-MlDashFile
        $copy = Get-MlDashFile docs/a.txt -Experiment described/two
        $copy.Tags | Should -Be seen
        $copy.Description | Should -Be about
        Get-MlDashFileContent docs/a.txt -Experiment described/two | Should -Be recorded
        Get-MlDashFile docs/a.txt -Experiment described/one | Save-MlDashFile -Name b.txt -Tag own -Experiment described/two
        (Get-MlDashFile b.txt -Experiment described/two).Tags | Should -Be own
        Complete-MlDashExperiment -Experiment described/two
    }

    It 'are no log entries that cannot be recorded: those around them are' {
        @{ m = 'a' }, @{ m = ConvertTo-SecureString x -AsPlainText -Force }, @{ m = 'c' } |
            Write-MlDashLog -Experiment described/one -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults.FullyQualifiedErrorId | Should -BeLike 'SecretRefused,*'
        (Get-MlDashLog -Experiment described/one -Last 2).Message | Should -Be @('m=a', 'm=c')
        { 'a' | Write-MlDashLog -Level Loud -Experiment described/one } | Should -Throw '*Loud*'
    }
}

Describe 'Names as they are written' {
    BeforeAll {
        $null = Start-MlDashExperiment names/one
        Add-MlDashMetric 'tr\loss' 1
        Add-MlDashTrack 'robot\arm' @{ x = 1 }
        Set-MlDashParam 'a[0]' 1
        'y' | Save-MlDashFile -Name 'docs\img[1].txt' -AsText
        Complete-MlDashExperiment
        $one = @{ Experiment = 'names/one' }
    }

    It 'may have backslashes between their parts, where they are recorded and read' {
        (Get-MlDashMetric @one).Name | Should -Be 'tr/loss'
        (Get-MlDashMetric 'tr\loss' -Points @one).value | Should -Be 1
        (Get-MlDashMetric 'tr\*' @one).Name | Should -Be 'tr/loss'
        (Get-MlDashTrack 'robot\arm' @one).x | Should -Be 1
        Export-MlDashMetric 'tr\loss' slashes.csv @one -PassThru | Should -Exist
        Export-MlDashTrack 'robot\arm' slashes.json @one -PassThru | Should -Exist
    }

    It 'may have brackets, if nothing fits them as a pattern' {
        (Get-MlDashFile 'img[1].txt' @one).Path | Should -Be 'docs/img[1].txt'
        (Get-MlDashFile 'docs/img[1].txt' @one).Path | Should -Be 'docs/img[1].txt'
        (Get-MlDashParam 'a[0]' @one).Value | Should -Be 1
        (Get-MlDashParam 'A[0]' @one).Value | Should -Be 1
        Get-MlDashParam 'b[0]' @one | Should -BeNullOrEmpty
    }

    It 'end in any separator where they are a folder' {
        foreach ($folder in 'to-slash/', 'to-back\', '.\to-both\', "$PWD\to-full\") {
            (Receive-MlDashFile 'docs/img[1].txt' @one -Destination $folder -PassThru).Directory.Name | Should -Be ($folder -split '[\\/]' -ne '')[-1]
        }
    }

    It 'are looked for by id, too' {
        $file = Get-MlDashFile @one
        (Get-MlDashFile -Id $file.Id @one).Path | Should -Be $file.Path
        Get-MlDashFile -Id nothing @one -ErrorVariable fault -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $fault.FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }

    It 'stand first where a command has no other use for the place, else the error says where to give them' {
        Set-MlDashExperiment names/one -Tag first -Description text
        (Get-MlDashExperiment names/one).Tags | Should -Be first
        (Test-MlDashServer http://127.0.0.1:1).IsReachable | Should -BeFalse
        { Complete-MlDashExperiment names/one } | Should -Throw "*'names/one' is a path*-Experiment*"
        { Get-MlDashLog names/one } | Should -Throw "*'names/one' is a path*-Experiment*"
    }

    It 'are not all that a null of the pipeline may be about' {
        { $null | Add-MlDashMetric m -ErrorAction Stop } | Should -Throw '*null from the pipeline*'
    }
}
