BeforeAll { Import-Module MlDash -Force }

Describe 'Set-MlDashParam' {
    BeforeEach { $experiment = Start-MlDashExperiment "param/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { if ($experiment.IsOpen) { $experiment | Complete-MlDashExperiment } }

    It 'flattens a hashtable' {
        Set-MlDashParam @{ model = @{ arch = 'resnet50'; layers = 3, 4; opt = @{ lr = 0.1 } }; epochs = 5; none = $null }
        $found = $experiment | Get-MlDashParam
        $found.Name | Should -HaveCount 5
        ($found | Where-Object Name -eq 'model.opt.lr').Value | Should -Be 0.1
        ($found | Where-Object Name -eq 'model.layers').Value | Should -Be @(3, 4)
        ($found | Where-Object Name -eq 'epochs').Value | Should -BeOfType ([long])
    }

    It 'merges: given names replace, others stay' {
        Set-MlDashParam @{ a = 1; b = 2 }
        Set-MlDashParam @{ b = 3 }
        (Get-MlDashParam a).Value | Should -Be 1
        (Get-MlDashParam b).Value | Should -Be 3
    }

    It 'warns of a name that differs from another one only in case, and keeps both' {
        Set-MlDashParam @{ lr = 0.1; epochs = 5 } -WarningVariable none
        Set-MlDashParam Lr 0.2 -WarningVariable warned -WarningAction SilentlyContinue
        Set-MlDashParam Lr 0.3 -WarningVariable again -WarningAction SilentlyContinue
        Set-MlDashParam epochs 6 -WarningVariable +none
        $none | Should -BeNullOrEmpty
        "$warned" | Should -Be "'Lr' and 'lr' are two parameters: their names differ only in case."
        ($experiment | Get-MlDashParam lr).Value | Should -Be 0.1, 0.3
    }

    It 'warns of names that differ only in case, also where they wait for a server' {
        $before = $env:ML_DASH_HOME
        try {
            $env:ML_DASH_HOME = "$TestDrive/home"
            $null = Start-MlDashExperiment p/look -Remote http://localhost:1 -UserName alice -Offline
            Set-MlDashParam @{ Lr = 1 }
            Set-MlDashParam @{ lr = 2 } -WarningVariable warned -WarningAction SilentlyContinue
            "$warned" | Should -Be "'lr' and 'Lr' are two parameters: their names differ only in case."
        } finally {
            Complete-MlDashExperiment -WarningAction SilentlyContinue
            $env:ML_DASH_HOME = $before
        }
    }

    It 'takes a name and a value' {
        Set-MlDashParam -Name optimizer -Value @{ name = 'adam' }
        (Get-MlDashParam optimizer.name).Value | Should -Be 'adam'
    }

    It 'takes any object from the pipeline' {
        [pscustomobject]@{ seed = 7; nested = [pscustomobject]@{ deep = $true } } | Set-MlDashParam
        (Get-MlDashParam nested.deep).Value | Should -BeTrue
        [version]'1.2.3.4' | Should -BeOfType ([version])
    }

    It 'puts everything under -Prefix' {
        Set-MlDashParam @{ lr = 0.1 } -Prefix train.opt
        (Get-MlDashParam train.opt.lr).Value | Should -Be 0.1
    }

    It 'reads a JSON file' {
        $file = Join-Path $TestDrive 'params.json'
        Set-Content $file '{"a": {"b": [1, 2.0]}, "big": 12345678901234567890, "nan": NaN}' -NoNewline
        Set-MlDashParam -FromJson $file
        (Get-MlDashParam big).Value | Should -Be ([bigint]::Parse('12345678901234567890'))
        (Get-MlDashParam a.b).Value[1] | Should -BeOfType ([double])
        [double]::IsNaN((Get-MlDashParam nan).Value) | Should -BeTrue
    }

    It 'reads a JSON file in UTF-16, as > of Windows PowerShell writes it' -ForEach 'unicode', 'bigendianunicode', 'utf8BOM' {
        $file = Join-Path $TestDrive "$_.json"
        Set-Content $file '{"word": "größe"}' -Encoding $_
        Set-MlDashParam -JsonPath $file
        (Get-MlDashParam word).Value | Should -BeExactly 'größe'
    }

    It 'takes JSON text in the place of a file' {
        Set-MlDashParam -FromJson ' {"a": {"b": 1}}'
        (Get-MlDashParam a.b).Value | Should -Be 1
        { Set-MlDashParam -FromJson '{"a": ' } | Should -Throw -ErrorId 'IllegalJson,*'
    }

    It 'refuses a file that is missing or no JSON object' {
        { Set-MlDashParam -FromJson (Join-Path $TestDrive 'none.json') } | Should -Throw -ErrorId 'SourceFileNotFound,*'
        $file = Join-Path $TestDrive 'list.json'
        Set-Content $file '[1]' -NoNewline
        { Set-MlDashParam -FromJson $file } | Should -Throw -ErrorId 'DocumentDamaged,*'
    }

    It 'refuses what is no object' {
        { Set-MlDashParam 5 } | Should -Throw -ErrorId 'NotAnObject,*'
    }

    It 'refuses to merge into a damaged file, and keeps it aside with -Force' {
        Set-MlDashParam @{ a = 1 }
        $file = Join-Path $experiment.Folder 'parameters.json'
        Set-Content $file '{"version": 1, "da' -NoNewline
        { Set-MlDashParam @{ b = 2 } } | Should -Throw -ErrorId 'DocumentDamaged,*'
        Set-MlDashParam @{ b = 2 } -Force -WarningAction SilentlyContinue
        [IO.Directory]::GetFiles($experiment.Folder, 'parameters.json.corrupt-*') | Should -HaveCount 1
        (Get-MlDashParam).Name | Should -Be 'b'
    }

    It 'hands out what was set with -PassThru, and changes nothing with -WhatIf' {
        (Set-MlDashParam @{ a = @{ b = 1 } } -PassThru).Name | Should -Be 'a.b'
        Set-MlDashParam @{ c = 1 } -WhatIf
        (Get-MlDashParam).Name | Should -Be 'a.b'
    }
}
