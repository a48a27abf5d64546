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

Describe 'Disconnect-MlDash' {
    It 'forgets the login' {
        $null = Connect-MlDash $server.Url -Token $token
        Disconnect-MlDash
        { Get-MlDashProfile } | Should -Throw -ErrorId 'NotAuthenticated,*'
    }

    It 'does nothing with -WhatIf' {
        $null = Connect-MlDash $server.Url -Token $token
        Disconnect-MlDash -WhatIf
        (Get-MlDashProfile -Cached).UserName | Should -Be 'alice'
    }

    It 'forgets everything with -Force, also when it cannot be read' {
        $null = Connect-MlDash $server.Url -Token $token
        if (-not [OperatingSystem]::IsWindows()) {
            Set-Content "$TestDrive/home/tokens.encrypted" 'damaged' -NoNewline
            { Get-MlDashProfile } | Should -Throw -ErrorId 'TokenStoreDamaged,*'
        }
        Disconnect-MlDash -Force
        { Get-MlDashProfile } | Should -Throw -ErrorId 'NotAuthenticated,*'
    }
}
