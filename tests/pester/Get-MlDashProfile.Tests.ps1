BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Get-MlDashProfile' {
    It 'asks the server who the login is' {
        $profile = Get-MlDashProfile -Remote $server.Url -UserName bob
        $profile.UserName | Should -Be 'bob'
        $profile.Id | Should -Not -BeNullOrEmpty
        $profile.ExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
    }

    It 'reads the login alone with -Cached' {
        (Get-MlDashProfile -Remote 'http://localhost:1' -UserName bob -Cached).UserName | Should -Be 'bob'
    }

    It 'says what to do without a login, and without a server' {
        { Get-MlDashProfile -Remote $server.Url } | Should -Throw -ErrorId 'NotAuthenticated,*'
        { Get-MlDashProfile } | Should -Throw -ErrorId 'NoServer,*'
    }
}
