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

Describe 'Get-MlDashConfig' {
    BeforeEach {
        Set-TestHome "$TestDrive/home-$([guid]::NewGuid())"
        Clear-SettingVariable
    }

    It 'lists every setting with its value and where that comes from' {
        $settings = Get-MlDashConfig
        $settings.Name | Should -Be @(
            'Root', 'Project', 'Prefix', 'Remote', 'AuthServer', 'Buffered', 'FlushInterval', 'LogBatchSize', 'MetricBatchSize', 'TrackBatchSize', 'MaxRetries',
            'RetryBaseDelay', 'RetryMaxDelay', 'UploadWorkers', 'Context', 'SystemMetrics')
        $settings.Source | Sort-Object -Unique | Should -Be 'BuiltIn'
        (Get-MlDashConfig Root).Value | Should -Be './experiments'
        (Get-MlDashConfig *batch*).Name | Should -HaveCount 3
    }

    It 'says which of environment and file is used' {
        Set-MlDashConfig Project from-file
        (Get-MlDashConfig Project).Source | Should -Be 'ConfigFile'
        $env:ML_DASH_PROJECT = 'from-environment'
        $setting = Get-MlDashConfig Project
        $setting.Value, $setting.Source, $setting.Variable | Should -Be @('from-environment', 'Environment', 'ML_DASH_PROJECT')
    }

    It 'reports a value that is wrong, and lists the others' {
        $env:ML_DASH_MAX_RETRIES = 'often'
        $found = Get-MlDashConfig -ErrorVariable faults -ErrorAction SilentlyContinue
        $found | Should -HaveCount 15
        $faults[0].FullyQualifiedErrorId | Should -BeLike 'InvalidSetting,*'
        "$($faults[0])" | Should -BeLike '*ML_DASH_MAX_RETRIES*often*'
    }

    It 'does not know other names' {
        { Get-MlDashConfig Colour -ErrorAction Stop } | Should -Throw -ErrorId 'SettingNotFound,*'
    }

    It 'shows no secret' {
        $env:ML_DASH_API_URL = 'https://alice:secret@dash.example.org/path'
        (Get-MlDashConfig Remote).Value | Should -BeExactly 'https://***@dash.example.org/path'
        $null = New-Item $env:ML_DASH_HOME -ItemType Directory
        '{"api_key":"secret-token","device_secret":"secret-device"}' | Set-Content "$env:ML_DASH_HOME/config.json"
        Get-MlDashConfig | Format-List * | Out-String | Should -Not -Match 'secret'
    }

    It 'is a table' {
        $text = Get-MlDashConfig Root | Out-String
        $text | Should -Match 'Name\s+Value\s+Source'
        $text | Should -Match 'Root\s+\./experiments\s+BuiltIn'
    }
}
