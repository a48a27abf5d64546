BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"

    function New-TestRun([string] $Prefix, [hashtable] $Place) {
        $null = Start-MlDashExperiment $Prefix -Tag kept @Place
        Set-MlDashParam @{ lr = 0.1 }
        1..20 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train/loss
        Write-MlDashLog 'said'
        Add-MlDashTrack pose @{ x = 1 } -Timestamp 1
        'text' | Save-MlDashFile -Name notes/a.lock -AsText
        Complete-MlDashExperiment -PassThru
    }

    function Assert-Whole($Run) {
        ($Run | Get-MlDashMetric train/loss -Points).step | Should -Be (1..20)
        ($Run | Get-MlDashParam lr).Value | Should -Be 0.1
        ($Run | Get-MlDashLog).Message | Should -Be 'said'
        ($Run | Get-MlDashTrack pose).x | Should -Be 1
        $Run | Get-MlDashFileContent notes/a.lock | Should -Be 'text'
        $Run.Tags | Should -Be 'kept'
        $Run.Status | Should -Be 'Completed'
    }
}

AfterAll { Set-TestHome $null }

Describe 'Rename-MlDashExperiment' {
    BeforeEach { $place = @{ Root = Join-Path $TestDrive ([guid]::NewGuid()) } }

    It 'takes the new name, or the destination of a copy, from a script block for each' {
        foreach ($name in 'a', 'b') { $null = New-TestRun "vision/$name" $place }
        (Get-MlDashExperiment vision/* @place | Rename-MlDashExperiment -NewName { $_.Name + '-old' } -PassThru).Prefix |
            Should -Be @('vision/a-old', 'vision/b-old')
        (Get-MlDashExperiment vision/* @place | Copy-MlDashExperiment -Destination { 'kept/' + $_.Name } -PassThru).Prefix |
            Should -Be @('kept/a-old', 'kept/b-old')
        [pscustomobject]@{ Experiment = 'kept/a-old'; NewName = 'c' } | Rename-MlDashExperiment @place
        (Get-MlDashExperiment kept/* @place).Name | Should -Be @('b-old', 'c')
    }

    It 'puts it into a folder, under its own name, when the path ends in a slash' {
        $null = New-TestRun vision/a $place
        (Copy-MlDashExperiment vision/a -Destination vision/sub/ @place -PassThru).Prefix | Should -Be 'vision/sub/a'
        (Copy-MlDashExperiment vision/a -Destination vision\more\ @place -PassThru).Prefix | Should -Be 'vision/more/a'
        (Rename-MlDashExperiment vision/sub/a -NewName other/ @place -PassThru).Prefix | Should -Be 'other/a'
        (Rename-MlDashExperiment other/a -NewName / @place -PassThru).Prefix | Should -Be 'a'
    }

    It 'gives another name in the same folder, and keeps all data and the id' {
        $run = New-TestRun vision/resnet/one $place
        Rename-MlDashExperiment $run two
        $run.Prefix | Should -Be 'vision/resnet/two'
        $found = Get-MlDashExperiment @place
        $found.Prefix | Should -Be 'vision/resnet/two'
        $found.Name | Should -Be 'two'
        $found.Id | Should -Be $run.Id
        Assert-Whole $found
        $document = Get-Content "$($place.Root)/vision/resnet/two/experiment.json" -Raw | ConvertFrom-Json
        $document.prefix | Should -Be 'vision/resnet/two'
        $document.name | Should -Be 'two'
        (Get-Content "$($place.Root)/vision/resnet/two/files/.files_metadata.json" -Raw | ConvertFrom-Json).files.experimentId | Should -BeLike '*/vision/resnet/two'
    }

    It 'moves to another path, and leaves no empty folder' {
        $run = New-TestRun old/folder/one $place | Rename-MlDashExperiment -NewName new\place\two -PassThru
        $run.Prefix | Should -Be 'new/place/two'
        Assert-Whole (Get-MlDashExperiment new/place/two @place)
        "$($place.Root)/old" | Should -Not -Exist
    }

    It 'can be continued and renamed again' {
        $null = New-TestRun p/one $place | Rename-MlDashExperiment -NewName two -PassThru
        $null = Start-MlDashExperiment p/two @place
        Add-MlDashMetric train/loss @{ step = 21 }
        Complete-MlDashExperiment
        Get-MlDashExperiment p/two @place | Rename-MlDashExperiment -NewName one
        (Get-MlDashExperiment p/one @place | Get-MlDashMetric train/loss).TotalPoints | Should -Be 21
    }

    It 'refuses a name that is taken by <What>' -ForEach @(
        @{ What = 'an experiment'; Name = 'other'; Id = 'ExperimentExists' }
        @{ What = 'a folder of experiments'; Name = 'group'; Id = 'ExperimentExists' }
        @{ What = 'the rules'; Name = 'a:b'; Id = 'IllegalPath' }
        @{ What = 'its own folder'; Name = 'p/one/inner'; Id = 'IllegalPath' }
    ) {
        $run = New-TestRun p/one $place
        $null = New-TestRun p/other $place
        $null = New-TestRun p/group/inner $place
        { Rename-MlDashExperiment $run $Name -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        Assert-Whole (Get-MlDashExperiment p/one @place)
    }

    It 'refuses an experiment with others inside, one that is open, and one that is protected' {
        $run = New-TestRun p/one $place
        $inner = New-TestRun p/one/inner $place
        { Rename-MlDashExperiment $run two -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentsInside,*'
        Remove-MlDashExperiment $inner -Force
        $open = Start-MlDashExperiment p/one @place
        { Rename-MlDashExperiment $run two -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentOpen,*'
        $shell = [powershell]::Create().AddScript({ param($Root) Import-Module MlDash; Get-MlDashExperiment p/one -Root $Root | Rename-MlDashExperiment -NewName two }).AddArgument($place.Root)
        $null = $shell.Invoke()
        $shell.Streams.Error.FullyQualifiedErrorId | Should -BeLike 'ExperimentRunning,*'
        $shell.Dispose()
        Complete-MlDashExperiment
        $open | Set-MlDashExperiment -WriteProtected
        { Rename-MlDashExperiment $open two -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentWriteProtected,*'
        (Get-MlDashExperiment @place).Prefix | Should -Be 'p/one'
    }

    It 'changes nothing with -WhatIf' {
        New-TestRun p/one $place | Rename-MlDashExperiment -NewName two -WhatIf
        (Get-MlDashExperiment @place).Prefix | Should -Be 'p/one'
    }
}

Describe 'Copy-MlDashExperiment' {
    BeforeEach { $place = @{ Root = Join-Path $TestDrive ([guid]::NewGuid()) } }

    It 'makes a second experiment with the same data and another id' {
        $run = New-TestRun p/one $place
        $copy = Copy-MlDashExperiment $run two -PassThru
        $copy.Prefix | Should -Be 'p/two'
        $copy.Id | Should -Not -Be $run.Id
        $copy.EndedAt | Should -Be $run.EndedAt
        Assert-Whole (Get-MlDashExperiment p/one @place)
        Assert-Whole (Get-MlDashExperiment p/two @place)
        (Get-Content "$($place.Root)/p/two/files/.files_metadata.json" -Raw | ConvertFrom-Json).files.experimentId | Should -BeLike '*/p/two'
        Get-ChildItem "$($place.Root)/p" -Force | ForEach-Object Name | Should -Be @('one', 'two')
    }

    It 'makes copies that are recorded to by themselves' {
        New-TestRun p/one $place | Copy-MlDashExperiment -Destination q/two
        $null = Start-MlDashExperiment q/two @place
        Add-MlDashMetric train/loss @{ step = 21 }
        'more' | Save-MlDashFile -Name b.txt -AsText
        Complete-MlDashExperiment
        (Get-MlDashExperiment q/two @place | Get-MlDashMetric train/loss -Last 2).step | Should -Be @(20, 21)
        @(Get-MlDashExperiment q/two @place | Get-MlDashFile) | Should -HaveCount 2
        (Get-MlDashExperiment p/one @place | Get-MlDashMetric train/loss).TotalPoints | Should -Be 20
    }

    It 'leaves experiments inside where they are' {
        $run = New-TestRun p/one $place
        $null = New-TestRun p/one/inner $place
        Copy-MlDashExperiment $run two
        (Get-MlDashExperiment @place).Prefix | Should -Be @('p/one', 'p/one/inner', 'p/two')
    }

    It 'refuses a taken name, and leaves nothing' {
        $run = New-TestRun p/one $place
        { Copy-MlDashExperiment $run one -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentExists,*'
        { Copy-MlDashExperiment $run p/one/inner -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalPath,*'
        Get-ChildItem "$($place.Root)/p" -Force | ForEach-Object Name | Should -Be 'one'
    }
}

Describe 'Renaming and copying with a server' {
    BeforeAll {
        $server = Start-TestServer "$TestDrive/data"
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
    }
    AfterAll { Stop-TestServer $server }

    It 'renames on a server within its folder, and says what to do for the rest' {
        $null = New-TestRun p/one $alice
        $null = New-TestRun p/other $alice
        $run = Get-MlDashExperiment -Name one @alice
        Rename-MlDashExperiment $run two
        $found = Get-MlDashExperiment -Name two @alice
        $found.Prefix | Should -Be 'alice/p/two'
        $found.Id | Should -Be $run.Id
        Assert-Whole $found
        Get-MlDashExperiment alice/p/one @alice -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        { Rename-MlDashExperiment $found other -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentExists,*'
        { Rename-MlDashExperiment $found alice/p/else/two -ErrorAction Stop } | Should -Throw -ErrorId 'NotSupportedOnServer,*'
        { Copy-MlDashExperiment $found three -ErrorAction Stop } | Should -Throw -ErrorId 'NotSupportedOnServer,*'
    }

    It 'sends a renamed experiment as a new one' {
        $root = "$TestDrive/sent"
        $run = New-TestRun p/sent $(@{ Root = $root })
        $null = $run | Send-MlDashExperiment @alice
        Rename-MlDashExperiment $run p/again
        $null = Get-MlDashExperiment p/again -Root $root | Send-MlDashExperiment @alice
        (Get-MlDashExperiment -Name sent, again @alice).Name | Sort-Object | Should -Be @('again', 'sent')
        Assert-Whole (Get-MlDashExperiment -Name again @alice)
    }

    It 'refuses to rename what a server has not got yet' {
        $hybrid = @{ Root = "$TestDrive/hybrid"; Remote = 'http://127.0.0.1:1'; UserName = 'alice'; Offline = $true }
        $null = Start-MlDashExperiment p/unsent @hybrid -WarningAction SilentlyContinue
        Complete-MlDashExperiment -WarningAction SilentlyContinue
        $stored = Get-MlDashExperiment p/unsent -Root $hybrid.Root
        { Rename-MlDashExperiment $stored moved -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentUnsent,*'
    }
}
