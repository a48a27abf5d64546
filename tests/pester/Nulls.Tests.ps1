BeforeDiscovery {
    Import-Module MlDash -Force
    # Of every cmdlet and every parameter that takes several values, so that a new one is tried, too.
    $many = foreach ($command in Get-Command -Module MlDash -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values | Where-Object { $_.ParameterType.IsArray -and $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters }) {
            $rule = $parameter.Attributes | Where-Object { $_.GetType().Name -eq 'NotNullAttribute' }
            @{ Command = $command.Name; Parameter = $parameter.Name; Rule = $rule; IsOptional = [bool] $rule.IsOptional; Id = $rule.IsOfObjects ? 'ValueIsNull' : 'ParameterArgumentTransformationError' }
        }
    }
}

BeforeAll { Import-Module MlDash -Force }

Describe 'Null for a parameter that takes several values' {
    It '<Command> -<Parameter> refuses it among others, and alone unless it is what is recorded' -ForEach $many {
        $Rule | Should -Not -BeNullOrEmpty
        $given = @{ $Parameter = @(1, $null) }
        { & $Command @given } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -ExpectedMessage "*'$Parameter'*null*"
        $given = @{ $Parameter = $null }
        if (-not $IsOptional) { { & $Command @given } | Should -Throw -ErrorId "$Id,*" -ExpectedMessage "*$Parameter*is null*" }
    }

    It 'is optional for tags and bindrs of what is recorded alone' {
        $optional = foreach ($command in Get-Command -Module MlDash -CommandType Cmdlet) {
            foreach ($parameter in $command.Parameters.Values) {
                if ($parameter.Attributes | Where-Object { $_.GetType().Name -eq 'NotNullAttribute' -and $_.IsOptional }) { $parameter.Name }
            }
        }
        $optional | Sort-Object -Unique | Should -Be @('Bindr', 'Tag')
    }

    It 'widens no removal: from a variable, a command without output, a property' {
        Invoke-MlDashExperiment kept -Root $TestDrive { 'x' | Save-MlDashFile -AsText -Name x.txt }
        { Get-MlDashExperiment -Root $TestDrive -Tag $undefined | Remove-MlDashExperiment -Confirm:$false } | Should -Throw '*null*'
        { Get-MlDashExperiment -Root $TestDrive -Name (Get-Variable 'undefined*') | Remove-MlDashExperiment -Confirm:$false } | Should -Throw '*null*'
        { $undefined | Get-MlDashExperiment -Root $TestDrive | Remove-MlDashExperiment -Confirm:$false } | Should -Throw
        { Get-MlDashFile $undefined -Experiment kept -Root $TestDrive | Remove-MlDashFile -Confirm:$false } | Should -Throw '*null*'
        (Get-MlDashExperiment kept -Root $TestDrive | Get-MlDashFile).Path | Should -Be 'x.txt'
    }

    It 'of a property is no project, and never every project' {
        $null = Invoke-MlDashExperiment bare -Root $TestDrive { }
        $bare = Get-MlDashExperiment bare -Root $TestDrive
        $bare.Project | Should -BeNullOrEmpty
        ($bare | Get-MlDashExperiment).Prefix | Should -Be 'bare'
        ([pscustomobject]@{ Prefix = 'bare'; Project = $null } | Get-MlDashExperiment -Root $TestDrive).Prefix | Should -Be 'bare'
        { [pscustomobject]@{ Project = $null } | Get-MlDashExperiment -Root $TestDrive } | Should -Throw -ErrorId 'ValueIsNull,*'
    }

    It 'is what a script passes on that was given no tags' {
        function Start-Own($Tags) { Start-MlDashExperiment own -Root $TestDrive -Tag $Tags -Bindr $Tags }
        Start-Own @('a', 'b') | Complete-MlDashExperiment
        Start-Own | Complete-MlDashExperiment
        (Get-MlDashExperiment own -Root $TestDrive).Tags | Should -Be @('a', 'b')
    }
}

Describe 'Null from the pipeline' {
    It 'is refused by <_> with what is wrong' -ForEach 'Write-MlDashLog', 'Add-MlDashMetric', 'Complete-MlDashExperiment', 'Set-MlDashParam' {
        $null = Start-MlDashExperiment open -Root $TestDrive
        $given = if ($_ -eq 'Add-MlDashMetric') { @{ Name = 'm' } } else { @{} }
        { $null | & $_ @given } | Should -Throw '*The value is null. Check the variable or the command it comes from*'
        (Get-MlDashExperiment -Current).Status | Should -Be 'Running'
        Complete-MlDashExperiment
    }
}
