BeforeAll {
    Import-Module MlDash -Force
    $null = Start-MlDashExperiment receive -Root $TestDrive
    'best' | Save-MlDashFile -Name models/best.pt -AsText
    'old' | Save-MlDashFile -Name models/old/worst.pt -AsText
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment receive -Root $TestDrive
}

Describe 'Receive-MlDashFile' {
    BeforeEach { $target = [IO.Directory]::CreateDirectory([IO.Path]::Combine($TestDrive, [guid]::NewGuid())).FullName }

    It 'copies one file into a folder, or to a path of its own' {
        $stored | Receive-MlDashFile models/best.pt $target
        Get-Content (Join-Path $target 'best.pt') -Raw | Should -Be 'best'
        ($stored | Receive-MlDashFile best.pt (Join-Path $target 'new.pt') -PassThru).Name | Should -Be 'new.pt'
    }

    It 'keeps the folders of a wildcard, or flattens them' {
        $stored | Receive-MlDashFile '**/*.pt' $target
        (Join-Path $target 'models' 'old' 'worst.pt') | Should -Exist
        $stored | Receive-MlDashFile '**/*.pt' $target -Flatten
        (Join-Path $target 'worst.pt') | Should -Exist
    }

    It 'keeps the folders of files from the pipeline, or flattens them' {
        $stored | Get-MlDashFile | Receive-MlDashFile -Destination $target
        [IO.Path]::Combine($target, 'models', 'best.pt') | Should -Exist
        [IO.Path]::Combine($target, 'models', 'old', 'worst.pt') | Should -Exist
        $stored | Get-MlDashFile | Receive-MlDashFile -Destination $target -Flatten
        [IO.Directory]::GetFiles($target).Count | Should -Be 2
    }

    It 'takes a destination that is not there for a folder when more than one file comes' {
        $new = [IO.Path]::Combine($target, 'new')
        ($stored | Get-MlDashFile | Receive-MlDashFile -Destination $new -PassThru).Name | Should -Be @('best.pt', 'worst.pt')
        [IO.File]::ReadAllText([IO.Path]::Combine($new, 'models', 'old', 'worst.pt')) | Should -Be 'old'
        $stored | Receive-MlDashFile models/best.pt, worst.pt ([IO.Path]::Combine($target, 'other'))
        [IO.Directory]::GetFiles([IO.Path]::Combine($target, 'other')).Count | Should -Be 2
        $stored | Get-MlDashFile best.pt | Receive-MlDashFile -Destination ([IO.Path]::Combine($target, 'one.pt'))
        [IO.File]::ReadAllText([IO.Path]::Combine($target, 'one.pt')) | Should -Be 'best'
    }

    It 'reports the second of two files for one place, with -Force too' {
        $null = Start-MlDashExperiment twins -Root $TestDrive
        foreach ($run in 'a', 'b') { $run | Save-MlDashFile -Name "$run/meta.yaml" -AsText }
        $twins = Complete-MlDashExperiment -PassThru
        [IO.File]::WriteAllText([IO.Path]::Combine($target, 'meta.yaml'), 'before')
        $twins | Get-MlDashFile | Receive-MlDashFile -Destination $target -Flatten -Force -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'FilePlaceTaken,*'
        [IO.File]::ReadAllText([IO.Path]::Combine($target, 'meta.yaml')) | Should -Be 'a'
    }

    It 'overwrites nothing without -Force' {
        $file = Join-Path $target 'best.pt'
        Set-Content $file 'mine' -NoNewline
        { $stored | Receive-MlDashFile best.pt $target -ErrorAction Stop } | Should -Throw -ErrorId 'FileExists,*'
        Get-Content $file -Raw | Should -Be 'mine'
        $stored | Receive-MlDashFile best.pt $target -Force
        Get-Content $file -Raw | Should -Be 'best'
    }

    It 'refuses bytes that are not what was saved, and leaves nothing of them' {
        $null = Start-MlDashExperiment damaged -Root $TestDrive
        $file = 'right' | Save-MlDashFile -Name x.txt -AsText -PassThru
        $experiment = Complete-MlDashExperiment -PassThru
        Set-Content (Join-Path $experiment.Folder 'files' $file.Id 'x.txt') 'wrong' -NoNewline
        { $experiment | Receive-MlDashFile x.txt $target -ErrorAction Stop } | Should -Throw -ErrorId 'ChecksumMismatch,*'
        { $experiment | Get-MlDashFileContent x.txt -ErrorAction Stop } | Should -Throw -ErrorId 'ChecksumMismatch,*'
        [IO.Directory]::GetFiles($target) | Should -BeNullOrEmpty
    }

    It 'reports a path without a file' {
        { $stored | Receive-MlDashFile nope $target -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
    }
}
