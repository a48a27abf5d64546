BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Push-Location $TestDrive
    foreach ($number in 1..2) {
        Invoke-MlDashExperiment "p/run-$number" {
            Set-MlDashParam lr (0.1 * $number)
            Set-MlDashParam epochs $number
            Add-MlDashMetric train ([ordered]@{ loss = 1.0 / $number; Index2 = 'a' }) -Timestamp (1000 + $number)
            Add-MlDashMetric eval @{ acc = $number }
            Add-MlDashTrack robot/pose @{ x = $number } -Timestamp $number
            Write-MlDashLog "line $number" -Level Warn -Metadata @{ at = $number }
            "text $number" | Save-MlDashFile -AsText -Name docs/a.txt
        }
    }
    Invoke-MlDashExperiment q/other -Root "$TestDrive/elsewhere" { Set-MlDashParam lr 9 }
}

AfterAll { Pop-Location }

Describe 'The path of an experiment as text' {
    It 'is taken by <Command>' -ForEach @(
        @{ Command = 'Get-MlDashLog'; Property = 'Message'; Expected = 'line 1' }
        @{ Command = 'Get-MlDashParam'; Property = 'Value'; Expected = 0.1, 1 }
        @{ Command = 'Get-MlDashMetric'; Property = 'Name'; Expected = 'eval', 'train' }
        @{ Command = 'Get-MlDashTrack'; Property = 'Topic'; Expected = 'robot/pose' }
        @{ Command = 'Get-MlDashFile'; Property = 'Path'; Expected = 'docs/a.txt' }
    ) {
        (& $Command -Experiment p/run-1).$Property | Should -Be $Expected
        ('p/run-1' | & $Command).$Property | Should -Be $Expected
        (& $Command -Experiment p\run-1).$Property | Should -Be $Expected
    }

    It 'is what a row that was selected, exported or converted finds, and no other of its project' {
        $csv = "$TestDrive/experiments.csv"
        Get-MlDashExperiment p/run-1 | Export-Csv $csv
        (Import-Csv $csv | Get-MlDashExperiment).Prefix | Should -Be 'p/run-1'
        (Get-MlDashExperiment p/run-1 | Select-Object Name, Project, Prefix | Get-MlDashExperiment).Prefix | Should -Be 'p/run-1'
        (Get-MlDashExperiment p/run-1 | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json | Get-MlDashExperiment).Prefix | Should -Be 'p/run-1'
    }

    It 'may be that of a drive: points of its content are recorded again as they were' {
        $null = Start-MlDashExperiment p/again
        Get-Content MlDash:/p/run-1/metrics/train | Add-MlDashMetric train
        $point = Get-MlDashMetric train -Points
        Complete-MlDashExperiment
        Remove-MlDashExperiment p/again -Confirm:$false
        $point.loss | Should -Be 1
        $point.PSObject.Properties.Name | Should -Not -Contain 'ReadCount'
    }

    It 'may be a pattern, or several, where experiments are read' {
        (Get-MlDashParam lr -Experiment 'p/*').Value | Should -Be @(0.1, 0.2)
        (Get-MlDashParam lr -Experiment p/run-2, p/run-1).Value | Should -Be @(0.2, 0.1)
        ('p/run-1', 'p/run-2' | Get-MlDashParam lr).Value | Should -Be @(0.1, 0.2)
        (Get-MlDashParam lr -Experiment 'nope/*') | Should -BeNullOrEmpty
    }

    It 'that is not there is one error, and hides no other' {
        $values = Get-MlDashParam lr -Experiment p/run-1, p/nope, p/run-2 -ErrorAction SilentlyContinue -ErrorVariable faults
        $values.Value | Should -Be @(0.1, 0.2)
        $faults.FullyQualifiedErrorId | Should -BeLike 'ExperimentNotFound,*'
    }

    It 'is looked for under -Root, and without one all of the root are read' {
        (Get-MlDashParam lr -Experiment q/other -Root elsewhere).Value | Should -Be 9
        (Get-MlDashParam lr -Root elsewhere).Value | Should -Be 9
        (Get-MlDashParam lr -Root experiments).Value | Should -Be @(0.1, 0.2)
        { Get-MlDashParam lr -Experiment q/other -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound,*'
    }

    It 'is no pattern where experiments are changed, and is needed there' {
        { Set-MlDashExperiment -Experiment 'p/*' -Description x -ErrorAction Stop } | Should -Throw -ErrorId 'WildcardNotAllowed,*'
        { Set-MlDashExperiment -Root experiments -Description x } | Should -Throw -ErrorId 'ExperimentNotNamed,*'
        { Remove-MlDashExperiment '*' -Force -ErrorAction Stop } | Should -Throw -ErrorId 'WildcardNotAllowed,*'
        Get-MlDashExperiment 'p/*' | Where-Object Description | Should -BeNullOrEmpty
    }

    It 'changes, renames, copies and removes' {
        Invoke-MlDashExperiment p/spare { }
        Set-MlDashExperiment -Experiment p/spare -Description said
        (Get-MlDashExperiment p/spare).Description | Should -Be 'said'
        Copy-MlDashExperiment p/spare copied
        Rename-MlDashExperiment p/spare renamed
        'p/copied', 'p\renamed' | Remove-MlDashExperiment -Force
        (Get-MlDashExperiment).Prefix | Should -Be @('p/run-1', 'p/run-2')
    }

    It 'is compared' {
        (Compare-MlDashExperiment 'p/*').Count | Should -Be 2
    }

    It 'that may mean several says which' {
        Invoke-MlDashExperiment a/same { }
        Invoke-MlDashExperiment b/same { }
        { Get-MlDashLog -Experiment same -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentAmbiguous,*'
        Remove-MlDashExperiment a/same -Force
        Remove-MlDashExperiment b/same -Force
    }

    It 'is completed, the open ones first, and gives its names to the other parameters' {
        $line = 'Get-MlDashLog -Experiment p/run'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be @('p/run-1', 'p/run-2')
        $line = 'Get-MlDashParam -Experiment p\run-1 -Name l'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'lr'
    }

    It 'is looked for on a server' {
        Set-TestHome "$TestDrive/home"
        $server = Start-TestServer "$TestDrive/data"
        try {
            $alice = @{ Remote = $server.Url; UserName = 'alice' }
            $null = Start-MlDashExperiment far -Project p @alice
            Set-MlDashParam lr 7
            Complete-MlDashExperiment
            (Get-MlDashParam lr -Experiment p/far @alice).Value | Should -Be 7
            (Get-MlDashParam lr -Experiment 'alice/p/*' @alice).Value | Should -Be 7
            (Get-MlDashParam lr @alice).Value | Should -Be 7
            (Get-MlDashProject @alice | Get-MlDashExperiment).Prefix | Should -Be 'alice/p/far'
            (Receive-MlDashExperiment -Experiment p/far -Destination fetched @alice).Prefix | Should -Be 'alice/p/far'
            ('p/far' | Receive-MlDashExperiment -Destination piped @alice).Prefix | Should -Be 'alice/p/far'
            # What was read on a server knows the server, and who asked.
            (Get-MlDashParam lr @alice | Receive-MlDashExperiment -Destination led).Prefix | Should -Be 'alice/p/far'
            $first = Get-MlDashExperiment p/far @alice
            $null = Start-MlDashExperiment later -Project p @alice
            Complete-MlDashExperiment
            # The newest does not fit: the server must not be asked for one alone.
            (Get-MlDashExperiment -Until $first.StartedAt -First 1 @alice).Prefix | Should -Be 'alice/p/far'
            (Get-MlDashExperiment -Exclude '*/later' -First 1 @alice).Prefix | Should -Be 'alice/p/far'
            Remove-MlDashExperiment p/later -Force @alice
            Remove-MlDashExperiment p/far -Force @alice
            Get-MlDashExperiment @alice | Should -BeNullOrEmpty
        }
        finally {
            Stop-TestServer $server
            Set-TestHome $null
        }
    }
}

Describe 'Get-MlDashExperiment in pipelines' {
    It 'takes paths, projects, experiments and data of experiments' {
        ('p/run-1', 'p\run-2' | Get-MlDashExperiment).Name | Should -Be @('run-1', 'run-2')
        (Get-MlDashProject p | Get-MlDashExperiment).Name | Should -Be @('run-1', 'run-2')
        (Get-MlDashProject -Root elsewhere | Get-MlDashExperiment).Prefix | Should -Be 'q/other'
        (Get-MlDashExperiment p/run-1 | Get-MlDashExperiment).Prefix | Should -Be 'p/run-1'
        (Get-MlDashParam lr -Root elsewhere | Get-MlDashExperiment).Prefix | Should -Be 'q/other'
    }

    It 'finds by time, leaves out, and takes the newest' {
        (Get-MlDashExperiment -Exclude p\run-1).Name | Should -Be 'run-2'
        (Get-MlDashExperiment -Newest 1).Name | Should -Be 'run-2'
        $second = (Get-MlDashExperiment p/run-2).StartedAt
        (Get-MlDashExperiment -Since $second).Name | Should -Be 'run-2'
        (Get-MlDashExperiment -Until $second.AddTicks(-1)).Name | Should -Be 'run-1'
    }
}

Describe 'An experiment that is open in this session' {
    BeforeEach { $open = Start-MlDashExperiment p/open }
    AfterEach { if ($open.IsOpen) { $open | Complete-MlDashExperiment }; Remove-MlDashExperiment p/open -Force }

    It 'is the one that is found' {
        Get-MlDashExperiment p/open | Should -Be $open
        Get-MlDashExperiment p/open | Write-MlDashLog found
        Write-MlDashLog named -Experiment p\open
        'p/open' | Write-MlDashLog piped
        (Get-MlDashLog -Experiment p/open).Message | Should -Be @('found', 'named', 'piped')
        'p/open' | Complete-MlDashExperiment
        $open.IsOpen | Should -BeFalse
    }

    It 'is recorded to whatever data from the pipeline says of its origin' {
        'p/run-1' | Write-MlDashLog
        (Get-MlDashLog).Message | Should -Be 'p/run-1'
        Get-MlDashParam -Experiment p/run-1 | Set-MlDashParam
        (Get-MlDashParam).Value | Should -Be @(0.1, 1)
        Get-MlDashMetric train -Points -Experiment p/run-2 | Add-MlDashMetric train
        (Get-MlDashMetric train -Points).loss | Should -Be 0.5
        Get-MlDashTrack robot/pose -Experiment p/run-2 | Add-MlDashTrack
        (Get-MlDashTrack robot/pose).x | Should -Be 2
    }

    It 'takes log entries with their level, time and metadata' {
        Get-MlDashLog -Experiment p/run-1 | Write-MlDashLog
        $first, $second = (Get-MlDashLog -Experiment p/run-1), (Get-MlDashLog)
        $second.Level | Should -Be 'Warn'
        $second.Message | Should -Be 'line 1'
        $second.Timestamp | Should -Be $first.Timestamp
        $second.Metadata.at | Should -Be 1
    }

    It 'goes on after an item that is wrong' {
        @{ a = 1 }, 'x', @{ a = 2 } | Add-MlDashMetric m -ErrorAction SilentlyContinue -ErrorVariable faults
        $faults.FullyQualifiedErrorId | Should -BeLike 'NotAPoint,*'
        Add-MlDashMetric m -Point @(@{ a = 3 }, 'x', @{ a = 4 }) -ErrorAction SilentlyContinue -ErrorVariable faults
        $faults.FullyQualifiedErrorId | Should -BeLike 'NotAPoint,*'
        (Get-MlDashMetric m -Points).a | Should -Be @(1, 2, 3, 4)
        @{ a = 1 }, 5, @{ a = 2 } | Add-MlDashTrack t -ErrorAction SilentlyContinue -ErrorVariable faults
        @($faults).Count | Should -Be 1
        (Get-MlDashTrack t).a | Select-Object -Last 1 | Should -Be 2
        @{ a = 1 }, 5, @{ b = 2 } | Set-MlDashParam -ErrorAction SilentlyContinue -ErrorVariable faults
        $faults.FullyQualifiedErrorId | Should -BeLike 'NotAnObject,*'
        (Get-MlDashParam).Name | Should -Be @('a', 'b')
    }

    It 'takes the first guesses' {
        Add-MlDashMetric loss 0.5
        1..2 | Add-MlDashMetric loss
        3 | Add-MlDashMetric loss -Field value
        (Get-MlDashMetric loss -Points).value | Should -Be @(0.5, 1, 2, 3)
        Add-MlDashMetric list -Point @(@{ a = 1 }, @{ a = 2 })
        (Get-MlDashMetric list -Points).a | Should -Be @(1, 2)
        Set-MlDashParam lr 0.1
        Set-MlDashParam -Name none $null
        (Get-MlDashParam lr).Value | Should -Be 0.1
        Get-MlDashParam lr | Set-MlDashParam -Value 0.2
        (Get-MlDashParam lr).Value | Should -Be 0.2
    }

    It 'takes the levels of other loggers' {
        foreach ($level in 'Trace', 'Verbose', 'Information', 'Host', 'Warning', 'err', 'Critical') { Write-MlDashLog x -Level $level }
        (Get-MlDashLog).Level | Should -Be @('Debug', 'Debug', 'Info', 'Info', 'Warn', 'Error', 'Fatal')
        (Get-MlDashLog Critical).Count | Should -Be 1
    }
}

Describe 'What was read' {
    It 'says which experiment it is from' {
        (Get-MlDashMetric train -Points -Experiment 'p/*' | Group-Object Experiment).Name | Should -Be @('p/run-1', 'p/run-2')
        @(Get-MlDashMetric train -Points -Experiment 'p/*' | Where-Object Experiment -EQ p/run-2).Count | Should -Be 1
        "$((Get-MlDashParam lr -Experiment p/run-1).Experiment)" | Should -Be 'p/run-1'
        "$((Get-MlDashLog -Experiment p/run-1).Experiment)" | Should -Be 'p/run-1'
        "$((Get-MlDashTrack robot/pose -Experiment p/run-1).Experiment)" | Should -Be 'p/run-1'
    }

    It 'leads to what it is from, down the pipeline' {
        (Get-MlDashParam lr -Root elsewhere | Get-MlDashParam).Value | Should -Be 9
        (Get-MlDashMetric train -Points -Experiment p/run-2 | Get-MlDashLog).Message | Should -Be 'line 2'
        (Get-MlDashMetric 'tr*' -Experiment p/run-1 | Get-MlDashMetric -Points).loss | Should -Be 1
        (Get-MlDashMetric train -Experiment p/run-1 | Get-MlDashMetric -Experiment p/run-2 -Points).loss | Should -Be 0.5
        (Get-MlDashTrack -Experiment p/run-1 | Get-MlDashTrack).x | Should -Be 1
        Get-MlDashTrack -Experiment p/run-1 | Export-MlDashTrack -Path "$TestDrive/t.csv"
        "$TestDrive/t.csv" | Should -Exist
        Get-MlDashMetric train -Experiment p/run-1 | Export-MlDashMetric -Path "$TestDrive/m.csv"
        "$TestDrive/m.csv" | Should -Exist
        (Get-MlDashFile -Experiment p/run-1 | Get-MlDashFileContent) | Should -Be 'text 1'
    }

    It 'chooses its metric and its file' {
        (Get-MlDashMetric train -Points -Experiment p/run-1 | Get-MlDashMetric).Name | Should -Be 'train'
        (Get-MlDashFile -Experiment p/run-1 | Get-MlDashFile).Path | Should -Be 'docs/a.txt'
        (Get-MlDashFile -Experiment p/run-1 | Get-MlDashFile -Experiment p/run-2).Checksum |
            Should -Be (Get-MlDashFile -Experiment p/run-2).Checksum
        Invoke-MlDashExperiment p/again {
            Get-MlDashMetric -Points -Experiment p/run-2 | Add-MlDashMetric
            (Get-MlDashMetric).Name | Should -Be @('eval', 'train')
            (Get-MlDashMetric train -Points).loss | Should -Be 0.5
            Get-MlDashMetric eval -Points -Experiment p/run-2 | Add-MlDashMetric other -Buffer
            (Get-MlDashMetricSummary).Metric | Select-Object -Unique | Should -Be 'other'
        }
        Remove-MlDashExperiment p/again -Force
    }

    It 'is still one experiment with metrics, if it is called like one of them' {
        Invoke-MlDashExperiment p/train { Add-MlDashMetric eval @{ a = 1 } }
        (Get-MlDashExperiment p/train | Get-MlDashMetric).Name | Should -Be 'eval'
        Remove-MlDashExperiment p/train -Force
    }

    It 'comes back from a file without what tells of its origin: <Format>' -ForEach @(@{ Format = 'Csv' }, @{ Format = 'Json' }) {
        $points = Get-MlDashMetric train -Points -Experiment p/run-1
        $entries = Get-MlDashTrack robot/pose -Experiment p/run-1
        if ($Format -eq 'Csv') {
            $points, $entries = ($points | ConvertTo-Csv | ConvertFrom-Csv), ($entries | ConvertTo-Csv | ConvertFrom-Csv)
        }
        else {
            $points, $entries = ($points | ConvertTo-Json | ConvertFrom-Json), ($entries | ConvertTo-Json | ConvertFrom-Json)
        }
        Invoke-MlDashExperiment p/back {
            $points | Add-MlDashMetric train
            $entries | Add-MlDashTrack robot/pose
            (Get-MlDashMetric train -Points | ForEach-Object { $_.PSObject.Properties.Name }) |
                Should -Be @('loss', 'Index2', '_ts', 'Index', 'Metric', 'Timestamp', 'Experiment')
            (Get-MlDashTrack).Columns | Should -Be 'x'
            "$((Get-MlDashMetric train -Points).Experiment)" | Should -Be 'p/back'
        }
        Remove-MlDashExperiment p/back -Force
    }
}

Describe 'A name with characters of wildcards' {
    It 'is taken as it is by -LiteralName' {
        Invoke-MlDashExperiment p/odd {
            Add-MlDashMetric 'acc[1]' @{ a = 1 }
            Add-MlDashMetric acc1 @{ a = 2 }
            Add-MlDashMetric 'kept[1]' @{ a = 3 } -Buffer
            Set-MlDashParam 'w[1]' 3
            'x' | Save-MlDashFile -AsText -Destination 'img[1].txt'
            'y' | Save-MlDashFile -AsText -Name img1.txt
            (Get-MlDashMetric -LiteralName 'acc[1]' -Points).a | Should -Be 1
            (Get-MlDashMetric 'acc[1]').Name | Should -Be 'acc1'
            (Get-MlDashMetricSummary -LiteralName 'kept[1]').Metric | Should -Be 'kept[1]'
            (Get-MlDashParam -LiteralName 'w[1]').Value | Should -Be 3
            (Get-MlDashFile -LiteralName 'img[1].txt').Name | Should -Be 'img[1].txt'
            (Get-MlDashFile 'img[1].txt').Name | Should -Be 'img1.txt'
            (Get-MlDashFileContent (Get-MlDashFile img1.txt).Id) | Should -Be 'y'
            Get-MlDashMetric -LiteralName 'no[1]' -ErrorAction SilentlyContinue -ErrorVariable faults
            Get-MlDashParam -LiteralName 'no[1]' -ErrorAction SilentlyContinue -ErrorVariable +faults
            Get-MlDashFile -LiteralPath 'no[1]' -ErrorAction SilentlyContinue -ErrorVariable +faults
            $faults.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be @('MetricNotFound', 'ParameterNotFound', 'FileNotFound')
            $faults.TargetObject | Should -Be @('no[1]', 'no[1]', 'no[1]')
        }
        Remove-MlDashExperiment p/odd -Force
        (Get-MlDashProject -LiteralName p).Name | Should -Be 'p'
        { Get-MlDashProject -LiteralName 'p[1]' -ErrorAction Stop } | Should -Throw -ErrorId 'ProjectNotFound,*'
    }
}

Describe '-Since and -Until' {
    It 'are the names everywhere, with -From and -To as aliases' {
        foreach ($command in 'Get-MlDashExperiment', 'Get-MlDashLog', 'Get-MlDashMetric', 'Export-MlDashMetric', 'Get-MlDashTrack', 'Export-MlDashTrack') {
            (Get-Command $command).Parameters['Since'].Aliases | Should -Contain 'From' -Because $command
            (Get-Command $command).Parameters['Until'].Aliases | Should -Contain 'To' -Because $command
        }
        (Get-MlDashTrack robot/pose -Experiment 'p/*' -Since 2).x | Should -Be 2
    }
}

Describe 'A backslash in a path' {
    It 'separates as a slash does' {
        Invoke-MlDashExperiment deep\er\run {
            'x' | Save-MlDashFile -AsText -Name sub\b.txt -Prefix docs\more
            (Get-MlDashFile docs\more\sub\b.txt).Path | Should -Be 'docs/more/sub/b.txt'
            Test-MlDashFile docs\more\sub\b.txt | Should -BeTrue
        }
        (Get-MlDashExperiment deep\*).Prefix | Should -Be 'deep/er/run'
        Remove-MlDashExperiment deep\er\run -Force
    }
}
