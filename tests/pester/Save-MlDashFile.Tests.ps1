BeforeAll {
    Import-Module MlDash -Force
    $media = Join-Path $PSScriptRoot '../data/media'
    $source = [IO.Directory]::CreateDirectory((Join-Path $TestDrive 'source')).FullName
    foreach ($name in 'a.txt', 'b.txt', 'c[1].bin', 'sub/d.txt', 'sub/deep/e.json') {
        $file = Join-Path $source $name
        $null = New-Item (Split-Path $file) -ItemType Directory -Force
        Set-Content -LiteralPath $file "content of $name" -NoNewline
    }
}

Describe 'Save-MlDashFile' {
    BeforeEach { $experiment = Start-MlDashExperiment "save/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { if ($experiment.IsOpen) { $experiment | Complete-MlDashExperiment } }

    It 'keeps a file with its SHA-256, size, type and time' {
        $path = Join-Path $source 'a.txt'
        $file = Save-MlDashFile $path -Prefix models -Description 'd' -Tags t -Bindrs b -Metadata @{ epoch = 3 } -PassThru
        $file.Path | Should -BeExactly 'models/a.txt'
        $file.Length | Should -Be 16
        $file.ContentType | Should -Be 'text/plain'
        $file.Checksum | Should -BeExactly ([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($path))).ToLowerInvariant())
        $file.Tags | Should -Be 't'
        $file.Metadata.epoch | Should -Be 3
        $kept = Join-Path $experiment.Folder 'files' 'models' $file.Id 'a.txt'
        $kept | Should -Exist
        [IO.File]::GetLastWriteTimeUtc($kept) | Should -Be ([IO.File]::GetLastWriteTimeUtc($path))
        $path | Should -Exist
    }

    It 'takes wildcards' {
        Save-MlDashFile (Join-Path $source '*.txt')
        (Get-MlDashFile).Name | Should -Be @('a.txt', 'b.txt')
    }

    It 'takes FileInfo objects and texts from the pipeline, and literal paths' {
        [IO.FileInfo]::new((Join-Path $source 'c[1].bin')) | Save-MlDashFile
        (Join-Path $source 'a.txt') | Save-MlDashFile
        Save-MlDashFile -LiteralPath (Join-Path $source 'c[1].bin') -Prefix again
        (Get-MlDashFile).Path | Should -Be @('c[1].bin', 'a.txt', 'again/c[1].bin')
    }

    It 'keeps a folder in its structure with -Recurse' {
        Save-MlDashFile (Join-Path $source 'sub') -Recurse -Prefix data
        (Get-MlDashFile).Path | Should -Be @('data/sub/d.txt', 'data/sub/deep/e.json')
        { Save-MlDashFile (Join-Path $source 'sub') -ErrorAction Stop } | Should -Throw -ErrorId 'SourceIsFolder,*'
    }

    It 'keeps objects as JSON' {
        @{ a = 1 } | Save-MlDashFile -Name config.json -AsJson
        1..3 | Save-MlDashFile -Name list.json -AsJson
        [pscustomobject]@{ n = [pscustomobject]@{ x = 5.0; s = 'ü' } } | Save-MlDashFile -Name nested.json -AsJson
        Get-MlDashFileContent config.json -Raw | Should -BeExactly "{`n  `"a`": 1`n}"
        (Get-MlDashFileContent list.json -Raw) -replace '\s' | Should -BeExactly '[1,2,3]'
        Get-MlDashFileContent nested.json -Raw | Should -Match '"x": 5\.0'
    }

    It 'keeps text and bytes' {
        'one', 'zwei ü' | Save-MlDashFile -Name notes.txt -AsText
        Save-MlDashFile -InputObject ([byte[]](0, 255, 10)) -Name raw.bin -AsBytes
        Get-MlDashFileContent notes.txt | Should -Be @('one', 'zwei ü')
        Get-MlDashFileContent raw.bin -AsByteStream | Should -Be @(0, 255, 10)
        { 'text' | Save-MlDashFile -Name raw.bin -AsBytes } | Should -Throw -ErrorId 'NotBytes,*'
    }

    It 'keeps what Format-Table and Format-List show, not the pieces it is made of' {
        [pscustomobject]@{ Name = 'lr'; Value = 12 } | Format-Table | Save-MlDashFile -Name table.txt -AsText
        'before', [pscustomobject]@{ Name = 'lr'; Value = 12 } | ForEach-Object { if ($_ -is [string]) { $_ } else { $_ | Format-List } } | Save-MlDashFile -Name list.txt -AsText
        (Get-MlDashFileContent table.txt -Raw) -replace ' {2,}', ' ' | Should -Match '^Name Value\n-+ -+\nlr 12$'
        Get-MlDashFileContent list.txt -Raw | Should -BeExactly "before`nName  : lr`nValue : 12"
    }

    It 'replaces a file of the same folder and name, and frees its bytes' {
        'first' | Save-MlDashFile -Name x.txt -AsText
        'second' | Save-MlDashFile -Name x.txt -AsText
        Get-MlDashFile | Should -HaveCount 1
        Get-MlDashFileContent x.txt | Should -Be 'second'
        [IO.Directory]::GetFiles((Join-Path $experiment.Folder 'files'), 'x.txt', 'AllDirectories') | Should -HaveCount 1
    }

    It 'puts folders of a name below the prefix' {
        'x' | Save-MlDashFile -Name sub/x.txt -Prefix top -AsText
        (Get-MlDashFile).Path | Should -Be 'top/sub/x.txt'
    }

    It 'keeps an empty file' {
        Save-MlDashFile -InputObject ([byte[]]@()) -Name empty.bin -AsBytes
        (Get-MlDashFile).Length | Should -Be 0
    }

    It 'reports a file that is not there, and keeps the others' {
        $paths = (Join-Path $source 'none.txt'), (Join-Path $source 'a.txt')
        Save-MlDashFile $paths -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SourceFileNotFound,*'
        (Get-MlDashFile).Name | Should -Be 'a.txt'
    }

    It 'refuses the name <Name>' -ForEach @(@{ Name = '../x.txt' }, @{ Name = 'a/../../x' }, @{ Name = 'a:b' }) {
        { 'x' | Save-MlDashFile -Name $Name -AsText -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalPath,*'
        Get-MlDashFile | Should -BeNullOrEmpty
    }

    It 'follows links with -Recurse, and reports each thing that cannot be kept without stopping at it' -Skip:$IsWindows {
        # Not below the test drive: who cleans that up may follow the circle.
        $tree = [IO.Directory]::CreateTempSubdirectory('mldash-tree-').FullName
        $null = [IO.Directory]::CreateDirectory("$tree/real")
        [IO.File]::WriteAllText("$tree/real/w.bin", 'w')
        [IO.File]::WriteAllText("$tree/z.txt", 'z')
        $null = [IO.File]::CreateSymbolicLink("$tree/latest.bin", 'real/w.bin')
        $null = [IO.Directory]::CreateSymbolicLink("$tree/linked", 'real')
        $null = [IO.Directory]::CreateSymbolicLink("$tree/real/up", '..')
        $null = [IO.File]::CreateSymbolicLink("$tree/nowhere", "$tree/gone")
        $null = mkfifo "$tree/pipe"

        try { Save-MlDashFile $tree -Recurse -ErrorAction SilentlyContinue -ErrorVariable problems }
        finally { [IO.Directory]::Delete($tree, $true) }

        $name = [IO.Path]::GetFileName($tree)
        (Get-MlDashFile).Path | Should -Be @("$name/latest.bin", "$name/linked/w.bin", "$name/real/w.bin", "$name/z.txt")
        Get-MlDashFileContent "$name/latest.bin" | Should -Be 'w'
        @($problems.FullyQualifiedErrorId.ForEach{ $_.Split(',')[0] }) | Should -Be @('SourceIsCircle', 'SourceFileNotFound', 'SourceNotAFile', 'SourceIsCircle')
    }

    It 'refuses a pipe or a device that is named by itself, and does not wait for it' -Skip:$IsWindows {
        $pipe = [IO.Path]::Combine($TestDrive, "pipe-$([guid]::NewGuid())")
        $null = mkfifo $pipe
        { Save-MlDashFile $pipe -ErrorAction Stop } | Should -Throw -ErrorId 'SourceNotAFile,*'
        { [IO.FileInfo]::new('/dev/zero') | Save-MlDashFile -ErrorAction Stop } | Should -Throw -ErrorId 'SourceNotAFile,*'
        Get-MlDashFile | Should -BeNullOrEmpty
    }

    It 'keeps the first of two files for one place, and reports the second' {
        foreach ($run in 'a', 'b') {
            $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($source, 'runs', $run))
            [IO.File]::WriteAllText([IO.Path]::Combine($source, 'runs', $run, 'log.txt'), $run)
        }
        $logs = 'a', 'b' | ForEach-Object { [IO.FileInfo]::new([IO.Path]::Combine($source, 'runs', $_, 'log.txt')) }
        $logs | Save-MlDashFile -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'FilePlaceTaken,*'
        $problems[0].Exception.Message | Should -Match ([regex]::Escape($logs[1].FullName))
        Get-MlDashFileContent log.txt | Should -Be 'a'
        { Save-MlDashFile ([IO.Path]::Combine($source, 'runs', '*', 'log.txt')) -ErrorAction Stop } | Should -Throw -ErrorId 'FilePlaceTaken,*'
        # What was there before the command is replaced.
        $logs[1] | Save-MlDashFile
        Get-MlDashFileContent log.txt | Should -Be 'b'
    }

    It 'keeps tags and description that are not given with a new copy' {
        'first' | Save-MlDashFile -Name x.txt -AsText -Tag t -Description d -Metadata @{ k = 1 }
        $file = 'second' | Save-MlDashFile -Name x.txt -AsText -PassThru
        $file.Tags | Should -Be 't'
        (Get-MlDashFile x.txt).Description | Should -Be 'd'
        (Get-MlDashFile x.txt).Metadata.k | Should -Be 1
        'third' | Save-MlDashFile -Name x.txt -AsText -Tag u
        (Get-MlDashFile x.txt).Tags | Should -Be 'u'
    }

    It 'keeps pictures, sounds and videos as steps of a series, with caption, size and duration' {
        foreach ($step in 9, 10) { Save-MlDashFile "$media/picture.png" -Series val/samples -Step $step -Caption "step $step" -Metadata @{ seed = 3 } }
        Get-MlDashFile | ForEach-Object Path | Should -Be @('val/samples/00000009.png', 'val/samples/00000010.png')
        $file = Get-MlDashFile val/samples/00000010.png
        $file.Metadata.series | Should -BeExactly 'val/samples'
        $file.Metadata.step, $file.Metadata.width, $file.Metadata.height, $file.Metadata.seed | Should -Be @(10, 40, 30, 3)
        $file.Metadata.caption | Should -BeExactly 'step 10'
        (Save-MlDashFile "$media/sound.wav" -Series sound -Step 1 -PassThru).Metadata.duration | Should -Be 0.25
        (Save-MlDashFile "$media/video.mp4" -Series film -Step 1 -Prefix clips -PassThru).Path | Should -BeExactly 'clips/film/00000001.mp4'
    }

    It 'numbers several files of one step, and keeps a name that is given' {
        Get-Item "$media/picture.jpg", "$media/progressive.jpg", "$media/alpha.webp" | Save-MlDashFile -Series grid -Step 3
        Save-MlDashFile "$media/picture.gif" -Series grid -Step 4 -Name now.gif
        (Get-MlDashFile).Path | Should -Be @('grid/00000003.jpg', 'grid/00000003_1.jpg', 'grid/00000003_2.webp', 'now.gif')
        (Get-MlDashFile now.gif).Metadata.step | Should -Be 4
    }

    It 'names the bytes of a series by what they are' {
        Save-MlDashFile -InputObject ([IO.File]::ReadAllBytes("$media/picture.gif")) -AsBytes -Series plot -Step 2
        Save-MlDashFile -InputObject ([byte[]](1, 2)) -AsBytes -Series plot -Step 3
        (Get-MlDashFile).Path | Should -Be @('plot/00000002.gif', 'plot/00000003.bin')
    }

    It 'takes a damaged picture into a series, without its size' {
        $bytes = [IO.File]::ReadAllBytes("$media/picture.png")
        foreach ($at in 16..23) { $bytes[$at] = 255 }
        [IO.File]::WriteAllBytes((Join-Path $source 'odd.png'), $bytes)
        $file = Save-MlDashFile (Join-Path $source 'odd.png') -Series s -Step 1 -PassThru
        $file.Metadata.Keys | Should -Be @('series', 'step')
    }

    It 'copies a file of another experiment into a series' {
        Save-MlDashFile "$media/picture.png" -Series samples -Step 1 -Caption first
        $from = $experiment
        $experiment = Start-MlDashExperiment "save/$([guid]::NewGuid())" -Root $TestDrive
        Get-MlDashFile -Experiment $from | Save-MlDashFile -Series best -Step 7 -Experiment $experiment
        $from | Complete-MlDashExperiment
        $file = Get-MlDashFile -Experiment $experiment
        $file.Path | Should -BeExactly 'best/00000007.png'
        $file.Metadata.series, $file.Metadata.step, $file.Metadata.width | Should -Be @('best', 7, 40)
        $file.Metadata.caption | Should -BeExactly 'first'
    }

    It 'refuses a step without a series, a series without a step, and bytes without a name' {
        { Save-MlDashFile "$media/picture.png" -Step 1 } | Should -Throw -ErrorId 'SeriesRequired,*'
        { Save-MlDashFile "$media/picture.png" -Caption c } | Should -Throw -ErrorId 'SeriesRequired,*'
        { Save-MlDashFile "$media/picture.png" -Series s } | Should -Throw -ErrorId 'StepRequired,*'
        { Save-MlDashFile "$media/picture.png" -Series ../s -Step 1 -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalPath,*'
        { Save-MlDashFile -InputObject ([byte[]](1)) -AsBytes } | Should -Throw -ErrorId 'NameRequired,*'
        Get-MlDashFile | Should -BeNullOrEmpty
    }

    It 'keeps nothing with -WhatIf' {
        Save-MlDashFile (Join-Path $source 'a.txt') -WhatIf
        Get-MlDashFile | Should -BeNullOrEmpty
    }
}

Describe 'Save-MlDashFile on a server' {
    BeforeAll {
        . "$PSScriptRoot/support/Server.ps1"
        Set-TestHome "$TestDrive/home"
        $server = Start-TestServer "$TestDrive/data"
    }

    AfterAll {
        Stop-TestServer $server
        Set-TestHome $null
    }

    It 'keeps a series as in a folder, and copies from it' {
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
        $null = Start-MlDashExperiment media/one @alice
        Save-MlDashFile "$media/picture.png", "$media/video.webm" -Series samples -Step 10 -Caption first
        Complete-MlDashExperiment
        $files = 'samples/00000010.png', 'samples/00000010_1.webm' | ForEach-Object { Get-MlDashFile $_ -Experiment media/one @alice }
        $files | Should -HaveCount 2
        $files[0].Metadata.series, $files[0].Metadata.step, $files[0].Metadata.caption, $files[0].Metadata.width | Should -Be @('samples', 10, 'first', 40)
        $files[1].Metadata.height | Should -Be 48
        $files[1].Metadata.duration | Should -BeGreaterThan 0.7

        $null = Start-MlDashExperiment copy -Root $TestDrive
        $files | Save-MlDashFile -Series best -Step 1
        (Get-MlDashFile).Path | Should -Be @('best/00000001.png', 'best/00000001_1.webm')
        Complete-MlDashExperiment
    }
}
