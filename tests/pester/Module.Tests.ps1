BeforeAll {
    Import-Module MlDash -Force
    $folder = (Get-Module MlDash).ModuleBase
}

Describe 'The module' {
    It 'exports what its manifest says' {
        $manifest = Test-ModuleManifest (Join-Path $folder 'MlDash.psd1')
        $exported = (Get-Module MlDash).ExportedCmdlets.Keys
        $exported | Should -HaveCount $manifest.ExportedCmdlets.Count
        foreach ($name in $manifest.ExportedCmdlets.Keys) { $exported | Should -Contain $name }
    }

    It 'exports every cmdlet of its assembly' {
        $assembly = (Get-Command Start-MlDashExperiment).ImplementingType.Assembly
        $inside = @($assembly.GetExportedTypes() | Where-Object { $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) })
        (Get-Module MlDash).ExportedCmdlets.Count | Should -Be $inside.Count
    }

    It 'uses approved verbs alone' {
        $verbs = (Get-Verb).Verb
        foreach ($command in Get-Command -Module MlDash -CommandType Cmdlet) { $verbs | Should -Contain $command.Verb }
    }

    It 'ships no engine assembly' {
        Get-ChildItem $folder -Recurse -Filter System.Management.Automation.dll | Should -BeNullOrEmpty
    }

    It 'can be imported twice' {
        Import-Module MlDash
        Import-Module MlDash -Force
        Get-MlDashExperiment -Current | Should -BeNullOrEmpty
    }

    It 'can be removed and imported again' {
        Remove-Module MlDash
        (Get-Module MlDash) | Should -BeNullOrEmpty
        Import-Module MlDash
        Get-MlDashExperiment -Current | Should -BeNullOrEmpty
    }

    It 'completes what is open when it is removed' {
        $null = Start-MlDashExperiment removed -Root $TestDrive
        Write-MlDashLog 'kept'
        $warning = Remove-Module MlDash 3>&1
        Import-Module MlDash
        $warning | Should -BeLike "The experiment 'removed' was open when the module was removed; it is Completed now.*"
        $stored = Get-MlDashExperiment removed -Root $TestDrive
        $stored.Status | Should -Be 'Completed'
        ($stored | Get-MlDashLog).Message | Should -Be 'kept'
    }

    It 'works in several runspaces at once' {
        $script = {
            param($Root, $Number)
            Import-Module MlDash
            $null = Start-MlDashExperiment "parallel/run-$Number" -Root $Root
            foreach ($step in 1..50) { Add-MlDashMetric train @{ step = $step } }
            Complete-MlDashExperiment
            (Get-MlDashExperiment "parallel/run-$Number" -Root $Root | Get-MlDashMetric train).TotalPoints
        }
        $shells = foreach ($number in 1..4) {
            $shell = [powershell]::Create().AddScript($script.ToString()).AddArgument("$TestDrive").AddArgument($number)
            [pscustomobject]@{ Shell = $shell; Result = $shell.BeginInvoke() }
        }
        foreach ($one in $shells) {
            $one.Shell.EndInvoke($one.Result) | Should -Be 50
            $one.Shell.Streams.Error | Should -BeNullOrEmpty
            $one.Shell.Dispose()
        }
    }

    It 'gives a runspace that is closed its outcome' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($Root) Import-Module MlDash; $null = Start-MlDashExperiment closed -Root $Root; Write-MlDashLog "queued"').AddArgument("$TestDrive").Invoke()
        $shell.Runspace.Close()
        $shell.Dispose()
        $stored = Get-MlDashExperiment closed -Root $TestDrive
        $stored.Status | Should -Be 'Completed'
        ($stored | Get-MlDashLog).Message | Should -Be 'queued'
    }

    It 'keeps its dependencies to itself' {
        $loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'MlDash.Core' }
        $loaded | Should -HaveCount 1
        [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($loaded).Name | Should -Be 'MlDash'
    }
}
