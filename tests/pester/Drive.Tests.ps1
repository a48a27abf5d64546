BeforeAll {
    Import-Module MlDash -Force
    # What moves the location below leaves it in a folder that is deleted; later files start where this one did.
    Push-Location $TestDrive
    $root = Join-Path $TestDrive 'root'
    foreach ($run in 'resnet/one', 'resnet/two', 'resnet/one/inner', 'flat') {
        $null = Start-MlDashExperiment $run -Project vision -Root $root
        Set-MlDashParam @{ lr = 0.1; 'data/set' = 'train'; shape = 2, 3 }
        foreach ($step in 1..3) {
            Add-MlDashMetric train @{ step = $step }
            Add-MlDashMetric train/inner @{ step = $step * 10 }
            Add-MlDashTrack robot/pose @{ x = $step } -Timestamp $step
            Write-MlDashLog "line $step"
        }
        "first`nsecond`n" | Save-MlDashFile -Name notes/a.txt -AsText
        Save-MlDashFile -InputObject ([byte[]](0, 255, 10)) -Name b.bin -AsBytes
        Complete-MlDashExperiment
    }
    $null = Start-MlDashExperiment daily -Project etl -Root $root
    Complete-MlDashExperiment
    $null = New-PSDrive -Name Runs -PSProvider MlDash -Root $root -Scope Global
    $one = 'Runs:/vision/resnet/one'

    # PowerShell joins paths with the separator of the system.
    filter ConvertTo-Slash { "$_" -replace '\\', '/' }
}

AfterAll {
    Pop-Location
    Remove-PSDrive Runs -Scope Global -Force
}

Describe 'A drive over a folder' {
    It 'shows the folders of its root, how many experiments each holds, and which is a project' {
        $items = Get-ChildItem Runs:/
        $items.Name | Should -Be @('etl', 'vision')
        $items.Kind | Should -Be @('Project', 'Project')
        $items.Count | Should -Be 2
        @($items.ForEach({ $_.psbase.Count })) | Should -Be @(1, 4)
        (Get-Item Runs:/vision/resnet).Kind | Should -Be 'Folder'
        (Get-Item Runs:/).Kind | Should -Be 'Root'
    }

    It 'gives the experiments themselves, which every command takes from the pipeline' {
        $experiments = Get-ChildItem Runs:/vision/resnet
        $experiments.Prefix | Should -Be @('vision/resnet/one', 'vision/resnet/two')
        $experiments[0].PSObject.TypeNames | Should -Contain 'MlDash.Experiment'
        ($experiments | Get-MlDashMetric train).TotalPoints | Should -Be @(3, 3)
        $experiments[0].PSChildName | Should -Be 'one'
        $experiments[0].PSIsContainer | Should -BeTrue
        "$($experiments[0].PSDrive)" | Should -Be 'Runs'
    }

    It 'shows the data of an experiment, and the experiments inside its folder' {
        (Get-ChildItem $one).PSChildName | Should -Be @('logs', 'metrics', 'params', 'tracks', 'files', 'inner')
        (Get-ChildItem $one/metrics).TotalPoints | Should -Be 3
        (Get-ChildItem $one/metrics/train).Name | Should -Be 'train/inner'
        (Get-ChildItem $one/params).Name | Should -Be @(Get-MlDashExperiment vision/resnet/one -Root $root | Get-MlDashParam).Name
        (Get-ChildItem $one/tracks/robot).Topic | Should -Be 'robot/pose'
        (Get-ChildItem $one/files).PSChildName | Should -Be @('notes', 'b.bin')
        (Get-ChildItem $one/files/notes).Checksum | Should -Match '^[0-9a-f]{64}$'
        (Get-ChildItem $one/inner).PSChildName | Should -Be @('logs', 'metrics', 'params', 'tracks', 'files')
    }

    It 'lists all below with -Recurse, as deep as -Depth says' {
        $names = Get-ChildItem Runs:/vision -Recurse -Name | ConvertTo-Slash
        $names | Should -Contain 'resnet/one/inner/files/notes/a.txt'
        $names | Should -Contain 'flat/metrics/train/inner'
        @(Get-ChildItem Runs:/vision -Recurse).Count | Should -Be @($names).Count
        Get-ChildItem Runs:/ -Depth 1 -Name | ConvertTo-Slash | Should -Be @('etl', 'vision', 'etl/daily', 'vision/flat', 'vision/resnet')
        (Get-ChildItem Runs:/ -Depth 1).PSChildName | Should -Be @('etl', 'daily', 'vision', 'flat', 'resnet')
    }

    It 'shows all that it lists in one table, whatever kinds lie in one folder' {
        $open = Start-MlDashExperiment alpha -Project mixed -Root $root
        try {
            Add-MlDashMetric train @{ loss = 0.5 }
            Add-MlDashMetric eval/acc @{ value = 1 }
            'x' | Save-MlDashFile -Name c.txt -AsText
            'x' | Save-MlDashFile -Name notes/b.txt -AsText
            Start-MlDashExperiment inner/run -Project mixed -Root $root | Complete-MlDashExperiment
            Start-MlDashExperiment beta -Project mixed -Root $root -Tag t | Complete-MlDashExperiment
            foreach ($folder in @{ Path = ''; Rows = 3 }, @{ Path = '/alpha'; Rows = 5 }, @{ Path = '/alpha/metrics'; Rows = 2 }, @{ Path = '/alpha/files'; Rows = 2 }) {
                $shown = (Get-ChildItem "Runs:/mixed$($folder.Path)" | Out-String -Width 100) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
                $shown[0] | Should -Be "   Directory: Runs:/mixed$($folder.Path)"
                $shown[1] | Should -Match '^Name +Kind +Size +Updated +Details$'
                $shown[2] | Should -Match '^[- ]+$'
                $shown | Should -HaveCount (3 + $folder.Rows)
                $shown | Should -Not -Match ' : '
            }
            Get-ChildItem Runs:/mixed | Out-String -Width 100 | Should -Match '(?m)^alpha +Experiment .*Running\r?$'
            Get-ChildItem Runs:/mixed/alpha/metrics | Out-String -Width 100 | Should -Match '(?m)^train +Metric +1 points .*loss=0\.5\r?$'
            # The open one is the very object that others have: it is as it was.
            $open.PSObject.TypeNames[0] | Should -Be 'MlDash.Experiment'
            $kept = Get-ChildItem Runs:/mixed
            $kept | Out-String -Width 100 | Should -Not -Match ' : '
        }
        finally {
            $open | Complete-MlDashExperiment
            Get-MlDashExperiment -Root $root -Project mixed | Remove-MlDashExperiment -Force
        }
    }

    It 'lists what fits -Filter or -Include' {
        (Get-ChildItem Runs:/vision -Recurse -Filter '*.txt').FilePath | Should -Be (@('notes/a.txt') * 4)
        Get-ChildItem Runs:/vision/resnet -Filter 't*' -Name | Should -Be 'two'
        (Get-ChildItem Runs:/vision/resnet -Recurse -Include lr).Value | Should -Be @(0.1, 0.1, 0.1)
    }

    It 'gets <Path> as what it is' -ForEach @(
        @{ Path = ''; Type = 'MlDash.Experiment' }
        @{ Path = '/logs'; Type = 'MlDash.DriveItem' }
        @{ Path = '/metrics'; Type = 'MlDash.DriveItem' }
        @{ Path = '/metrics/train'; Type = 'MlDash.MetricInfo' }
        @{ Path = '/metrics/train/inner'; Type = 'MlDash.MetricInfo' }
        @{ Path = '/params/lr'; Type = 'MlDash.Parameter' }
        @{ Path = '/tracks/robot'; Type = 'MlDash.DriveItem' }
        @{ Path = '/tracks/robot/pose'; Type = 'MlDash.TrackInfo' }
        @{ Path = '/files/notes/a.txt'; Type = 'MlDash.DriveFile' }
    ) {
        (Get-Item "$one$Path").PSObject.TypeNames[0] | Should -Be $Type
        Test-Path "$one$Path" | Should -BeTrue
    }

    It 'finds by wildcards on the way and at the end, and nothing is no error' {
        (Get-Item Runs:/vis*/*/t*).Prefix | Should -Be 'vision/resnet/two'
        (Get-Item 'Runs:/vision/resnet/[no]*/metrics/tr?in').TotalPoints | Should -Be 3
        Get-Item Runs:/none* -ErrorAction Stop | Should -BeNullOrEmpty
        Test-Path Runs:/v* | Should -BeTrue
        Test-Path Runs:/x* | Should -BeFalse
    }

    It 'reports a literal name without an item' {
        { Get-Item Runs:/vision/none -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
        { Get-ChildItem Runs:/vision/none -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
        { Get-Content $one/metrics/none -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'does not have <Path>' -ForEach @(
        @{ Path = 'Runs:/vision/none' }
        @{ Path = 'Runs:/vision/resnet/one/logs/0' }
        @{ Path = 'Runs:/vision/resnet/one/files/notes/b.txt' }
        @{ Path = 'Runs:/vision/resnet/one/metrics/tr' }
        @{ Path = 'Runs:/a:b' }
        @{ Path = 'Runs:/CON' }
        @{ Path = 'Runs:/%2E%2E' }
        @{ Path = 'Runs:/%2E%2E/root' }
        @{ Path = 'Runs:/..%2Froot' }
        @{ Path = 'Runs:/vision%2Fflat' }
        @{ Path = 'Runs:/vision/%2F' }
        @{ Path = 'MlDash::/None/vision' }
    ) {
        Test-Path $Path | Should -BeFalse
    }

    It 'never leaves its root by dots' {
        { Get-ChildItem Runs:/../.. -ErrorAction Stop } | Should -Throw
        (Get-Item Runs:/vision/../etl/daily).Prefix | Should -Be 'etl/daily'
    }

    It 'finds its items again by PSPath alone, from anywhere' {
        (Get-ChildItem $one/files -Recurse | Get-Item).PSPath | Should -Be (Get-ChildItem $one/files -Recurse).PSPath
        (Get-Item -LiteralPath (Get-Item $one).PSPath).Prefix | Should -Be 'vision/resnet/one'
        (Get-Item (Get-Item $one).PSParentPath).PSChildName | Should -Be 'resnet'
    }

    It 'offers names to complete a path' {
        Get-ChildItem Runs:/vis* -Name | Should -Be 'vision'
        $ExecutionContext.InvokeProvider.ChildItem.GetNames('Runs:/vision/resnet/one/m*/tr*', 'ReturnMatchingContainers', $false) | Should -Be 'train'
        $ExecutionContext.SessionState.Path.GetResolvedPSPathFromPSPath('Runs:/vision/r*').Path | ConvertTo-Slash | Should -Be 'Runs:/vision/resnet'
    }
}

Describe 'The location in a drive' {
    AfterEach { Set-Location "$TestDrive" }

    It 'makes paths relative' {
        Set-Location Runs:/vision/resnet
        (Get-Item one).Prefix | Should -Be 'vision/resnet/one'
        (Get-Item ../flat).Prefix | Should -Be 'vision/flat'
        (Get-ChildItem .).PSChildName | Should -Be @('one', 'two')
        Set-Location one/metrics
        Get-Location | ConvertTo-Slash | Should -Be 'Runs:/vision/resnet/one/metrics'
        (Get-Item train).TotalPoints | Should -Be 3
        Set-Location ../../../../..
        Get-Location | ConvertTo-Slash | Should -Be 'Runs:/'
        { Set-Location vision/resnet/one/logs -ErrorAction Stop } | Should -Throw
    }

    It 'leaves the roots of commands where the file system stands' {
        Set-Location "$TestDrive"
        Set-Location Runs:/vision
        (Get-MlDashExperiment flat -Root root).Prefix | Should -Be 'vision/flat'
        { Get-MlDashExperiment -Root Env:/x } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
    }
}

Describe 'The content of an item' {
    It 'is the entries of a log' {
        (Get-Content $one/logs).Message | Should -Be @('line 1', 'line 2', 'line 3')
        (Get-Content $one/logs -TotalCount 2).Message | Should -Be @('line 1', 'line 2')
        @(Get-Content $one/logs)[0].PSObject.TypeNames | Should -Contain 'MlDash.LogEntry'
    }

    It 'is the points of a metric, whether others lie below it or not' {
        (Get-Content $one/metrics/train).step | Should -Be @(1, 2, 3)
        Get-Content $one/metrics/train | Format-Table | Out-String | Should -Not -Match 'PSPath|ReadCount'
        (Get-Content $one/metrics/train/inner -TotalCount 2).step | Should -Be @(10, 20)
        @(Get-Content $one/metrics/train)[0].PSObject.TypeNames | Should -Contain 'MlDash.MetricPoint'
        @(Get-Content $one/metrics/train -ReadCount 2)[0].step | Should -Be @(1, 2)
        @(Get-Content $one/metrics/train -ReadCount 0)[0].step | Should -Be @(1, 2, 3)
    }

    It 'is the parameters, or the value of one' {
        @(Get-Content $one/params).Name | Should -Contain 'lr'
        Get-Content $one/params/lr | Should -Be 0.1
        Get-Content $one/params/data%2Fset | Should -Be 'train'
    }

    It 'is the entries of a track' {
        (Get-Content $one/tracks/robot/pose).Timestamp | Should -Be @(1, 2, 3)
    }

    It 'is lines of a file, one text, or bytes' {
        Get-Content $one/files/notes/a.txt | Should -Be @('first', 'second')
        Get-Content $one/files/notes/a.txt -TotalCount 1 | Should -Be 'first'
        Get-Content $one/files/notes/a.txt -Raw | Should -BeExactly "first`nsecond`n"
        Get-Content $one/files/b.bin -AsByteStream | Should -Be @(0, 255, 10)
        , (Get-Content $one/files/b.bin -AsByteStream -Raw) | Should -BeOfType ([byte[]])
    }

    It 'is read in the encoding named' {
        $null = Start-MlDashExperiment encodings -Project etl -Root $root
        Save-MlDashFile -InputObject ([Text.Encoding]::GetEncoding('iso-8859-1').GetBytes('größe')) -Name latin.txt -AsBytes
        Save-MlDashFile -InputObject ([Text.Encoding]::BigEndianUnicode.GetBytes('größe')) -Name wide.txt -AsBytes
        Complete-MlDashExperiment
        Get-Content Runs:/etl/encodings/files/latin.txt -Encoding iso-8859-1 | Should -BeExactly 'größe'
        Get-Content Runs:/etl/encodings/files/wide.txt -Encoding bigendianunicode -Raw | Should -BeExactly 'größe'
        { Get-Content Runs:/etl/encodings/files/wide.txt -Encoding none -ErrorAction Stop } | Should -Throw -ErrorId 'UnknownEncoding,*'
    }

    It 'is refused at the end of a file whose bytes are not those that were saved' {
        $null = Start-MlDashExperiment damaged -Project etl -Root $root
        'right' | Save-MlDashFile -Name a.txt -AsText
        Complete-MlDashExperiment
        $stored = [IO.Directory]::GetFiles((Join-Path $root 'etl/damaged/files'), 'a.txt', 'AllDirectories')[0]
        Set-Content $stored 'wrong' -NoNewline
        { Get-Content Runs:/etl/damaged/files/a.txt -Raw -ErrorAction Stop } | Should -Throw '*SHA-256*'
    }

    It 'is nothing for a folder, and of a log there is no -Raw' {
        { Get-Content Runs:/vision -ErrorAction Stop } | Should -Throw -ErrorId 'NoContent,*'
        { Get-Content $one/files -ErrorAction Stop } | Should -Throw -ErrorId 'NoContent,*'
        { Get-Content $one/logs -Raw } | Should -Throw -ErrorId 'NamedParameterNotFound,*'
    }

    It 'is read, not written' {
        { $ExecutionContext.InvokeProvider.Content.Clear("$one/logs") } | Should -Throw '*cannot be written*'
        { Set-Content $one/logs 'x' -ErrorAction Stop } | Should -Throw -ErrorId 'NotWritable,*'
        { Add-Content $one/logs 'x' -ErrorAction Stop } | Should -Throw -ErrorId 'NotWritable,*'
        { Clear-Content $one/logs -ErrorAction Stop } | Should -Throw '*cannot be written*'
        { $ExecutionContext.InvokeProvider.Content.GetWriter("$one/files/b.bin") } | Should -Throw '*cannot be written*'
        @(Get-Content $one/logs).Count | Should -Be 3
    }

    It 'has what an open experiment recorded a moment ago' {
        $open = Start-MlDashExperiment live -Project etl -Root $root
        foreach ($step in 1..20) { Add-MlDashMetric train @{ step = $step } }
        (Get-Item Runs:/etl/live/metrics/train).TotalPoints | Should -Be 20
        Add-MlDashMetric train @{ step = 21 }
        @(Get-Content Runs:/etl/live/metrics/train)[-1].step | Should -Be 21
        (Get-Item Runs:/etl/live).IsOpen | Should -BeTrue
        { Remove-Item Runs:/etl/live -Recurse -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentOpen,*'
        Complete-MlDashExperiment -Experiment $open
    }
}

Describe 'Remove-Item in a drive' {
    BeforeEach {
        foreach ($run in 'a', 'a/inner', 'b') {
            $null = Start-MlDashExperiment $run -Project gone -Root $root
            foreach ($name in 'top.txt', 'in/one.txt', 'in/two.txt') { 'x' | Save-MlDashFile -Name $name -AsText }
            Complete-MlDashExperiment
        }
    }

    It 'removes experiments one by one, and a project with all of its own' {
        Remove-Item Runs:/gone/a -Recurse -WhatIf
        (Get-ChildItem Runs:/gone).PSChildName | Should -Be @('a', 'b')
        Remove-Item Runs:/gone/a -Recurse
        (Get-ChildItem Runs:/gone).PSChildName | Should -Be 'b'
        Remove-Item Runs:/gone -Recurse
        Test-Path Runs:/gone | Should -BeFalse
        (Join-Path $root 'gone') | Should -Not -Exist
        Test-Path Runs:/vision/flat | Should -BeTrue
    }

    It 'removes files, and a folder of files' {
        Remove-Item Runs:/gone/b/files/top.txt
        Get-ChildItem Runs:/gone/b/files -Recurse -Name | ConvertTo-Slash | Should -Be @('in', 'in/one.txt', 'in/two.txt')
        Remove-Item Runs:/gone/b/files/in -Recurse
        Get-ChildItem Runs:/gone/b/files | Should -BeNullOrEmpty
        # A file of the same path in the current folder is another one.
        Set-Location "$TestDrive"
        Set-Content (Join-Path "$TestDrive" 'top.txt') 'mine' -NoNewline
        Get-Item Runs:/gone/a/files/*.txt | Remove-Item
        (Get-ChildItem Runs:/gone/a/files).PSChildName | Should -Be 'in'
        (Join-Path "$TestDrive" 'top.txt') | Should -Exist
    }

    It 'goes on after an experiment that is write-protected' {
        Get-Item Runs:/gone/a/inner | Set-MlDashExperiment -WriteProtected
        Remove-Item Runs:/gone -Recurse -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ExperimentWriteProtected,*'
        (Get-ChildItem Runs:/gone -Recurse -Depth 1).PSChildName | Should -Contain 'inner'
        Test-Path Runs:/gone/b | Should -BeFalse
        Get-Item Runs:/gone/a/inner | Set-MlDashExperiment -WriteProtected:$false
        Remove-Item Runs:/gone -Recurse
    }

    It 'removes nothing of what was recorded inside an experiment' -ForEach @(
        @{ Path = 'Runs:/vision/flat/logs' }, @{ Path = 'Runs:/vision/flat/metrics/train/inner' }, @{ Path = 'Runs:/vision/flat/params/lr' }, @{ Path = 'Runs:/vision/flat/tracks' }
    ) {
        { Remove-Item $Path -Recurse -ErrorAction Stop } | Should -Throw -ErrorId 'NotRemovable,*'
        Test-Path $Path | Should -BeTrue
    }

    It 'removes nothing without being asked to, and never a root' {
        { $ExecutionContext.InvokeProvider.Item.Remove('Runs:/gone/a', $false) } | Should -Throw '*is not empty*'
        { Remove-Item Runs:/ -Recurse -ErrorAction Stop } | Should -Throw
        Test-Path Runs:/gone/a | Should -BeTrue
    }
}

Describe 'Copying out of a drive' {
    It 'is what Receive-MlDashFile does with its items' {
        $out = Join-Path $TestDrive 'out'
        $null = Get-ChildItem $one/files -Recurse | Where-Object PSIsContainer -eq $false | Receive-MlDashFile -Destination "$out/"
        Get-Content (Join-Path $out 'notes' 'a.txt') -Raw | Should -Be "first`nsecond`n"
        (Join-Path $out 'b.bin') | Should -Exist
    }

    It 'is refused by Copy-Item, which knows no copy between providers' {
        { Copy-Item $one/files/b.bin "$TestDrive" -ErrorAction Stop } | Should -Throw -ErrorId 'CopyItemSourceAndDestinationNotSameProvider,*'
        { Copy-Item $one/files/b.bin Runs:/vision/flat/files/b.bin -ErrorAction Stop } | Should -Throw -ErrorId 'NotCopied,*'
    }
}

Describe 'Names in a drive' {
    It 'may hold blanks, brackets, signs and letters of any script' {
        $names = 'a b', 'x[1]', '100%', '50%25', "it's", 'größe', 'a;b', '$x', '名前', '~', '-dash'
        foreach ($name in $names) {
            $null = Start-MlDashExperiment $name -Project odd -Root $root
            Set-MlDashParam @{ $name = 1 }
            Add-MlDashMetric $name @{ step = 1 }
            'x' | Save-MlDashFile -Name "$name.txt" -AsText
            Complete-MlDashExperiment
        }
        @(Get-ChildItem Runs:/odd).Count | Should -Be $names.Count
        foreach ($experiment in Get-ChildItem Runs:/odd) {
            $name = $experiment.Name
            $names | Should -Contain $name
            (Get-Item -LiteralPath "Runs:/odd/$($experiment.PSChildName)/files/$($experiment.PSChildName).txt").Name | Should -BeExactly "$name.txt"
            @(Get-ChildItem -LiteralPath $experiment.PSPath -Recurse -Name).Count | Should -Be 8
            (Get-Item -LiteralPath "Runs:/odd/$($experiment.PSChildName)/metrics/$($experiment.PSChildName)").TotalPoints | Should -Be 1
        }
        Remove-Item Runs:/odd -Recurse
    }

    It 'write what a path cannot hold with percent signs' {
        $null = Start-MlDashExperiment keys -Project etl -Root $root
        $keys = 'a/b', 'a\b', '.', '..', '../../etc', "line`nfeed", '%41', '*'
        foreach ($key in $keys) { Set-MlDashParam @{ $key = $key } }
        Complete-MlDashExperiment
        $items = Get-ChildItem Runs:/etl/keys/params
        @($items).Count | Should -Be $keys.Count
        foreach ($item in $items) { Get-Content -LiteralPath $item.PSPath | Should -BeExactly $item.Name }
        $items.PSChildName | Should -Contain '%2E%2E%2F%2E%2E%2Fetc'.Replace('%2E', '.')
    }

    It 'are told apart as the file system tells them' {
        $matters = [IO.Directory]::Exists((Join-Path $root 'VISION'))
        Test-Path Runs:/VISION | Should -Be $matters
        Test-Path Runs:/vision/flat/METRICS | Should -Be $matters
        Test-Path Runs:/vision/flat/metrics/TRAIN | Should -Be $matters
    }
}

Describe 'A drive over 200 experiments' {
    It 'lists them all, and each under its folder' {
        $many = Join-Path $TestDrive 'many'
        foreach ($number in 0..199) {
            $null = Start-MlDashExperiment "group-$($number % 10)/run-$number" -Project sweep -Root $many
            Complete-MlDashExperiment
        }
        $null = New-PSDrive -Name Many -PSProvider MlDash -Root $many -Scope Global
        (Get-Item Many:/sweep).psbase.Count | Should -Be 200
        @(Get-ChildItem Many:/sweep/group-3).Count | Should -Be 20
        @(Get-ChildItem Many:/ -Depth 2 | Where-Object Status -eq Completed).Count | Should -Be 200
        @(Get-Item Many:/sweep/*/run-1*).Count | Should -Be 111
        (Get-ChildItem Many:/sweep -Depth 1 | Select-Object -First 1).PSChildName | Should -Be 'group-0'
        Remove-PSDrive Many -Scope Global -Force
    }
}

Describe 'The drive MlDash:' {
    AfterEach { [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', $null) }

    It 'is there after the import, over the root that commands mean when none is named' {
        [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', $root)
        (Get-Item MlDash:/vision/flat).Prefix | Should -Be 'vision/flat'
        [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', (Join-Path $TestDrive 'elsewhere'))
        Get-ChildItem MlDash:/ | Should -BeNullOrEmpty
        Test-Path MlDash:/ | Should -BeTrue
        [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', $null)
        Set-Location "$TestDrive"
        $null = Start-MlDashExperiment here
        Complete-MlDashExperiment
        (Get-Item MlDash:/here).Root | Should -Be (Join-Path "$TestDrive" 'experiments')
        Set-Location MlDash:/
        (Get-ChildItem .).PSChildName | Should -Be 'here'
        Set-Location "$TestDrive"
    }

    It 'comes and goes with the module, in each runspace of its own' {
        $script = {
            param($Root)
            $session = $ExecutionContext.SessionState
            Import-Module MlDash
            Import-Module MlDash -Force
            $drive = $session.Drive.New([Management.Automation.PSDriveInfo]::new('Other', $session.Provider.GetOne('MlDash'), $Root, '', $null), 'global')
            $ExecutionContext.InvokeProvider.ChildItem.Get('Other:/vision', $false).PSChildName -join ','
            Remove-Module MlDash
            "$($session.Provider.GetAll().Name -contains 'MlDash') $($session.Drive.GetAll().Name -contains 'MlDash') $($session.Drive.GetAll().Name -contains 'Other')"
            Import-Module MlDash
            $ExecutionContext.InvokeProvider.Item.Exists('MlDash:/')
        }
        $shells = foreach ($number in 1..3) {
            $shell = [powershell]::Create().AddScript($script.ToString()).AddArgument($root)
            [pscustomobject]@{ Shell = $shell; Result = $shell.BeginInvoke() }
        }
        foreach ($one in $shells) {
            $one.Shell.EndInvoke($one.Result) | Should -Be @('flat,resnet', 'False False False', $true)
            $one.Shell.Streams.Error | Should -BeNullOrEmpty
            $one.Shell.Dispose()
        }
        (Get-Item Runs:/vision/flat).Prefix | Should -Be 'vision/flat'
    }
}

Describe 'New-PSDrive' {
    It 'refuses a root that is no folder, and a login without a server' {
        { New-PSDrive -Name None -PSProvider MlDash -Root "$TestDrive/none" -ErrorAction Stop } | Should -Throw -ErrorId 'RootNotFound,*'
        { New-PSDrive -Name None -PSProvider MlDash -Root $root -UserName alice -ErrorAction Stop } | Should -Throw -ErrorId 'ConflictingParameters,*'
        { New-PSDrive -Name None -PSProvider MlDash -Root 'http://dash.example.org' -UserName alice -ErrorAction Stop } | Should -Throw -ErrorId 'InsecureTransport,*'
        { New-PSDrive -Name None -PSProvider MlDash -Root 'ftp://dash.example.org' -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalServerAddress,*'
        Test-Path None:/ | Should -BeFalse
    }
}

Describe 'A drive over a server' {
    BeforeAll {
        . "$PSScriptRoot/support/Server.ps1"
        Set-TestHome "$TestDrive/home"
        $server = Start-TestServer "$TestDrive/data"
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
        foreach ($run in 'vision/one', 'vision/deep/two', 'etl/daily') {
            $project, $prefix = $run -split '/', 2
            $null = Start-MlDashExperiment $prefix -Project $project @alice
            Set-MlDashParam @{ lr = 0.1; 'a/b' = 'slash' }
            foreach ($step in 1..3) {
                Add-MlDashMetric train @{ step = $step }
                Add-MlDashMetric train/inner @{ step = $step * 10 }
                Add-MlDashTrack robot/pose @{ x = $step } -Timestamp $step
                Write-MlDashLog "line $step"
            }
            "first`nsecond`n" | Save-MlDashFile -Name notes/a.txt -AsText
            Save-MlDashFile -InputObject ([byte[]](0, 255, 10)) -Name b.bin -AsBytes
            Complete-MlDashExperiment
        }
        $null = New-PSDrive -Name Dash -PSProvider MlDash -Root $server.Url -UserName alice -Scope Global
    }

    AfterAll {
        Remove-PSDrive Dash -Scope Global -Force
        Stop-TestServer $server
        Set-TestHome $null
    }

    It 'has the same tree, below the owner of each project' {
        (Get-Item Dash:/).PSDrive.DisplayRoot | Should -Be "$($server.Url)/"
        (Get-ChildItem Dash:/).PSChildName | Should -Be 'alice'
        (Get-ChildItem Dash:/alice).Kind | Should -Be @('Project', 'Project')
        (Get-ChildItem Dash:/alice).PSChildName | Should -Be @('etl', 'vision')
        (Get-ChildItem Dash:/alice/vision).PSChildName | Should -Be @('one', 'deep')
        (Get-Item Dash:/alice/*/*).Prefix | Should -Be @('alice/etl/daily', 'alice/vision/one')
        @(Get-ChildItem Dash:/ -Recurse -Name) | Should -Contain (Join-Path alice vision deep two files notes a.txt)
        @(Get-ChildItem Dash:/ -Recurse -Name).Count | Should -Be @(Get-ChildItem Dash:/ -Recurse).Count
    }

    It 'has the same items and content' {
        (Get-ChildItem Dash:/alice/vision -Filter one | Get-MlDashMetric train).TotalPoints | Should -Be 3
        (Get-Item Dash:/alice/vision/one/metrics/train/inner).TotalPoints | Should -Be 3
        (Get-Content Dash:/alice/vision/one/logs).Message | Should -Be @('line 1', 'line 2', 'line 3')
        (Get-Content Dash:/alice/vision/one/metrics/train -TotalCount 2).step | Should -Be @(1, 2)
        (Get-Content Dash:/alice/vision/one/tracks/robot/pose).x | Should -Be @(1, 2, 3)
        Get-Content Dash:/alice/vision/one/params/a%2Fb | Should -Be 'slash'
        Get-Content Dash:/alice/vision/one/files/notes/a.txt | Should -Be @('first', 'second')
        Get-Content Dash:/alice/vision/one/files/b.bin -AsByteStream | Should -Be @(0, 255, 10)
        (Get-Item Dash:/alice/vision/one/files/b.bin | Receive-MlDashFile -Destination "$TestDrive/fetched/" -PassThru).Length | Should -Be 3
    }

    It 'knows what is not there' {
        Test-Path Dash:/alice/vision/deep/two | Should -BeTrue
        Test-Path Dash:/alice/vision/two | Should -BeFalse
        Test-Path Dash:/alice/none | Should -BeFalse
        Test-Path Dash:/vision/one | Should -BeFalse
        Test-Path Dash:/alice/vision/one/logs/x | Should -BeFalse
        { Get-Item Dash:/alice/none -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
        Get-Item Dash:/alice/n* | Should -BeNullOrEmpty
    }

    It 'removes experiments and files there' {
        Remove-Item Dash:/alice/vision/one/files/b.bin
        (Get-ChildItem Dash:/alice/vision/one/files).PSChildName | Should -Be 'notes'
        { Remove-Item Dash:/alice/vision/one/logs -ErrorAction Stop } | Should -Throw -ErrorId 'NotRemovable,*'
        Remove-Item Dash:/alice/vision -Recurse -WhatIf
        Test-Path Dash:/alice/vision/one | Should -BeTrue
        Remove-Item Dash:/alice/vision -Recurse
        Test-Path Dash:/alice/vision | Should -BeFalse
        (Get-ChildItem Dash:/alice).PSChildName | Should -Be 'etl'
    }

    It 'lists 450 experiments, more than the server gives at once' {
        foreach ($number in 1..450) {
            $null = Start-MlDashExperiment "run-$number" -Project sweep -Root "$TestDrive/sweep"
            Complete-MlDashExperiment
        }
        $null = Get-MlDashExperiment -Root "$TestDrive/sweep" | Send-MlDashExperiment @alice
        @(Get-ChildItem Dash:/alice/sweep).Count | Should -Be 450
        (Get-ChildItem Dash:/alice/sweep | Select-Object -First 1).PSIsContainer | Should -BeTrue
        (Get-Item Dash:/alice/sweep).psbase.Count | Should -Be 450
        @(Get-Item Dash:/alice/sweep/run-4??).Count | Should -Be 51
    }

    It 'shows nobody what is not theirs' {
        $null = New-PSDrive -Name Mallory -PSProvider MlDash -Root $server.Url -UserName mallory -Scope Global
        Get-ChildItem Mallory:/ | Should -BeNullOrEmpty
        Test-Path Mallory:/alice/etl/daily | Should -BeFalse
        Remove-PSDrive Mallory -Scope Global -Force
    }

    It 'asks the server nothing before it is used, and then says that it is away' {
        $null = New-PSDrive -Name Away -PSProvider MlDash -Root 'http://localhost:1' -UserName alice -Scope Global
        [Environment]::SetEnvironmentVariable('ML_DASH_MAX_RETRIES', '0')
        $null = New-PSDrive -Name Off -PSProvider MlDash -Root 'http://localhost:1' -UserName alice -Scope Global
        { Get-ChildItem Off:/ -ErrorAction Stop } | Should -Throw -ErrorId 'ServerUnreachable,*'
        { Test-Path Off:/alice/x -ErrorAction Stop } | Should -Throw -ErrorId 'ServerUnreachable,*'
        { Get-Item Off:/alice/x -ErrorAction Stop } | Should -Throw -ErrorId 'ServerUnreachable,*'
        [Environment]::SetEnvironmentVariable('ML_DASH_MAX_RETRIES', $null)
        Remove-PSDrive Away -Scope Global -Force
        Remove-PSDrive Off -Scope Global -Force
    }

    It 'is left at once when the pipeline is stopped' {
        # A server that takes the request and never answers.
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
        $state = [initialsessionstate]::CreateDefault()
        $listing = Get-Command Get-ChildItem
        if ($listing.ImplementingType.Assembly.GetName().Name -ne 'Microsoft.PowerShell.Commands.Management') {
            $state.Commands.Add([Management.Automation.Runspaces.SessionStateCmdletEntry]::new('Get-ChildItem', $listing.ImplementingType, $null))
        }
        $shell = [powershell]::Create($state)
        $null = $shell.AddScript({
                param($Url)
                Import-Module MlDash
                $null = $ExecutionContext.SessionState.Drive.New([Management.Automation.PSDriveInfo]::new('Silent', $ExecutionContext.SessionState.Provider.GetOne('MlDash'), $Url, '', $null), 'global')
                Get-ChildItem Silent:/
            }.ToString()).AddArgument("http://127.0.0.1:$($silent.LocalEndpoint.Port)")
        [Environment]::SetEnvironmentVariable('ML_DASH_API_KEY', 'some-token')
        $running = $shell.BeginInvoke()
        $asked = $silent.AcceptTcpClient()
        [Environment]::SetEnvironmentVariable('ML_DASH_API_KEY', $null)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $asked.Dispose()
        $silent.Stop()
        $shell.Dispose()
    }
}
