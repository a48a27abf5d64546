BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/CIEnvironment.ps1"
}

Describe 'Get-MlDashCIContext' {
    AfterEach { Reset-CIEnvironment }

    It 'returns nothing outside of CI systems, and says so' {
        Set-CIEnvironment GitHub
        $env:CI = 'false'
        $said = Get-MlDashCIContext -Verbose 4>&1
        $said | Should -HaveCount 1
        "$said" | Should -BeLike '*No CI system*'
    }

    It 'returns what <_> says of the job' -ForEach 'GitHub', 'Azure', 'GitLab', 'Jenkins', 'TeamCity', 'Bitbucket', 'CircleCI', 'AppVeyor', 'Buildkite' {
        Set-CIEnvironment $_
        $context = Get-MlDashCIContext
        $context.GetType().FullName | Should -BeExactly 'MlDash.CIContext'
        $context.System | Should -BeExactly $_
        $context.RunId | Should -Not -BeNullOrEmpty
        $context.Commit | Should -Match '^[0-9a-f]{40}$'
        $context.RunUrl | Should -BeLike 'https://*'
        $context | Format-List * | Out-String | Should -Not -Match 'planted'
    }

    It 'shows what is known as a list' {
        Set-CIEnvironment GitHub
        $text = Get-MlDashCIContext | Out-String
        $text | Should -Match 'Branch\s+:\s+feature/tools'
        $text | Should -Match 'PullRequest\s+:\s+57'
    }
}
