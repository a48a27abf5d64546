BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    . "$PSScriptRoot/support/Settings.ps1"
    $before = Get-SettingVariable
}

AfterAll {
    Set-SettingVariable $before
    Set-TestHome $null
}

Describe 'Set-MlDashConfig' {
    BeforeEach {
        Set-TestHome "$TestDrive/home-$([guid]::NewGuid())"
        Clear-SettingVariable
    }

    It 'is used where a parameter is not given: parameter, environment, file, built-in' {
        Set-MlDashConfig Root "$TestDrive/file"
        Set-MlDashConfig Project file
        Set-MlDashConfig Prefix 'night/{job_counter}'
        $run = Start-MlDashExperiment
        $run.Root, $run.Project | Should -Be @([IO.Path]::GetFullPath("$TestDrive/file"), 'file')
        $run.Prefix | Should -BeLike 'file/night/*'
        Complete-MlDashExperiment
        (Get-MlDashExperiment).Prefix | Should -Be $run.Prefix

        $env:ML_DASH_ROOT, $env:ML_DASH_PROJECT, $env:ML_DASH_PREFIX = "$TestDrive/environment", 'environment', 'day/run'
        $run = Start-MlDashExperiment
        $run.Root, $run.Prefix | Should -Be @([IO.Path]::GetFullPath("$TestDrive/environment"), 'environment/day/run')
        Complete-MlDashExperiment

        $run = Start-MlDashExperiment given -Project parameter -Root "$TestDrive/parameter"
        $run.Root, $run.Prefix | Should -Be @([IO.Path]::GetFullPath("$TestDrive/parameter"), 'parameter/given')
        Complete-MlDashExperiment
    }

    It 'names the server of commands without -Remote' {
        Set-MlDashConfig Remote 'localhost:1'
        (Get-MlDashConfig Remote).Value | Should -BeExactly 'http://localhost:1'
        { Get-MlDashProfile -ErrorAction Stop } | Should -Throw '*http://localhost:1*'
    }

    It 'says how records are written' {
        Set-MlDashConfig Buffered $false
        (Get-MlDashConfig Buffered).Value | Should -BeFalse
        $null = Start-MlDashExperiment unbuffered -Root "$TestDrive/unbuffered"
        Write-MlDashLog 'at once'
        Get-Content "$TestDrive/unbuffered/unbuffered/logs/logs.jsonl" | Should -BeLike '*at once*'
        Complete-MlDashExperiment
    }

    It 'keeps what else is in the file, for the user alone' {
        $null = New-Item $env:ML_DASH_HOME -ItemType Directory
        '{"device_secret":"kept","default_batch_size":100}' | Set-Content "$env:ML_DASH_HOME/config.json"
        Set-MlDashConfig MaxRetries 7
        $file = Get-Content "$env:ML_DASH_HOME/config.json" -Raw | ConvertFrom-Json
        $file.device_secret, $file.default_batch_size, $file.max_retries | Should -Be @('kept', 100, 7)
        if (-not $IsWindows) { (Get-Item "$env:ML_DASH_HOME/config.json").UnixMode | Should -Be '-rw-------' }
    }

    It 'removes a setting with $null, and changes nothing with -WhatIf' {
        Set-MlDashConfig FlushInterval 0.5
        Set-MlDashConfig FlushInterval 3 -WhatIf
        (Get-MlDashConfig FlushInterval).Value | Should -Be 0.5
        (Set-MlDashConfig FlushInterval $null -PassThru).Source | Should -Be 'BuiltIn'
        Get-Content "$env:ML_DASH_HOME/config.json" -Raw | Should -Not -Match 'flush'
    }

    It 'warns when an environment variable is used instead' {
        $env:ML_DASH_PROJECT = 'environment'
        Set-MlDashConfig Project file -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*ML_DASH_PROJECT*'
    }

    It 'refuses <Value> for <Name>: <Fault>' -ForEach @(
        @{ Name = 'MaxRetries'; Value = -1; Fault = 'InvalidSetting' }
        @{ Name = 'MaxRetries'; Value = 'often'; Fault = 'InvalidSetting' }
        @{ Name = 'FlushInterval'; Value = 1e9; Fault = 'InvalidSetting' }
        @{ Name = 'Buffered'; Value = 'perhaps'; Fault = 'InvalidSetting' }
        @{ Name = 'Root'; Value = ' '; Fault = 'InvalidSetting' }
        @{ Name = 'Root'; Value = 'env:/runs'; Fault = 'NotAFileSystemPath' }
        @{ Name = 'Project'; Value = '..'; Fault = 'IllegalPath' }
        @{ Name = 'Project'; Value = 'a//b'; Fault = 'IllegalPath' }
        @{ Name = 'Project'; Value = '/'; Fault = 'IllegalPath' }
        @{ Name = 'Project'; Value = '{nosuch}/x'; Fault = 'UnknownPlaceholder' }
        @{ Name = 'Prefix'; Value = 'night/{nosuch}'; Fault = 'UnknownPlaceholder' }
        @{ Name = 'Prefix'; Value = '../night'; Fault = 'IllegalPath' }
        @{ Name = 'Remote'; Value = 'ftp://dash.example.org'; Fault = 'IllegalServerAddress' }
        @{ Name = 'Remote'; Value = 'http://dash.example.org'; Fault = 'InsecureTransport' }
        @{ Name = 'AuthServer'; Value = 'http://dash.example.org'; Fault = 'InsecureTransport' }
        @{ Name = 'Remote'; Value = 'http://'; Fault = 'IllegalServerAddress' }
        @{ Name = 'Remote'; Value = 'https://alice:secret@dash.example.org'; Fault = 'SecretInAddress' }
        @{ Name = 'Colour'; Value = 1; Fault = 'SettingNotFound' }
    ) {
        { Set-MlDashConfig $Name $Value -ErrorAction Stop } | Should -Throw -ErrorId "$Fault,*"
        Test-Path "$env:ML_DASH_HOME/config.json" | Should -BeFalse
    }

    It 'takes what a start takes, and starts nothing: <Name> <Value>' -ForEach @(
        @{ Name = 'Project'; Value = '{user}/scratch' }
        @{ Name = 'Project'; Value = 'alice/vision/' }
        @{ Name = 'Prefix'; Value = '{project}\{now:%Y}\{job_counter:03d}' }
        @{ Name = 'Prefix'; Value = '{name}/{EXP.id}' }
    ) {
        $before = (Start-MlDashExperiment 'count/{job_counter}' -Root "$TestDrive/count" | Complete-MlDashExperiment -PassThru).Name
        Set-MlDashConfig $Name $Value
        (Start-MlDashExperiment 'count/{job_counter}' -Root "$TestDrive/count" -Project p | Complete-MlDashExperiment -PassThru).Name | Should -Be ([int] $before + 1)
        Start-MlDashExperiment -Root "$TestDrive/kept" | Complete-MlDashExperiment
    }

    It 'says which member of the file is wrong' {
        $null = New-Item $env:ML_DASH_HOME -ItemType Directory
        '{"max_retries":"often"}' | Set-Content "$env:ML_DASH_HOME/config.json"
        { Start-MlDashExperiment x -Root "$TestDrive/wrong" } | Should -Throw -ErrorId 'InvalidSetting,*' -ExpectedMessage "*'max_retries'*config.json*often*"
    }

    It 'takes names and values from the pipeline' {
        'Name,Value', 'Project,vision', 'MaxRetries,2' | ConvertFrom-Csv | Set-MlDashConfig
        (Get-MlDashConfig Project, MaxRetries).Value | Should -Be @('vision', 2)
    }

    It 'completes the names' {
        (TabExpansion2 'Set-MlDashConfig Ret' 20).CompletionMatches.CompletionText | Should -Be @('RetryBaseDelay', 'RetryMaxDelay', 'MaxRetries')
    }
}
