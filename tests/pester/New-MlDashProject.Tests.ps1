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

Describe 'New-MlDashProject' {
    It 'makes a project that Get-MlDashProject lists' {
        (New-MlDashProject vision -Description 'of images' @alice).Name | Should -Be 'vision'
        (Get-MlDashProject @alice).Name | Should -Be 'vision'
    }

    It 'keeps what the project is about, with experiments and without' {
        (New-MlDashProject described -Description 'of sound' @alice).Description | Should -Be 'of sound'
        (Get-MlDashProject described @alice).Description | Should -Be 'of sound'
        $null = Start-MlDashExperiment run -Project described @alice
        Complete-MlDashExperiment
        $project = Get-MlDashProject described @alice
        $project.ExperimentCount | Should -Be 1
        $project.Description | Should -Be 'of sound'
    }

    It 'keeps one that exists' {
        $null = New-MlDashProject again @alice
        (New-MlDashProject again @alice).ExperimentCount | Should -Be 0
    }

    It 'makes nothing with -WhatIf' {
        New-MlDashProject ghost -WhatIf @alice | Should -BeNullOrEmpty
        (Get-MlDashProject @alice).Name | Should -Not -Contain 'ghost'
    }

    It 'refuses the namespace of another' {
        $null = New-MlDashProject mine -Remote $server.Url -UserName bob
        { New-MlDashProject bob/theirs @alice } | Should -Throw
    }
}
