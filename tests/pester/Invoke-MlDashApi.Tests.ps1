BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $alice = @{ Remote = $server.Url; UserName = 'alice' }
    $null = Start-MlDashExperiment run -Project project @alice
    Complete-MlDashExperiment
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Invoke-MlDashApi' {
    It 'hands out what the server answers as objects' {
        (Invoke-MlDashApi '{ me { username } }' @alice).me.username | Should -Be 'alice'
        (Invoke-MlDashApi 'me { username }' @alice).me.username | Should -Be 'alice'
    }

    It 'takes variables' {
        $query = 'query($slug: String!) { namespace(slug: $slug) { projects { slug } } }'
        (Invoke-MlDashApi $query @{ slug = 'alice' } @alice).namespace.projects[0].slug | Should -Be 'project'
    }

    It 'shows what the server says of a query that is wrong' {
        { Invoke-MlDashApi '{ nothing }' @alice } | Should -Throw -ErrorId 'QueryRefused,*'
    }
}
