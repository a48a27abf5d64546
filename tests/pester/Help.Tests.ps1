BeforeDiscovery {
    Import-Module MlDash -Force
    $cmdlets = Get-Command -Module MlDash -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    Import-Module MlDash -Force

    # A text of help is a list of paragraphs.
    function Join-HelpText($Text) { ($Text | ForEach-Object { if ($_ -is [string]) { $_ } else { $_.Text } }) -join "`n" }
}

Describe 'Get-Help <Name>' -ForEach $cmdlets {
    It 'says what the cmdlet does, shortly and at length' {
        $help = Get-Help $Name
        $help.Name | Should -Be $Name
        $help.ModuleName | Should -Be 'MlDash'
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match '\{\{'
        # Without a help file the engine shows the syntax in its place.
        $help.Synopsis | Should -Not -Match '\[<CommonParameters>\]'
        $description = Join-HelpText $help.description
        $description | Should -Not -BeNullOrEmpty
        $description | Should -Not -Match '\{\{'
    }

    It 'shows two examples or more, each with code' {
        $examples = @((Get-Help $Name -Examples).examples.example)
        $examples.Count | Should -BeGreaterThan 1
        foreach ($example in $examples) {
            $example.title | Should -Match 'Example \d'
            $example.code | Should -Match $Name.Split('-')[1].Substring(0, 6)
        }
    }

    It 'explains every parameter, and none that is not there' {
        $common = [Management.Automation.Cmdlet]::CommonParameters
        $expected = @((Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin $common })
        # The engine refuses to look for parameters where there are none.
        $explained = @(if ($expected) { Get-Help $Name -Parameter * })
        $explained.Count | Should -Be $expected.Count
        foreach ($parameter in $explained) {
            $expected | Should -Contain $parameter.name
            Join-HelpText $parameter.description | Should -Not -BeNullOrEmpty
        }
    }

    It 'shows each parameter set' {
        @((Get-Help $Name).syntax.syntaxItem).Count | Should -Be (Get-Command $Name).ParameterSets.Count
    }

    It 'says what goes in and what comes out' {
        $help = Get-Help $Name -Full
        $help.inputTypes.inputType | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
    }
}

Describe 'Get-Help about_<Topic>' -ForEach @(@{ Topic = 'MlDash' }, @{ Topic = 'MlDash_Storage' }, @{ Topic = 'MlDash_Remote' }, @{ Topic = 'MlDash_Filters' }) {
    It 'shows the topic and has a synopsis for the list of topics' {
        Get-Help "about_$Topic" | Should -Match 'LONG DESCRIPTION'
        $listed = @(Get-Help 'about_MlDash*' | Where-Object Name -EQ "about_$Topic")
        $listed.Count | Should -Be 1
        $listed[0].Synopsis | Should -Not -BeNullOrEmpty
    }
}
