BeforeAll {
    Import-Module MlDash -Force
    # What moves the location below leaves it in a folder that is deleted; later files start where this one did.
    Push-Location $TestDrive
    . "$PSScriptRoot/support/Drive.ps1"
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

    It 'says of each item what it is, as a property, without that being recorded' {
        (Get-ChildItem Runs:/vision | Where-Object Kind -EQ Experiment).Prefix | Should -Be 'vision/flat'
        (Get-ChildItem $one).Kind | Should -Be @('Logs', 'Metrics', 'Params', 'Tracks', 'Files', 'Experiment')
        (Get-ChildItem $one/metrics, $one/params, $one/tracks/robot, $one/files).Kind | Select-Object -Unique |
            Should -Be @('Metric', 'Param', 'Track', 'Folder', 'File')
        (Get-Item $one).Kind | Should -Be 'Experiment'
        $open = Start-MlDashExperiment open -Root $root
        $null = Get-ChildItem Runs:/, Runs:/
        (Get-ChildItem Runs:/ | Where-Object Kind -EQ Experiment).Prefix | Should -Be 'open'
        @($open.PSObject.Properties.Match('Kind')).Count | Should -Be 1
        Get-ChildItem $one/params | Set-MlDashParam
        (Get-MlDashParam).Name | Should -Be @(Get-MlDashParam -Experiment vision/resnet/one -Root $root).Name
        Complete-MlDashExperiment
        Remove-Item Runs:/open -Recurse
        (Get-MlDashExperiment vision/flat -Root $root).PSObject.Properties.Name | Should -Not -Contain 'Kind'
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
