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
