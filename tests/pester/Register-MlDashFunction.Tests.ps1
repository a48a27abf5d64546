BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
}

AfterAll { Set-TestHome $null }

Describe 'Register-MlDashFunction' {
    It 'runs every call of a simple function in an experiment of its own' {
        function Invoke-Simple($Number, $Other = 5) { "$Number $Other $args $Experiment" }
        Register-MlDashFunction Invoke-Simple -Prefix 'simple/{EXP.id}' -Root $TestDrive -Tags t
        Invoke-Simple 1 | Should -BeLike '1 5  simple/*'
        Invoke-Simple -Other 7 -Number 2 extra | Should -BeLike '2 7 extra simple/*'
        $stored = Get-MlDashExperiment 'simple/*' -Root $TestDrive
        $stored | Should -HaveCount 2
        $stored[0].Status | Should -Be 'Completed'
        $stored[0].Tags | Should -Be 't'
    }

    It 'keeps parameters, pipeline input and output of an advanced function' {
        function Invoke-Advanced {
            [CmdletBinding()]
            param([Parameter(ValueFromPipeline)] [int] $Number, [ValidateSet('x', 'y')] [string] $Kind = 'x')
            begin { "begin $Kind" }
            process { "item $Number in $Experiment" }
            end { 'end' }
        }
        Register-MlDashFunction Invoke-Advanced -Prefix 'advanced/one' -Root $TestDrive
        1..2 | Invoke-Advanced -Kind y | Should -Be @('begin y', 'item 1 in advanced/one', 'item 2 in advanced/one', 'end')
        Invoke-Advanced -Number 5 | Should -Be @('begin x', 'item 5 in advanced/one', 'end')
        { Invoke-Advanced -Kind z } | Should -Throw
    }

    It 'takes parameters of any name and attributes of any form' {
        function Invoke-Odd {
            [CmdletBinding(PositionalBinding = $false)]
            param(
                [Parameter(ValueFromRemainingArguments)] $Rest,
                [Parameter(DontShow, HelpMessage = "it's {Rest}")] [ValidateScript({ $_ -ne '{Help}' }, ErrorMessage = 'no')] $Help = 1,
                [ValidateSet('{Inject}', 'b')] $Plain, $Inject, $Binding, $Parameters)
            "$Rest|$Help|$Plain|$Inject|$Binding|$Parameters|$Experiment"
        }
        Register-MlDashFunction Invoke-Odd -Prefix odd/one -Root $TestDrive
        Invoke-Odd -Plain b x y | Should -Be 'x y|1|b||||odd/one'
        Invoke-Odd -Plain '{Inject}' -Help 2 -Inject 3 -Binding 4 -Parameters 5 | Should -Be '|2|{Inject}|3|4|5|odd/one'
        { Invoke-Odd -Plain c } | Should -Throw
    }

    It 'gives the experiment to a parameter of that name' {
        function Invoke-Taking($Experiment) { $Experiment.Prefix }
        Register-MlDashFunction Invoke-Taking -Prefix taking -Root $TestDrive
        Invoke-Taking | Should -Be 'taking'
        Invoke-Taking -Experiment @{ Prefix = 'mine' } | Should -Be 'mine'
    }

    It 'works wherever it is called, and changes the function where that is defined' {
        function Register-Inner { Register-MlDashFunction Invoke-Far -Prefix 'far/{EXP.id}' -Root $TestDrive }
        function Invoke-Far($Number) { "$Number $Experiment" }
        Register-Inner
        Invoke-Far 1 | Should -BeLike '1 far/*'
        & { Unregister-MlDashFunction Invoke-Far }
        Invoke-Far 1 | Should -Be '1 '
        & { Register-MlDashFunction Invoke-Far -Prefix 'far/{EXP.id}' -Root $TestDrive }
        Invoke-Far 2 | Should -BeLike '2 far/*'
        Get-Command '*Invoke-Far*' | Should -HaveCount 1
        Get-Variable '*Invoke-Far*' | Should -BeNullOrEmpty
    }

    It 'leaves the function its name, in what it sees, asks and reports' {
        function Invoke-Called {
            [CmdletBinding(SupportsShouldProcess)]
            param([Parameter(ValueFromPipeline)] $Item)
            process { $MyInvocation.MyCommand.Name; Write-Error 'no' -ErrorId Mine }
        }
        Register-MlDashFunction Invoke-Called -Prefix 'called/{EXP.id}' -Root $TestDrive
        $direct = Invoke-Called -ErrorAction Continue 2>&1
        $direct[0] | Should -Be 'Invoke-Called'
        $direct[1].FullyQualifiedErrorId | Should -Be 'Mine,Invoke-Called'
        $piped = 1 | Invoke-Called -ErrorAction Continue 2>&1
        $piped[0] | Should -Be 'Invoke-Called'
        $piped[1].FullyQualifiedErrorId | Should -Be 'Mine,Invoke-Called'
    }

    It 'loses no output of a call whose errors are redirected' {
        function Invoke-Redirected {
            [CmdletBinding()]
            param([Parameter(ValueFromPipeline)] $Item)
            begin { 'begin' }
            process { "before $Item"; Write-Error "bad $Item"; "after $Item" }
            end { 'end' }
        }
        $expected = 1, 2 | Invoke-Redirected -ErrorAction Continue 2>&1 | ForEach-Object { "$_" }
        Register-MlDashFunction Invoke-Redirected -Prefix redirected -Root $TestDrive
        1, 2 | Invoke-Redirected -ErrorAction Continue 2>&1 | ForEach-Object { "$_" } | Should -Be $expected
        $null = 1, 2 | Invoke-Redirected -ErrorAction SilentlyContinue -ErrorVariable bad
        "$bad" | Should -Be 'bad 1 bad 2'
    }

    It 'records nothing of a call with -WhatIf, which does what it would without' {
        function Invoke-Tried {
            [CmdletBinding(SupportsShouldProcess)]
            param([Parameter(ValueFromPipeline)] $Item)
            process { if ($PSCmdlet.ShouldProcess($Item)) { "did $Item" } else { "would $Item" } }
        }
        Register-MlDashFunction Invoke-Tried -Prefix tried -Root "$TestDrive/tried"
        Invoke-Tried 1 -WhatIf | Should -Be 'would 1'
        2, 3 | Invoke-Tried -WhatIf | Should -Be @('would 2', 'would 3')
        & { $WhatIfPreference = $true; Invoke-Tried 4 } | Should -Be 'would 4'
        "$TestDrive/tried" | Should -Not -Exist
        Invoke-Tried 5 | Should -Be 'did 5'
        "$TestDrive/tried" | Should -Exist
    }

    It 'says that a copy of the text is not registered' {
        function Invoke-Source { 'ran' }
        Register-MlDashFunction Invoke-Source -Root $TestDrive
        $text = ${function:Invoke-Source}.ToString()
        ${function:Invoke-Twin} = $text
        { Invoke-Twin } | Should -Throw -ErrorId 'FunctionNotRegistered*' -ExpectedMessage '*Invoke-Twin*'
    }

    It 'takes filters, which read one object after the other' {
        filter Select-Doubled { "$($_ * 2) $Experiment" }
        Register-MlDashFunction Select-Doubled -Prefix doubled -Root $TestDrive
        1, 2 | Select-Doubled | Should -Be @('2 doubled', '4 doubled')
        Unregister-MlDashFunction Select-Doubled
        1, 2 | Select-Doubled | Should -Be @('2 ', '4 ')
    }

    It 'notes an error and lets it go on' {
        function Invoke-Failing { throw [ArgumentException]::new('no data') }
        Register-MlDashFunction Invoke-Failing -Prefix failing -Root $TestDrive
        { Invoke-Failing } | Should -Throw -ExceptionType ([ArgumentException]) -ExpectedMessage 'no data'
        $stored = Get-MlDashExperiment failing -Root $TestDrive
        $stored.Status | Should -Be 'Failed'
        $stored.Error | Should -BeExactly 'no data'
    }

    It 'refuses a function that is not there, or twice' {
        { Register-MlDashFunction Invoke-Nothing -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
        function Invoke-Twice { }
        Register-MlDashFunction Invoke-Twice -Root $TestDrive
        { Register-MlDashFunction Invoke-Twice -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionRegistered,*'
    }

    It 'records the parameters of each call, and defaults that are constant' {
        function Invoke-Training {
            [CmdletBinding()]
            param([double] $Lr = 0.1, [int] $Epochs, [switch] $Amp, [string[]] $Layers = ('a', 'b'), $Computed = (Get-Date), [securestring] $Key, [IO.FileInfo] $Data)
            "$Lr"
        }
        Register-MlDashFunction Invoke-Training -Prefix 'training/{EXP.id}' -Root "$TestDrive/params"
        $key = ConvertTo-SecureString secret -AsPlainText -Force
        Invoke-Training -Epochs 3 -Amp -Key $key -Data "$TestDrive/train.csv" -Verbose -WarningAction Stop | Should -Be '0.1'
        $null = Invoke-Training -Lr 0.5
        $first, $second = Get-MlDashExperiment 'training/*' -Root "$TestDrive/params" | Sort-Object CreatedAt
        $params = $first | Get-MlDashParam -Nested
        $params.PSObject.Properties.Name | Sort-Object | Should -Be @('Amp', 'Data', 'Epochs', 'Layers', 'Lr')
        $params.Lr, $params.Epochs, $params.Amp, $params.Data | Should -Be @(0.1, 3, $true, [IO.Path]::GetFullPath("$TestDrive/train.csv"))
        ($second | Get-MlDashParam Lr).Value | Should -Be 0.5
    }

    It 'records the arguments of a simple function that are for no parameter' {
        function Invoke-Loose($First) { "$First $args" }
        Register-MlDashFunction Invoke-Loose -Prefix 'loose/{EXP.id}' -Root "$TestDrive/loose"
        Invoke-Loose 1 | Should -Be '1 '
        Invoke-Loose 1 two 3 (ConvertTo-SecureString secret -AsPlainText -Force) | Should -Be '1 two 3 System.Security.SecureString'
        $none, $some = Get-MlDashExperiment -Root "$TestDrive/loose" | Sort-Object CreatedAt
        ($none | Get-MlDashParam).Name | Should -Be 'First'
        ($some | Get-MlDashParam args).Value | Should -Be @('two', 3)
    }

    It 'runs a call whose parameters cannot be recorded, and says which' {
        $deep = @{}; $inner = $deep
        foreach ($level in 1..200) { $inner.a = @{}; $inner = $inner.a }
        function Invoke-Deep($Tree, $Lr) { 'done' }
        Register-MlDashFunction Invoke-Deep -Prefix deep -Root $TestDrive
        $deep = @{ list = , $deep }
        Invoke-Deep -Tree $deep -Lr 1 -WarningVariable ignored 3> $null | Should -Be 'done'
        $written = Invoke-Deep -Tree @(, (ConvertTo-SecureString secret -AsPlainText -Force)) -Lr 2 3>&1
        "$($written[0])" | Should -BeLike "*'Tree'*"
        (Get-MlDashExperiment deep -Root $TestDrive | Get-MlDashParam Lr).Value | Should -Be 2
    }

    It 'keeps the help of the function' {
        function Invoke-Helped {
            <#
            .SYNOPSIS
            Trains a {net}.
            .PARAMETER Lr
            The learning rate.
            .EXAMPLE
            Invoke-Helped -Lr 0.1
            #>
            param([double] $Lr)
        }
        Register-MlDashFunction Invoke-Helped -Root $TestDrive
        $help = Get-Help Invoke-Helped -Full
        $help.Name | Should -Be 'Invoke-Helped'
        $help.Synopsis | Should -Be 'Trains a {net}.'
        $help.parameters.parameter[0].description.Text | Should -Be 'The learning rate.'
        $help.examples.example[0].code | Should -Be 'Invoke-Helped -Lr 0.1'
        Unregister-MlDashFunction Invoke-Helped
        (Get-Help Invoke-Helped).Synopsis | Should -Be 'Trains a {net}.'
    }

    It 'fills {name} with the script that calls the function' {
        function Invoke-Named { param([Parameter(ValueFromPipeline)] $Item) process { "$Experiment" } }
        Register-MlDashFunction Invoke-Named -Prefix 'named/{name}/{EXP.id}' -Root $TestDrive
        'Invoke-Named; 1 | Invoke-Named' | Set-Content "$TestDrive/nightly.ps1"
        $found = & "$TestDrive/nightly.ps1"
        $found | Should -HaveCount 2
        $found[0], $found[1] | Should -BeLike 'named/nightly/*'
    }

    It 'records to a server' {
        $server = Start-TestServer "$TestDrive/data"
        try {
            function Invoke-There($Lr) { Add-MlDashMetric train @{ loss = 1 } }
            Register-MlDashFunction Invoke-There -Prefix there -Project vision -Remote $server.Url -UserName alice
            Invoke-There -Lr 0.25
            $stored = Get-MlDashExperiment -Remote $server.Url -UserName alice
            $stored.Prefix | Should -BeLike '*vision/there'
            $stored.Status | Should -Be 'Completed'
            ($stored | Get-MlDashParam Lr).Value | Should -Be 0.25
            ($stored | Get-MlDashMetric train).TotalPoints | Should -Be 1
        } finally {
            Stop-TestServer $server
        }
    }

    It 'completes functions, and Unregister-MlDashFunction those that are registered' {
        function global:Invoke-MlDashCompleted { }
        try {
            (TabExpansion2 'Register-MlDashFunction Invoke-MlDashComp' 41).CompletionMatches.CompletionText | Should -Be 'Invoke-MlDashCompleted'
            (TabExpansion2 'Unregister-MlDashFunction Invoke-MlDashComp' 43).CompletionMatches.CompletionText | Should -BeNullOrEmpty
            & ([scriptblock]::Create('Register-MlDashFunction Invoke-MlDashCompleted'))
        } finally {
            Remove-Item function:Invoke-MlDashCompleted
        }
    }
}
