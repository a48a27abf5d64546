BeforeAll { Import-Module MlDash -Force }

Describe 'Set-MlDashExperiment' {
    BeforeEach {
        $null = Start-MlDashExperiment "set/$([guid]::NewGuid())" -Tags a, b -Description 'before' -Root $TestDrive
        $experiment = Complete-MlDashExperiment -PassThru
    }

    It 'changes what is given and leaves the rest' {
        $experiment | Set-MlDashExperiment -Description 'after' -Bindr x -Metadata @{ k = 'v' }
        $stored = Get-MlDashExperiment $experiment.Prefix -Root $TestDrive
        $stored.Description | Should -BeExactly 'after'
        $stored.Tags | Should -Be @('a', 'b')
        $stored.Bindrs | Should -Be @('x')
        $stored.Metadata.k | Should -BeExactly 'v'
        $stored.Status | Should -Be 'Completed'
    }

    It 'adds and removes tags' {
        $experiment | Set-MlDashExperiment -AddTag c -RemoveTag a
        (Get-MlDashExperiment $experiment.Prefix -Root $TestDrive).Tags | Should -Be @('b', 'c')
    }

    It 'takes all tags away with an empty array' {
        $experiment | Set-MlDashExperiment -Tag @()
        (Get-MlDashExperiment $experiment.Prefix -Root $TestDrive).Tags | Should -HaveCount 0
    }

    It 'hands out the changed experiment with -PassThru' {
        ($experiment | Set-MlDashExperiment -AddTag z -PassThru).Tags | Should -Contain 'z'
    }

    It 'changes nothing with -WhatIf' {
        $experiment | Set-MlDashExperiment -Description 'no' -WhatIf
        (Get-MlDashExperiment $experiment.Prefix -Root $TestDrive).Description | Should -BeExactly 'before'
    }

    It 'sets the status <_> of an experiment that has ended, and leaves its end' -ForEach 'Failed', 'Cancelled', 'Archived', 'Completed' {
        $changed = $experiment | Set-MlDashExperiment -Status $_ -PassThru
        $stored = Get-MlDashExperiment $experiment.Prefix -Root $TestDrive
        $stored.Status | Should -Be $_
        $changed.Status | Should -Be $_
        $stored.EndedAt | Should -Be $experiment.EndedAt
        $stored.Runs.Status | Should -Be 'Completed'
    }

    It 'forgets the error of a run that is set to Completed' {
        $null = Start-MlDashExperiment errors -Root $TestDrive
        $failed = try { throw 'too late' } catch { Complete-MlDashExperiment -ErrorRecord $_ -PassThru }
        $failed.Error | Should -Be 'too late'
        ($failed | Set-MlDashExperiment -Status Completed -PassThru).Error | Should -BeNullOrEmpty
    }

    It 'refuses the status of an experiment that is open, here or in another session' {
        $open = Start-MlDashExperiment open -Root $TestDrive
        { $open | Set-MlDashExperiment -Status Failed } | Should -Throw -ErrorId 'ExperimentOpen,*'
        $stored = Get-MlDashExperiment open -Root $TestDrive
        $shell = [powershell]::Create().AddScript({ param($Run) Import-Module MlDash; $Run | Set-MlDashExperiment -Status Failed }).AddArgument($stored)
        $null = $shell.Invoke()
        $shell.Streams.Error.FullyQualifiedErrorId | Should -BeLike 'ExperimentRunning,*'
        $shell.Dispose()
        Complete-MlDashExperiment
    }

    It 'opens an archived experiment again' {
        $experiment | Set-MlDashExperiment -Status Archived
        $null = Start-MlDashExperiment $experiment.Prefix -Root $TestDrive
        (Complete-MlDashExperiment -PassThru).Status | Should -Be 'Completed'
        (Get-MlDashExperiment $experiment.Prefix -Root $TestDrive).Status | Should -Be 'Completed'
    }
}

Describe 'Archived experiments' {
    BeforeAll {
        . "$PSScriptRoot/support/Server.ps1"
        Set-TestHome "$TestDrive/home"
        $server = Start-TestServer "$TestDrive/data"
        foreach ($place in @{ Root = "$TestDrive/lists" }, @{ Remote = $server.Url; UserName = 'alice' }) {
            foreach ($name in 'old', 'new') {
                $null = Start-MlDashExperiment "runs/$name" -Project p @place
                Complete-MlDashExperiment
            }
        }
        Get-MlDashExperiment p/runs/old -Root "$TestDrive/lists" | Set-MlDashExperiment -Status Archived
        Get-MlDashExperiment alice/p/runs/old -Remote $server.Url -UserName alice | Set-MlDashExperiment -Status Archived
    }
    AfterAll {
        Stop-TestServer $server
        Set-TestHome $null
    }

    It 'are left out of lists <Where> unless they are asked for' -ForEach @{ Where = 'of a folder' }, @{ Where = 'of a server' } {
        $place = if ($Where -eq 'of a folder') { @{ Root = "$TestDrive/lists" } } else { @{ Remote = $server.Url; UserName = 'alice' } }
        (Get-MlDashExperiment @place).Name | Should -Be 'new'
        (Get-MlDashExperiment -Name * -Project p @place).Name | Should -Be 'new'
        (Get-MlDashExperiment -First 5 @place).Name | Should -Be 'new'
        (Get-MlDashExperiment @place -IncludeArchived).Name | Sort-Object | Should -Be @('new', 'old')
        (Get-MlDashExperiment @place -First 5 -IncludeArchived).Name | Sort-Object | Should -Be @('new', 'old')
        $named = Get-MlDashExperiment -Name old @place
        $named.Status | Should -Be 'Archived'
        (Get-MlDashExperiment $named.Prefix @place).Name | Should -Be 'old'
        (Get-MlDashExperiment -Name old, x* -First 3 @place).Name | Should -Be 'old'
        (Get-MlDashExperiment -Status Archived @place).Name | Should -Be 'old'
    }
}
