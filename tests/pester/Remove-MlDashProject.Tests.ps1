BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $alice = @{ Remote = $server.Url; UserName = 'alice' }
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Remove-MlDashProject' {
    It 'deletes a project with its experiments' {
        $null = Start-MlDashExperiment run -Project gone @alice
        Complete-MlDashExperiment
        Remove-MlDashProject gone -Force @alice
        Get-MlDashExperiment @alice | Should -BeNullOrEmpty
        Get-MlDashProject @alice | Should -BeNullOrEmpty
    }

    It 'deletes nothing with -WhatIf, and says so when there is no such project' {
        $null = New-MlDashProject kept @alice
        Remove-MlDashProject kept -WhatIf @alice
        (Get-MlDashProject kept @alice).Name | Should -Be 'kept'
        { Remove-MlDashProject nope -Force -ErrorAction Stop @alice } | Should -Throw -ErrorId 'ProjectNotFound,*'
    }

    It 'asks first' {
        (Get-Command Remove-MlDashProject).Parameters.ContainsKey('Confirm') | Should -BeTrue
        $impact = (Get-Command Remove-MlDashProject).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact
        $impact | Should -Be 'High'
    }
}
