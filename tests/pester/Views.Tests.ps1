BeforeAll { Import-Module MlDash -Force }

Describe 'The views' {
    It 'show a time as people say it' {
        [MlDash.Cmdlets.ViewText]::Ago([DateTimeOffset]::UtcNow.AddMinutes(-5)) | Should -Be '5 min ago'
        [MlDash.Cmdlets.ViewText]::Ago($null) | Should -Be ''
    }

    It 'show <Bytes> bytes as <Text>' -ForEach @(@{ Bytes = 12; Text = '12 B' }, @{ Bytes = 1500; Text = '1.5 KB' }, @{ Bytes = 2000000000; Text = '2 GB' }) {
        [MlDash.Cmdlets.ViewText]::Size($Bytes) | Should -Be $Text
    }

    It 'show <Seconds> s as <Text>' -ForEach @(@{ Seconds = 1.25; Text = '1.3 s' }, @{ Seconds = 65; Text = '1 m 05 s' }, @{ Seconds = 3700; Text = '1 h 01 m' }) {
        [MlDash.Cmdlets.ViewText]::Span([TimeSpan]::FromSeconds($Seconds)) | Should -Be $Text
    }

    It 'are well-formed, and name types that there are' {
        $folder = (Get-Module MlDash).ModuleBase
        $views = [xml][IO.File]::ReadAllText([IO.Path]::Combine($folder, 'MlDash.Format.ps1xml'))
        $core = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'MlDash.Core' })[0]
        $cmdlets = (Get-Command Get-MlDashLog).ImplementingType.Assembly
        foreach ($view in $views.Configuration.ViewDefinitions.View) {
            $core.GetType($view.ViewSelectedBy.TypeName) ?? $cmdlets.GetType($view.ViewSelectedBy.TypeName) | Should -Not -BeNullOrEmpty -Because $view.Name
        }
    }

    It 'name properties that their types have' {
        $folder = (Get-Module MlDash).ModuleBase
        $views = [xml][IO.File]::ReadAllText([IO.Path]::Combine($folder, 'MlDash.Format.ps1xml'))
        $core = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'MlDash.Core' })[0]
        $cmdlets = (Get-Command Get-MlDashLog).ImplementingType.Assembly
        foreach ($view in $views.Configuration.ViewDefinitions.View) {
            $type = $core.GetType($view.ViewSelectedBy.TypeName) ?? $cmdlets.GetType($view.ViewSelectedBy.TypeName)
            foreach ($property in $view.SelectNodes('.//PropertyName')) {
                $type.GetProperty($property.InnerText) | Should -Not -BeNullOrEmpty -Because "$($view.Name) shows $($property.InnerText)"
            }
        }
    }
}
