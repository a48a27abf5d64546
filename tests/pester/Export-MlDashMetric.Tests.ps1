BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"

    function Add-TestMetric([hashtable] $Place) {
        $null = Start-MlDashExperiment exported @Place
        Add-MlDashMetric train/loss @{ step = 1; loss = 0.5; note = 'a, "b"' } -Timestamp 100.25 -Description 'What is "lost"'
        Add-MlDashMetric train/loss @{ step = 2; loss = [double]::NaN; ok = $true } -Timestamp 101
        Add-MlDashMetric train/loss @{ step = 3; loss = [double]::PositiveInfinity; shape = 2, 3 } -Timestamp 101
        Complete-MlDashExperiment
    }
    Add-TestMetric @{ Root = "$TestDrive/runs" }
    $stored = Get-MlDashExperiment exported -Root "$TestDrive/runs"

    function Read-Export([string] $Name, [hashtable] $More = @{}) {
        $file = $stored | Export-MlDashMetric train/loss (Join-Path $TestDrive $Name) -Force -PassThru @More
        [IO.File]::ReadAllText($file.FullName)
    }
}

AfterAll { Set-TestHome $null }

Describe 'Export-MlDashMetric' {
    It 'writes CSV, the time first' {
        (Read-Export out.csv).Split([Environment]::NewLine) | Should -Be @(
            '_ts,loss,note,ok,shape,step', '100.25,0.5,"a, ""b""",,,1', '101,NaN,,true,,2', '101,Infinity,,,"[2,3]",3', '')
    }

    It 'writes JSON lines' {
        $lines = (Read-Export out.jsonl).Split("`n")
        $lines | Should -HaveCount 3
        ($lines[0] | ConvertFrom-Json).note | Should -BeExactly 'a, "b"'
        ($lines[2] | ConvertFrom-Json).shape | Should -Be @(2, 3)
    }

    It 'writes Parquet' {
        Read-Export out.parquet | Should -BeLike 'PAR1*PAR1'
    }

    It 'writes OpenMetrics: a family for each field with numbers, and warns about values that have no place' {
        $text = Read-Export out.prom @{ WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
        $labels = 'experiment="exported",metric="train/loss"'
        $text.Split("`n") | Should -Be @(
            '# TYPE train_loss_loss gauge', '# HELP train_loss_loss What is \"lost\"'
            "train_loss_loss{$labels,field=`"loss`"} 0.5 100.25", "train_loss_loss{$labels,field=`"loss`"} NaN 101"
            '# TYPE train_loss_ok gauge', '# HELP train_loss_ok What is \"lost\"', "train_loss_ok{$labels,field=`"ok`"} 1 101"
            '# TYPE train_loss_step gauge', '# HELP train_loss_step What is \"lost\"'
            "train_loss_step{$labels,field=`"step`"} 1 100.25", "train_loss_step{$labels,field=`"step`"} 2 101"
            '# EOF', '')
        $warned = @($stored | Export-MlDashMetric train/loss "$TestDrive/warned.om" 3>&1)
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike '2 values of train/loss were left out*'
    }

    It 'puts fields whose names become one into one family' {
        $null = Start-MlDashExperiment family -Root "$TestDrive/family"
        Add-MlDashMetric train @{ 'a.b' = 1; a_b = 2 } -Timestamp 1
        Export-MlDashMetric train "$TestDrive/family.om"
        Complete-MlDashExperiment
        $lines = Get-Content "$TestDrive/family.om"
        @($lines -like '# TYPE*') | Should -Be '# TYPE train_a_b gauge'
        @($lines -like 'train_a_b{*') | Should -HaveCount 2
    }

    It 'writes chosen fields of a range, with their times' {
        (Read-Export part.csv @{ Field = 'step'; Since = 101; Until = 101 }).Split([Environment]::NewLine) | Should -Be @('_ts,step', '101,2', '101,3', '')
    }

    It 'takes the format from the extension, and asks for one where the extension says none' {
        { $stored | Export-MlDashMetric train/loss "$TestDrive/out.txt" } | Should -Throw -ErrorId 'UnknownMetricFormat,*'
        { $stored | Export-MlDashMetric train/loss "$TestDrive/out" } | Should -Throw -ErrorId 'UnknownMetricFormat,*'
        $stored | Export-MlDashMetric train/loss "$TestDrive/out.txt" -Format Csv
        [IO.File]::ReadAllLines("$TestDrive/out.txt")[0] | Should -BeLike '_ts,*'
    }

    It 'overwrites nothing without -Force, and leaves nothing of a metric that does not exist' {
        Set-Content "$TestDrive/taken.csv" 'mine' -NoNewline
        { $stored | Export-MlDashMetric train/loss "$TestDrive/taken.csv" } | Should -Throw -ErrorId 'FileExists,*'
        Get-Content "$TestDrive/taken.csv" -Raw | Should -Be 'mine'
        { $stored | Export-MlDashMetric nope "$TestDrive/nope.csv" } | Should -Throw -ErrorId 'MetricNotFound,*'
        "$TestDrive/nope.csv" | Should -Not -Exist
    }

    It 'gives a CSV file that is recorded again as the same points' {
        $null = Read-Export again.csv @{ Field = 'step', 'loss' }
        $null = Start-MlDashExperiment again -Root "$TestDrive/again"
        Import-Csv "$TestDrive/again.csv" | Add-MlDashMetric copy
        $points = @(Get-MlDashMetric copy -Points)
        Complete-MlDashExperiment
        $points.step | Should -Be @(1, 2, 3)
        $points._ts | Should -Be @(100.25, 101, 101)
    }

    It 'exports what is queued, and takes metrics from the pipeline' {
        $null = Start-MlDashExperiment queued -Root "$TestDrive/queued"
        1..500 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Get-MlDashMetric train | Export-MlDashMetric -Path "$TestDrive/queued.csv"
        Complete-MlDashExperiment
        [IO.File]::ReadAllLines("$TestDrive/queued.csv") | Should -HaveCount 501
    }

    Context 'of several metrics' {
        BeforeAll {
            $many = Join-Path $TestDrive 'many'
            foreach ($run in 'p/a', 'p/b') {
                $null = Start-MlDashExperiment $run -Root $many
                Add-MlDashMetric train @{ step = 1; loss = 0.5 } -Timestamp 1
                Add-MlDashMetric train @{ step = 2; loss = 0.25 } -Timestamp 2
                Complete-MlDashExperiment
            }
            $null = Start-MlDashExperiment p/b -Root $many -Resume
            Add-MlDashMetric eval @{ Metric = 'f1'; acc = 0.75 } -Timestamp 3
            Complete-MlDashExperiment
            $csv = Join-Path $TestDrive 'many.csv'
        }

        It 'puts all of them into the one file, each point with its place, its metric and its experiment' {
            Get-MlDashExperiment -Root $many | Export-MlDashMetric train $csv -Force
            $expected = '_ts,loss,step,Index,Metric,Experiment', '1,0.5,1,0,train,p/a', '2,0.25,2,1,train,p/a', '1,0.5,1,0,train,p/b', '2,0.25,2,1,train,p/b'
            [IO.File]::ReadAllLines($csv) | Should -Be $expected
            Export-MlDashMetric train $csv -Experiment 'p/*' -Root $many -Force
            [IO.File]::ReadAllLines($csv) | Should -Be $expected
            Get-MlDashMetric train -Experiment 'p/*' -Root $many | Export-MlDashMetric -Path $csv -Force
            [IO.File]::ReadAllLines($csv) | Should -Be $expected
            Get-MlDashMetric train -Points -Experiment 'p/*' -Root $many | Export-MlDashMetric -Path $csv -Force
            [IO.File]::ReadAllLines($csv) | Should -Be $expected
        }

        It 'takes wildcards and several names, all without one, and leaves their names to fields that have them' {
            Export-MlDashMetric '*a*' $csv -Experiment p/b -Root $many -Force
            $lines = [IO.File]::ReadAllLines($csv)
            $lines | Should -Be @('_ts,Metric,acc,loss,step,Index,Metric#2,Experiment', '3,f1,0.75,,,0,eval,p/b', '1,,,0.5,1,0,train,p/b', '2,,,0.25,2,1,train,p/b')
            Export-MlDashMetric eval, train $csv -Experiment p/b -Root $many -Force
            [IO.File]::ReadAllLines($csv) | Should -Be $lines
            Export-MlDashMetric -Path $csv -Experiment p/b -Root $many -Force
            [IO.File]::ReadAllLines($csv) | Should -Be $lines
            Export-MlDashMetric -LiteralName '*a*' -Path "$TestDrive/none.csv" -Experiment p/b -Root $many -ErrorVariable missing -ErrorAction SilentlyContinue
            $missing[0].FullyQualifiedErrorId | Should -BeLike 'MetricNotFound,*'
            "$TestDrive/none.csv" | Should -Not -Exist
        }

        It 'does so in every format' {
            $file = Join-Path $TestDrive 'many.jsonl'
            Export-MlDashMetric train $file -Experiment 'p/*' -Root $many
            $rows = Get-Content $file | ConvertFrom-Json
            $rows.Experiment | Should -Be @('p/a', 'p/a', 'p/b', 'p/b')
            $rows[3].PSObject.Properties.Name | Select-Object -Last 4 | Should -Be @('_ts', 'Index', 'Metric', 'Experiment')
            $file = Join-Path $TestDrive 'many.prom'
            Export-MlDashMetric train $file -Experiment 'p/*' -Root $many
            @(Get-Content $file | Where-Object { $_ -like 'train_loss{*' }) | Should -Be @(
                'train_loss{experiment="p/a",metric="train",field="loss"} 0.5 1', 'train_loss{experiment="p/a",metric="train",field="loss"} 0.25 2'
                'train_loss{experiment="p/b",metric="train",field="loss"} 0.5 1', 'train_loss{experiment="p/b",metric="train",field="loss"} 0.25 2')
            @(Get-Content $file | Where-Object { $_ -eq '# TYPE train_loss gauge' }) | Should -HaveCount 1
            $file = Join-Path $TestDrive 'many.parquet'
            Export-MlDashMetric train $file -Experiment 'p/*' -Root $many
            [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes($file)) | Should -Match 'Experiment'
        }

        It 'is recorded again without what it says of its origin' {
            Export-MlDashMetric train $csv -Experiment 'p/*' -Root $many -Force
            Invoke-MlDashExperiment p/again -Root $many {
                Import-Csv $csv | Add-MlDashMetric train
                (Get-MlDashMetric train).Last.Fields.Names | Sort-Object | Should -Be @('_ts', 'loss', 'step')
            }
            Remove-MlDashExperiment p/again -Root $many -Force
        }
    }

    It 'writes the same for an experiment on a server' {
        $server = Start-TestServer "$TestDrive/data"
        try {
            Add-TestMetric @{ Remote = $server.Url; UserName = 'alice'; Project = 'p' }
            $remote = Get-MlDashExperiment -Remote $server.Url -UserName alice
            foreach ($name in 'out.csv', 'out.jsonl') {
                $remote | Export-MlDashMetric train/loss "$TestDrive/remote-$name"
                [IO.File]::ReadAllText("$TestDrive/remote-$name") | Should -BeExactly (Read-Export $name)
            }
        } finally { Stop-TestServer $server }
    }
}
