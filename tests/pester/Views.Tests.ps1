BeforeAll { Import-Module MlDash -Force }

Describe 'The views' {
    It 'show a time as people say it' {
        [MlDash.Cmdlets.Views.ViewText]::Ago([DateTimeOffset]::UtcNow.AddMinutes(-5)) | Should -Be '5 min ago'
        [MlDash.Cmdlets.Views.ViewText]::Ago($null) | Should -Be ''
    }

    It 'show <Bytes> bytes as <Text>' -ForEach @(@{ Bytes = 12; Text = '12 B' }, @{ Bytes = 1500; Text = '1.5 KB' }, @{ Bytes = 2000000000; Text = '2 GB' }) {
        [MlDash.Cmdlets.Views.ViewText]::Size($Bytes) | Should -Be $Text
    }

    It 'show <Seconds> s as <Text>' -ForEach @(@{ Seconds = 1.25; Text = '1.3 s' }, @{ Seconds = 65; Text = '1 m 05 s' }, @{ Seconds = 3700; Text = '1 h 01 m' }) {
        [MlDash.Cmdlets.Views.ViewText]::Span([TimeSpan]::FromSeconds($Seconds)) | Should -Be $Text
    }

    It 'show a time to come as people say it' {
        [MlDash.Cmdlets.Views.ViewText]::Until([DateTimeOffset]::UtcNow.AddHours(5).AddMinutes(1)) | Should -Be 'in 5 h'
        [MlDash.Cmdlets.Views.ViewText]::Until([DateTimeOffset]::UtcNow.AddHours(-5)) | Should -Be 'over'
        [MlDash.Cmdlets.Views.ViewText]::Until($null) | Should -Be 'never'
    }

    It 'leave out the middle of a long path, and nothing of a short one' {
        [MlDash.Cmdlets.Views.ViewText]::Path('vision/a-folder-of-many-words/resnet50', 24) | Should -Be 'vision/a…-words/resnet50'
        [MlDash.Cmdlets.Views.ViewText]::Path('vision/resnet50', 24) | Should -Be 'vision/resnet50'
        # Letters of two cells.
        [MlDash.Cmdlets.Views.ViewText]::Path('日本語' * 4, 12) | Should -Be '日本…日本語'
    }

    It 'never hand a control character to the screen' {
        $escape = [char] 27
        [MlDash.Cmdlets.Views.ViewText]::Line("a`r`nb`tc$escape[31md$([char] 0x9B)") | Should -Be "a b c$([char] 0x241B)[31md$([char] 0x2421)"
        [MlDash.Cmdlets.Views.ViewText]::Block("a`r`nb$escape") | Should -Be "a`nb$([char] 0x241B)"
    }

    It 'show <Given> as <Text>' -ForEach @(
        @{ Given = 0.123456789; Text = '0.123457' }, @{ Given = $true; Text = 'true' }, @{ Given = $null; Text = '' }
        @{ Given = @(1, 2.5, 'x'); Text = '[1, 2.5, x]' }, @{ Given = @{ a = 1, 2 }; Text = '{a=[1, 2]}' }) {
        [MlDash.Cmdlets.Views.ViewText]::Value($Given) | Should -Be $Text
    }

    It 'draw the trend of <Values> as <Text>' -ForEach @(
        @{ Values = @(1, 2, 3, 4, 5, 6, 7, 8); Text = '▁▂▃▄▅▆▇█' }, @{ Values = @(8, [double]::NaN, 1); Text = '█ ▁' }
        @{ Values = @(5, 5); Text = '▄▄' }, @{ Values = @([double]::NaN); Text = '' }, @{ Values = @([double]::MinValue, [double]::MaxValue); Text = '▁█' }
        @{ Values = @([double]::PositiveInfinity, 0, 1); Text = ' ▁█' }) {
        [MlDash.Cmdlets.Views.Trend]::Draw([double[]] $Values) | Should -BeExactly $Text
    }

    It 'draw a trend in signs of ASCII where output goes to a file or program in a code page without blocks' -Skip:(-not [Console]::IsOutputRedirected) {
        $before = [Console]::OutputEncoding
        try {
            [Console]::OutputEncoding = [Text.Encoding]::Latin1
            [MlDash.Cmdlets.Views.Trend]::Draw([double[]] @(1, 2, 3, 4, 5, 6, 7, 8)) | Should -BeExactly '_.-~=+*#'
        }
        finally { [Console]::OutputEncoding = $before }
    }

    It 'draw nothing of a metric that is not on this machine' {
        $core = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'MlDash.Core' }
        Invoke-MlDashExperiment drawn -Root $TestDrive { foreach ($step in 1..3) { Add-MlDashMetric train @{ loss = $step } } }
        $metric = Get-MlDashExperiment drawn -Root $TestDrive | Get-MlDashMetric
        [MlDash.Cmdlets.Views.Trend]::Of($metric) | Should -BeExactly '▁▅█'
        $core.GetType('MlDash.MetricInfo').GetProperty('Experiment').SetValue($metric, $null)
        [MlDash.Cmdlets.Views.Trend]::Of($metric) | Should -BeExactly ''
    }

    It 'take their colours from $PSStyle, and none where it asks for plain text' {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Host'
            [MlDash.Cmdlets.Views.ViewStyle]::Status('Failed', $ExecutionContext) | Should -BeExactly "$($PSStyle.Foreground.Red)Failed$($PSStyle.Reset)"
            [MlDash.Cmdlets.Views.ViewStyle]::Level('Warn', $ExecutionContext) | Should -BeExactly "$($PSStyle.Foreground.Yellow)Warn$($PSStyle.Reset)"
            [MlDash.Cmdlets.Views.ViewStyle]::Level('Info', $ExecutionContext) | Should -BeExactly 'Info'
            $PSStyle.OutputRendering = 'PlainText'
            [MlDash.Cmdlets.Views.ViewStyle]::Status('Failed', $ExecutionContext) | Should -BeExactly 'Failed'
        }
        finally { $PSStyle.OutputRendering = $before }
    }

    It 'are plain in a session without $PSStyle' {
        $state = [initialsessionstate]::CreateDefault()
        $state.Variables.Remove('PSStyle', $null)
        $shell = [powershell]::Create($state)
        $script = 'Set-StrictMode -Version Latest; Import-Module MlDash; [MlDash.Cmdlets.Views.ViewStyle]::Status("Failed", $ExecutionContext)'
        $shell.AddScript($script).Invoke() | Should -BeExactly 'Failed'
        $shell.Dispose()
    }

    It 'are well-formed, and name types that there are' {
        $folder = (Get-Module MlDash).ModuleBase
        $views = [xml](Get-Content (Join-Path $folder 'MlDash.Format.ps1xml') -Raw)
        $core = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'MlDash.Core' }
        $cmdlets = (Get-Command Get-MlDashLog).ImplementingType.Assembly
        $dashboard = (Get-Command Show-MlDash).OutputType.Type.Assembly
        $import = (Get-Command Import-MlDashExperiment).OutputType.Type.Assembly
        # Objects whose properties come from data have a name and no type.
        $ofData = (Invoke-MlDashExperiment typed -Root $TestDrive { Set-MlDashParam a 1; Get-MlDashParam -Nested }).PSObject.TypeNames -like 'MlDash.*'
        $ofData = @($ofData) + (Compare-MlDashExperiment typed -Root $TestDrive).PSObject.TypeNames -like 'MlDash.*'
        $ofData | Should -HaveCount 2
        foreach ($view in $views.Configuration.ViewDefinitions.View) {
            foreach ($name in $view.ViewSelectedBy.TypeName | Where-Object { $_ -notin $ofData }) {
                $core.GetType($name) ?? $cmdlets.GetType($name) ?? $dashboard.GetType($name) ?? $import.GetType($name) | Should -Not -BeNullOrEmpty -Because $view.Name
            }
        }
    }

    It 'name properties that their types have' {
        $folder = (Get-Module MlDash).ModuleBase
        $views = [xml](Get-Content (Join-Path $folder 'MlDash.Format.ps1xml') -Raw)
        $core = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'MlDash.Core' }
        $cmdlets = (Get-Command Get-MlDashLog).ImplementingType.Assembly
        $dashboard = (Get-Command Show-MlDash).OutputType.Type.Assembly
        $import = (Get-Command Import-MlDashExperiment).OutputType.Type.Assembly
        foreach ($view in $views.Configuration.ViewDefinitions.View) {
            $shown = @($view.ViewSelectedBy.TypeName)[0]
            $type = $core.GetType($shown) ?? $cmdlets.GetType($shown) ?? $dashboard.GetType($shown) ?? $import.GetType($shown)
            foreach ($property in $view.SelectNodes('.//PropertyName')) {
                $type.GetProperty($property.InnerText) | Should -Not -BeNullOrEmpty -Because "$($view.Name) shows $($property.InnerText)"
            }
        }
    }
}

Describe 'What scripts see of an object' {
    BeforeAll {
        $experiment = Start-MlDashExperiment seen -Project p -Root $TestDrive -Metadata @{ a = 1 }
        Add-MlDashMetric train @{ loss = 0.5 }
        Add-MlDashTrack robot @{ x = 1 } -Timestamp 1
        'x' | Save-MlDashFile -Name a.txt -AsText
        Complete-MlDashExperiment
        $experiment = Get-MlDashExperiment p/seen -Root $TestDrive
        $own = 'Name', 'Project', 'Owner', 'Server', 'Prefix', 'Id', 'Status', 'Description', 'Tags', 'Bindrs', 'Metadata', 'CreatedAt', 'UpdatedAt', 'StartedAt', 'EndedAt',
        'Duration', 'Error', 'Runs', 'WriteProtected', 'IsOpen', 'Mode', 'Root', 'Folder'
    }

    It 'is what an experiment is, and nothing of how it works' {
        ($experiment | Get-Member -MemberType Properties).Name | Should -Be ($own | Sort-Object)
        ($experiment | Get-Member -MemberType Method).Name | Should -Be @('Equals', 'GetHashCode', 'GetType', 'ToString')
    }

    It 'is the same as JSON, without a warning that something is cut off' {
        $warnings = $null
        $json = $experiment | ConvertTo-Json -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        ($json | ConvertFrom-Json).PSObject.Properties.Name | Should -Be $own
    }

    It 'is the same in a copy' {
        $experiment | Export-Clixml $TestDrive/copy.xml
        $copy = Import-Clixml $TestDrive/copy.xml
        $copy.PSObject.Properties.Name | Should -Be $own
        $copy.Prefix | Should -Be 'p/seen'
    }

    It 'is the path of its experiment in a <Kind>' -ForEach @(
        @{ Kind = 'metric'; Get = { $experiment | Get-MlDashMetric } }
        @{ Kind = 'track'; Get = { $experiment | Get-MlDashTrack } }
        @{ Kind = 'file'; Get = { $experiment | Get-MlDashFile } }
    ) {
        $thing = & $Get
        "$($thing.Experiment)" | Should -Be 'p/seen'
        $read = $thing | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $read.Experiment.PSObject.Properties.Name | Should -Be @('Prefix', 'Root')
        $read.PSObject.Properties.Name | Should -Not -Contain 'ExperimentPath'
        # And it still leads to the experiment.
        ($thing.Experiment | Get-MlDashExperiment).Id | Should -Be $experiment.Id
    }
}

Describe 'The table of files' {
    It 'has a header of one line where paths are long' {
        $null = Start-MlDashExperiment files -Root "$TestDrive/long"
        'text' | Save-MlDashFile -Name ('w' * 90 + '.bin') -Prefix some/deep/folder -AsText -Tags some, tags
        $file = Get-MlDashFile
        Complete-MlDashExperiment
        $lines = ($file | Out-String -Width 80) -split '\r?\n' | Where-Object { $_ }
        $lines[0] | Should -Match 'Path +Size +Type +Saved +Tags'
        $lines[1] | Should -Match '^-+ +-+ +-+ +-+ +-+'
    }
}
