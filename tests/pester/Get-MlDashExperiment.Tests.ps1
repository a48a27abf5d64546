BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $root = Join-Path $TestDrive 'root'
    foreach ($run in @(
            @{ Prefix = 'resnet/one'; Project = 'vision'; Tags = 'baseline', 'gpu'; Bindrs = 'cluster' }
            @{ Prefix = 'resnet/two'; Project = 'vision'; Tags = 'baseline' }
            @{ Prefix = 'empty'; Project = 'vision' }
            @{ Prefix = 'daily'; Project = 'etl'; Tags = 'nightly' })) {
        $null = Start-MlDashExperiment @run -Root $root
        Complete-MlDashExperiment
    }
    $null = Start-MlDashExperiment failing -Project etl -Root $root
    Complete-MlDashExperiment -Status Failed
}

AfterAll { Set-TestHome $null }

Describe 'Get-MlDashExperiment -Filter and -Sort' {
    BeforeAll {
        $many = Join-Path $TestDrive 'many'
        # What is asked for is of every kind: numbers, texts, flags, lists, and nothing at all.
        foreach ($number in 1..12) {
            $null = Start-MlDashExperiment "set/run-$('{0:00}' -f $number)" -Root $many -Tag $(if ($number % 3 -eq 0) { 'third', 'for sale' } else { 'other' })
            $param = @{ batch = 8 * $number; net = @('resnet', 'vit')[$number % 2] }
            if ($number -ne 5) { $param.lr = 1 / $number }
            Set-MlDashParam $param
            if ($number -gt 2) { 1..3 | ForEach-Object { Add-MlDashMetric val @{ step = $_; loss = 10 * $number / $_ } } }
            Complete-MlDashExperiment -Status $(if ($number % 4 -eq 0) { 'Failed' } else { 'Completed' }) -WarningAction SilentlyContinue
        }
        $server = Start-TestServer "$TestDrive/filter-data"
        $there = @{ Remote = $server.Url; UserName = 'alice' }
        Send-MlDashExperiment 'set/*' -Root $many @there -Confirm:$false 6> $null
        # The same by hand, from objects that were read.
        $facts = Get-MlDashExperiment -Root $many | ForEach-Object {
            $param = @{}
            $_ | Get-MlDashParam | ForEach-Object { $param[$_.Name] = $_.Value }
            [pscustomobject] @{
                Name = $_.Name; Status = $_.Status; Tags = $_.Tags; Param = $param
                Loss = @($_ | Get-MlDashMetric val -Points -ErrorAction SilentlyContinue | ForEach-Object loss)
            }
        }
    }

    AfterAll { Stop-TestServer $server }

    It 'finds by <Filter> what Where-Object finds, in a folder and on a server' -ForEach @(
        @{ Filter = 'status = failed'; Where = { $_.Status -eq 'Failed' } }
        @{ Filter = "tags has 'for sale'"; Where = { $_.Tags -contains 'for sale' } }
        @{ Filter = 'params.lr < 0.2'; Where = { $null -ne $_.Param.lr -and $_.Param.lr -lt 0.2 } }
        @{ Filter = 'not exists params.lr'; Where = { $null -eq $_.Param.lr } }
        @{ Filter = 'params.net = RESNET and params.batch >= 48'; Where = { $_.Param.net -eq 'resnet' -and $_.Param.batch -ge 48 } }
        @{ Filter = 'metrics.val.loss.min <= 30'; Where = { $_.Loss.Count -and ($_.Loss | Measure-Object -Minimum).Minimum -le 30 } }
        @{ Filter = 'metrics.val.loss > 20 or status = failed'; Where = { ($_.Loss.Count -and $_.Loss[-1] -gt 20) -or $_.Status -eq 'Failed' } }
        @{ Filter = 'not (tags has third or exists metrics.val.loss)'; Where = { -not ($_.Tags -contains 'third' -or $_.Loss.Count) } }
        @{ Filter = "name ~ 'run-0*' and started > -1d"; Where = { $_.Name -like 'run-0*' } }
        @{ Filter = 'started > 2199-01-01'; Where = { $false } }
    ) {
        $byHand = @($facts | Where-Object $Where | ForEach-Object Name | Sort-Object)
        @(Get-MlDashExperiment -Root $many -Filter $Filter | ForEach-Object Name) | Should -Be $byHand
        @(Get-MlDashExperiment @there -Filter $Filter | ForEach-Object Name | Sort-Object) | Should -Be $byHand
    }

    It 'sorts by <Sort>, those without a value last, in a folder and on a server' -ForEach @(
        @{ Sort = 'params.lr'; Expected = 'run-12', 'run-11', 'run-10' }
        @{ Sort = 'params.lr'; Down = $true; Expected = 'run-01', 'run-02', 'run-03' }
        @{ Sort = 'metrics.val.loss.min'; Expected = 'run-03', 'run-04', 'run-05' }
        @{ Sort = 'metrics.val.loss.max'; Down = $true; Expected = 'run-12', 'run-11', 'run-10' }
        @{ Sort = 'name'; Down = $true; Expected = 'run-12', 'run-11', 'run-10' }
        @{ Sort = 'started'; Expected = 'run-01', 'run-02', 'run-03' }
    ) {
        foreach ($place in @{ Root = $many }, $there) {
            (Get-MlDashExperiment @place -Sort $Sort -Descending:([bool] $Down) -First 3).Name | Should -Be $Expected
            (Get-MlDashExperiment @place -Sort $Sort -Descending:([bool] $Down)).Count | Should -Be 12
        }
    }

    It 'combines a filter with the other parameters' {
        (Get-MlDashExperiment 'set/run-0*' -Root $many -Tag third -Filter 'params.lr < 0.3').Name | Should -Be @('run-06', 'run-09')
        (Get-MlDashExperiment -Root $many -Filter 'exists params.lr' -First 2).Name | Should -Be @('run-12', 'run-11')
        (Get-MlDashExperiment @there -Filter 'exists params.lr' -First 2).Name | Should -Be @('run-12', 'run-11')
        ('set/run-02', 'set/run-01' | Get-MlDashExperiment -Root $many -Sort params.lr -Descending).Name | Should -Be @('run-01', 'run-02')
        { Get-MlDashExperiment set/run-01 -Root $many -Filter failed -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound,*'
    }

    It 'returns whole experiments, with what facts leave out' {
        $null = Start-MlDashExperiment set/whole -Root "$TestDrive/whole" -Description ('long ' * 500) -Metadata @{ seen = 1 }
        Set-MlDashParam @{ x = 1 }
        Complete-MlDashExperiment
        foreach ($way in @{ Filter = 'params.x = 1' }, @{ Sort = 'params.x' }) {
            $found = Get-MlDashExperiment -Root "$TestDrive/whole" @way
            $found.Description.Length | Should -Be 2500
            $found.Metadata.seen | Should -Be 1
        }
    }

    It 'sees what an open experiment has just recorded, and returns that experiment' {
        $open = Start-MlDashExperiment set/open -Root "$TestDrive/open"
        Set-MlDashParam @{ fresh = 7 }
        Get-MlDashExperiment -Root "$TestDrive/open" -Filter 'params.fresh = 7' | Should -Be $open
        Get-MlDashExperiment -Root "$TestDrive/open" -Sort params.fresh | Should -Be $open
        Complete-MlDashExperiment
    }

    It 'says at which character a filter is wrong' {
        { Get-MlDashExperiment -Root $many -Filter 'params.lr <' } | Should -Throw '*at character 12*' -ErrorId 'IllegalFilter,*'
        { Get-MlDashExperiment -Root $many -Sort loss } | Should -Throw -ErrorId 'IllegalRunColumn,*'
        { Get-MlDashExperiment -Root $many -Descending } | Should -Throw -ErrorId 'SortMissing,*'
    }

    It 'completes <Line> to <Expected>' -Tag Wine -ForEach @(
        @{ Line = "-Filter 'params.l"; Expected = "'params.lr'" }
        @{ Line = "-Filter 'status = fai"; Expected = "'status = failed'"; IsWhole = $true }
        @{ Line = "-Filter 'tags has f"; Expected = "'tags has `"for sale`"'"; IsWhole = $true }
        @{ Line = "-Filter 'params.net = v"; Expected = "'params.net = vit'"; IsWhole = $true }
        @{ Line = "-Filter 'failed a"; Expected = "'failed and'" }
        @{ Line = '-Sort metrics.val.loss.mi'; Expected = 'metrics.val.loss.min'; IsWhole = $true }
    ) {
        $text = "Get-MlDashExperiment -Root '$many' $Line"
        [Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches.CompletionText | Should -Be $Expected
        # What is whole can be asked for.
        if ($IsWhole) { Invoke-Expression "Get-MlDashExperiment -Root '$many' $($Line -replace ' .*') $Expected" | Should -Not -BeNullOrEmpty }
    }
}

Describe 'Get-MlDashExperiment' {
    It 'finds all of them, in the order of their paths' {
        (Get-MlDashExperiment -Root $root).Prefix | Should -Be @('etl/daily', 'etl/failing', 'vision/empty', 'vision/resnet/one', 'vision/resnet/two')
    }

    It 'lets Where-Object Tags -contains find those with a tag, whether they have none, one or many' {
        (Get-MlDashExperiment -Root $root | Where-Object Tags -contains baseline).Name | Should -Be @('one', 'two')
    }

    It 'filters by <Name>' -ForEach @(
        @{ Name = 'prefix'; Filter = @{ Prefix = 'vision/resnet/*' }; Expected = 'one', 'two' }
        @{ Name = 'prefix inside the project'; Filter = @{ Prefix = 'resnet/one' }; Expected = 'one' }
        @{ Name = 'project'; Filter = @{ Project = 'et*' }; Expected = 'daily', 'failing' }
        @{ Name = 'name'; Filter = @{ Name = '*ai*' }; Expected = 'daily', 'failing' }
        @{ Name = 'tag'; Filter = @{ Tag = 'baseline', 'g*' }; Expected = 'one' }
        @{ Name = 'bindr'; Filter = @{ Bindr = 'cluster' }; Expected = 'one' }
        @{ Name = 'status'; Filter = @{ Status = 'Failed' }; Expected = 'failing' }
    ) {
        (Get-MlDashExperiment @Filter -Root $root).Name | Should -Be $Expected
    }

    It 'gives the newest first with -First' {
        (Get-MlDashExperiment -Root $root -First 2).Name | Should -Be @('failing', 'daily')
    }

    It 'streams: a consumer that stops early gets what it asked for' {
        (Get-MlDashExperiment -Root $root | Select-Object -First 1).Name | Should -Be 'daily'
    }

    It 'reports a literal name without an experiment, but not a wildcard' {
        { Get-MlDashExperiment nothing -Root $root -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound,*'
        Get-MlDashExperiment 'nothing*' -Root $root | Should -BeNullOrEmpty
    }

    It 'finds nothing in a root that does not exist, and says so' {
        $missing = Join-Path $TestDrive 'no-root'
        Get-MlDashExperiment -Root $missing -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -Be "The folder '$missing' does not exist."
    }

    It 'warns of a broken document, and hides no other' {
        $broken = Join-Path $TestDrive 'broken'
        $null = Start-MlDashExperiment good -Root $broken
        Complete-MlDashExperiment
        $null = New-Item (Join-Path $broken 'bad') -ItemType Directory -Force
        Set-Content (Join-Path $broken 'bad' 'experiment.json') '{"name": ' -NoNewline
        (Get-MlDashExperiment -Root $broken -WarningVariable warnings -WarningAction SilentlyContinue).Name | Should -Be 'good'
        "$warnings" | Should -BeLike '*experiment.json*'
    }

    It 'shows a run whose process is gone as Crashed' {
        $null = Start-MlDashExperiment gone -Root $root
        Complete-MlDashExperiment
        $file = Join-Path $root 'gone' 'experiment.json'
        $text = (Get-Content $file -Raw).Replace('"COMPLETED"', '"RUNNING"') -replace '"pid": ?\d+', '"pid":999999999'
        Set-Content $file $text -NoNewline
        (Get-MlDashExperiment gone -Root $root).Status | Should -Be 'Crashed'
    }

    It 'says whose an experiment is and which server has it' {
        $server = Start-TestServer "$TestDrive/owner-data"
        try {
            $there = @{ Remote = $server.Url; UserName = 'alice' }
            $local = Start-MlDashExperiment owner/run -Project vision -Root "$TestDrive/owner"
            $local.Owner ?? $local.Server | Should -BeNullOrEmpty
            Complete-MlDashExperiment
            $hybrid = Start-MlDashExperiment both -Project vision -Root "$TestDrive/owner" @there -Description 'in two places'
            $hybrid.Owner | Should -BeNullOrEmpty
            $hybrid.Server | Should -BeExactly "$($server.Url)/"
            Complete-MlDashExperiment
            $remote = Get-MlDashExperiment -Project vision @there
            $remote.Owner, $remote.Project, $remote.Server, $remote.Description | Should -Be @('alice', 'vision', "$($server.Url)/", 'in two places')
            $null = Receive-MlDashExperiment $remote.Prefix @there -Destination "$TestDrive/received"
            $received = Get-MlDashExperiment -Root "$TestDrive/received"
            $received.Owner, $received.Project | Should -Be @('alice', 'vision')
            $remote | Format-List | Out-String | Should -Match 'Owner\s+: alice\s+Server\s+: http'
        } finally {
            Stop-TestServer $server
        }
    }
}
