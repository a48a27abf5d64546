BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $token = Get-TestToken $server 'alice'
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Connect-MlDash' {
    It 'keeps a login that works, so that later commands need no more' {
        $profile = Connect-MlDash $server.Url -Token $token
        $profile.UserName | Should -Be 'alice'
        (Get-MlDashProfile).UserName | Should -Be 'alice'
        (Get-MlDashProfile -Cached).Server | Should -Be "$($server.Url)/"
        $experiment = Start-MlDashExperiment logged-in -Project project -Mode Remote
        $experiment.Prefix | Should -Be 'alice/project/logged-in'
        Complete-MlDashExperiment
        (Get-MlDashExperiment logged-in -Remote $server.Url).Status | Should -Be 'Completed'
    }

    It 'keeps the token unreadable for others, and out of everything it shows' {
        $null = Connect-MlDash $server.Url -Token $token
        $text = [Net.NetworkCredential]::new('', $token).Password
        foreach ($file in [IO.Directory]::GetFiles("$TestDrive/home")) {
            (Get-Content $file -Raw).Contains($text) | Should -BeFalse
            if (-not [OperatingSystem]::IsWindows()) { [string] [IO.File]::GetUnixFileMode($file) | Should -Be 'UserWrite, UserRead' }
        }
        foreach ($property in (Get-MlDashProfile).PSObject.Properties) { "$($property.Value)".Contains($text) | Should -BeFalse }
    }

    It 'refuses a token that the server refuses, and keeps the login there was' {
        $null = Connect-MlDash $server.Url -Token $token
        $forged = [Net.NetworkCredential]::new('', 'forged').SecurePassword
        { Connect-MlDash $server.Url -Token $forged } | Should -Throw -ErrorId 'NotAuthenticated,*'
        (Get-MlDashProfile).UserName | Should -Be 'alice'
    }

    It 'never sends a token over a network unencrypted' {
        { Connect-MlDash 'http://dash.example.org' -Token $token } | Should -Throw -ErrorId 'InsecureTransport,*'
    }
}
