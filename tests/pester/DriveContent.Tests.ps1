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

Describe 'The content of an item' {
    It 'is the entries of a log' {
        (Get-Content $one/logs).Message | Should -Be @('line 1', 'line 2', 'line 3')
        (Get-Content $one/logs -TotalCount 2).Message | Should -Be @('line 1', 'line 2')
        @(Get-Content $one/logs)[0].PSObject.TypeNames | Should -Contain 'MlDash.LogEntry'
    }

    It 'says which experiment it is from, as what commands read does' {
        foreach ($path in 'logs', 'metrics/train', 'params', 'tracks/robot/pose') {
            (Get-Content "$one/$path").Experiment.Prefix | Select-Object -Unique | Should -Be 'vision/resnet/one'
        }
        (Get-Content $one/logs | Select-Object -First 1 | Get-MlDashParam lr).Value | Should -Be 0.1
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

Describe 'Copying out of a drive' {
    It 'is what Receive-MlDashFile does with its items' {
        $out = Join-Path $TestDrive 'out'
        $null = Get-ChildItem $one/files -Recurse | Where-Object PSIsContainer -eq $false | Receive-MlDashFile -Destination "$out/"
        Get-Content (Join-Path $out 'notes' 'a.txt') -Raw | Should -Be "first`nsecond`n"
        (Join-Path $out 'b.bin') | Should -Exist
    }

    It 'is refused by Copy-Item, which knows no copy between providers, with a word on what to use' {
        { Copy-Item $one/files/b.bin "$TestDrive" -ErrorAction Stop 3>$null } | Should -Throw -ErrorId 'CopyItemSourceAndDestinationNotSameProvider,*'
        $said = Copy-Item $one/files/b.bin "$TestDrive" -ErrorAction SilentlyContinue 3>&1
        "$said" | Should -BeLike "'Runs:/vision/resnet/one/files/b.bin' cannot be copied to the file system*Receive-MlDashFile*Copy-MlDashExperiment*"
        { Copy-Item $one/files/b.bin Runs:/vision/flat/files/b.bin -ErrorAction Stop } | Should -Throw -ErrorId 'NotCopied,*'
        Copy-Item Runs:/vision/flat Runs:/vision/other -ErrorAction SilentlyContinue -ErrorVariable refused 3>&1 | Should -BeNullOrEmpty
        $refused[0].ErrorDetails.RecommendedAction | Should -BeLike '*Copy-MlDashExperiment*vision/flat*'
    }

    It 'is refused by <Does>, with a word on what to use' -ForEach @(
        @{ Does = 'Rename-Item'; Id = 'NotRenamed'; Run = { Rename-Item Runs:/vision/flat other -ErrorAction Stop }; Says = '*Rename-MlDashExperiment*vision/flat*' }
        @{ Does = 'Move-Item'; Id = 'NotMoved'; Run = { Move-Item Runs:/vision/flat Runs:/other -ErrorAction Stop }; Says = '*Rename-MlDashExperiment*vision/flat*' }
        @{ Does = 'New-Item'; Id = 'NotMade'; Run = { New-Item Runs:/vision/more -ErrorAction Stop }; Says = '*Start-MlDashExperiment*' }
    ) {
        $refused = $Run | Should -Throw -ErrorId "$Id,*" -PassThru
        $refused.ErrorDetails.RecommendedAction | Should -BeLike $Says
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
