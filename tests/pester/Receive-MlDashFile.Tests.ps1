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

    It 'takes files from the pipeline' {
        $stored | Get-MlDashFile | Receive-MlDashFile -Destination $target
        [IO.Directory]::GetFiles($target).Count | Should -Be 2
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
