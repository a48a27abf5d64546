BeforeAll {
    Import-Module MlDash -Force
    function Nothing {}
    function Measure-Flag([double] $Lr, [switch] $Amp) { Set-MlDashParam $PSBoundParameters }
    class TrainConfig {
        [double] $Lr = 0.1
        [string[]] $Layers = @('a', 'b')
    }
    function Read-Line([string] $Path) { [IO.File]::ReadAllText([IO.Path]::Combine($experiment.Folder, $Path)) }
    function New-Secret {
        $secret = [Security.SecureString]::new()
        foreach ($letter in [char[]] 'geheim') { $secret.AppendChar($letter) }
        $secret
    }
    function New-Row {
        $table = [Data.DataTable]::new('runs')
        $null = $table.Columns.Add('id', [int]), $table.Columns.Add('note', [string])
        $null = $table.Rows.Add(1, '00123'), $table.Rows.Add(2, [DBNull]::Value)
        , $table.Rows
    }
}

Describe 'Values' {
    BeforeEach { $experiment = Start-MlDashExperiment "values/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { if ($experiment.IsOpen) { $experiment | Complete-MlDashExperiment } }

    It 'records every kind of nothing as null' {
        $nothings = [ordered]@{ a = (Nothing); b = [DBNull]::Value; c = [NullString]::Value; d = $null; e = @(1, [DBNull]::Value); f = @{ in = (Nothing) } }
        Add-MlDashMetric m $nothings -Flush
        Read-Line metrics/m/data.jsonl | Should -Match ([regex]::Escape('"a":null,"b":null,"c":null,"d":null,"e":[1,null],"f":{"in":null}'))
        Add-MlDashTrack t $nothings -Flush
        Read-Line tracks/t/data.jsonl | Should -Match ([regex]::Escape('"a":null,"b":null,"c":null,"d":null,"e":[1,null],"f.in":null'))
        Set-MlDashParam $nothings
        (Get-MlDashParam).Name | Should -Be @('a', 'b', 'c', 'd', 'e', 'f.in')
        (Get-MlDashParam a).Value | Should -BeNullOrEmpty
        Write-MlDashLog x -Metadata $nothings -Flush
        Read-Line logs/logs.jsonl | Should -Match ([regex]::Escape('"a":null,"b":null,"c":null,"d":null,"e":[1,null],"f":{"in":null}'))
        $nothings | Save-MlDashFile -Name n.json -AsJson
        -join (Get-MlDashFileContent n.json) | Should -Not -Match '\{\}'
    }

    It 'records a switch as true or false' {
        Measure-Flag -Lr .1 -Amp
        (Get-MlDashParam Amp).Value | Should -BeOfType ([bool])
        (Get-MlDashParam Amp).Value | Should -BeTrue
        Add-MlDashMetric m @{ off = [switch] $false } -Flush
        Read-Line metrics/m/data.jsonl | Should -Match '"off":false'
    }

    It 'refuses secrets wherever they are' {
        $secret = New-Secret
        $credential = [pscredential]::new('user-x', $secret)
        foreach ($value in $secret, $credential, $credential.GetNetworkCredential()) {
            { Set-MlDashParam @{ s = $value } } | Should -Throw -ErrorId 'SecretRefused,*'
            { Set-MlDashParam -Name s -Value $value } | Should -Throw -ErrorId 'SecretRefused,*'
            { Set-MlDashParam @{ deep = @{ s = @(1, $value) } } } | Should -Throw -ErrorId 'SecretRefused,*'
            { Add-MlDashMetric m @{ deep = @{ s = $value } } } | Should -Throw -ErrorId 'SecretRefused,*'
            { [pscustomobject]@{ s = $value } | Add-MlDashMetric m } | Should -Throw -ErrorId 'SecretRefused,*'
            { Add-MlDashTrack t @{ s = $value } } | Should -Throw -ErrorId 'SecretRefused,*'
            { Write-MlDashLog x -Metadata @{ s = $value } } | Should -Throw -ErrorId 'SecretRefused,*'
            { $value | Save-MlDashFile -Name s.json -AsJson } | Should -Throw -ErrorId 'SecretRefused,*'
            { $value | Add-MlDashMetric m } | Should -Throw
            { $value | Set-MlDashParam } | Should -Throw
        }
        Get-MlDashParam | Should -BeNullOrEmpty
        Get-MlDashMetric | Should -BeNullOrEmpty
    }

    It 'records what everybody reads as one value as one value' {
        $file = [IO.Path]::Combine($TestDrive, 'train.csv')
        [IO.File]::WriteAllText($file, 'x')
        $values = [ordered]@{
            uri = [uri] 'https://example.org/a?b=1'; file = [IO.FileInfo] $file; item = (Get-Item -LiteralPath $file); ip = [ipaddress] '10.0.0.1'
            culture = [cultureinfo] 'de-DE'; regex = [regex] 'a+b'; version = [version] '1.2.3'; type = [int]; xml = [xml] '<a><b>1</b></a>'; day = [DayOfWeek]::Friday
            encoding = [Text.Encoding]::UTF8
        }
        Set-MlDashParam $values
        (Get-MlDashParam).Name | Should -Be @($values.Keys)
        (Get-MlDashParam uri).Value | Should -BeExactly 'https://example.org/a?b=1'
        (Get-MlDashParam file).Value | Should -BeExactly $file
        (Get-MlDashParam item).Value | Should -BeExactly $file
        (Get-MlDashParam ip).Value | Should -BeExactly '10.0.0.1'
        (Get-MlDashParam culture).Value | Should -BeExactly 'de-DE'
        (Get-MlDashParam regex).Value | Should -BeExactly 'a+b'
        (Get-MlDashParam xml).Value | Should -BeExactly '<a><b>1</b></a>'
        (Get-MlDashParam encoding).Value | Should -BeExactly 'utf-8'
        Add-MlDashMetric m $values
        (Get-MlDashMetric m -Points).item | Should -BeExactly $file
    }

    It 'takes apart what holds names and values' {
        $expando = [Dynamic.ExpandoObject]::new()
        ([Collections.Generic.IDictionary[string, object]] $expando).Add('lr', 0.1)
        Set-MlDashParam $expando
        (Get-MlDashParam lr).Value | Should -Be 0.1
        Set-MlDashParam @{ cfg = [TrainConfig]::new(); json = [Text.Json.Nodes.JsonNode]::Parse('{"a": [1, {"b": null}]}') }
        (Get-MlDashParam cfg.Lr).Value | Should -Be 0.1
        (Get-MlDashParam cfg.Layers).Value | Should -Be @('a', 'b')
        (Get-MlDashParam json.a).Value[0] | Should -Be 1
        Set-MlDashParam -Name grid -Value ([int[, ]]::new(2, 3))
        (Get-MlDashParam grid).Value | Should -HaveCount 2
        (Get-MlDashParam grid).Value[1] | Should -HaveCount 3
    }

    It 'sets parameters that were read under their names' {
        Set-MlDashParam @{ a = 1; b = 'x' }
        $read = Get-MlDashParam
        Set-MlDashParam @{ a = 2 }
        $read | Set-MlDashParam
        (Get-MlDashParam a).Value | Should -Be 1
        Get-MlDashParam | Should -HaveCount 2
    }

    It 'records rows of a database as their columns' {
        $rows = New-Row
        $rows | Add-MlDashMetric rows -Flush
        $lines = (Read-Line metrics/rows/data.jsonl).Trim().Split("`n")
        $lines[0] | Should -Match ([regex]::Escape('"data": {"id":1,"note":"00123","_ts"'))
        $lines[1] | Should -Match ([regex]::Escape('"data": {"id":2,"note":null,"_ts"'))
        Set-MlDashParam $rows[0]
        (Get-MlDashParam).Name | Should -Be @('id', 'note')
        $rows | Add-MlDashTrack rows -Flush
        (Get-MlDashTrack rows).id | Should -Be @(1, 2)
    }

    It 'records what Get-Item returns without where it came from' {
        $file = [IO.Path]::Combine($TestDrive, 'points.bin')
        [IO.File]::WriteAllBytes($file, [byte[]]::new(7))
        Get-Item -LiteralPath $file | Add-MlDashMetric files
        $point = Get-MlDashMetric files -Points
        $point.Length | Should -Be 7
        $point.Name | Should -BeExactly 'points.bin'
        $point.PSObject.Properties.Name | Should -Not -Contain 'PSPath'
        $point.PSObject.Properties.Name | Should -Not -Contain 'PSProvider'
        $point.PSObject.Properties.Name | Should -Not -Contain 'VersionInfo'
    }

    It 'records a property that cannot be read as null' {
        $object = [pscustomobject]@{ good = 1 }
        $object.PSObject.Properties.Add([psscriptproperty]::new('bad', { throw 'no' }))
        $object | Add-MlDashMetric m -Flush
        Read-Line metrics/m/data.jsonl | Should -Match ([regex]::Escape('"good":1,"bad":null'))
        $object | Add-MlDashTrack t -Flush
        Read-Line tracks/t/data.jsonl | Should -Match ([regex]::Escape('"good":1,"bad":null'))
        Set-MlDashParam $object
        (Get-MlDashParam).Name | Should -Be @('good', 'bad')
        [Diagnostics.Process]::GetCurrentProcess() | Add-MlDashMetric p
        $point = Get-MlDashMetric p -Points
        $point.Id | Should -Be $PID
        $point.PSObject.Properties.Name | Should -Not -Contain 'Modules'
        [regex]::Match('abc', 'b') | Add-MlDashMetric r
        (Get-MlDashMetric r -Points).Value | Should -BeExactly 'b'
        [Diagnostics.Process]::GetCurrentProcess() | Save-MlDashFile -Name p.json -AsJson
        -join (Get-MlDashFileContent p.json) | Should -Match '"Id": \d+'
    }

    It 'records dates in ISO' {
        Set-MlDashParam @{ d = [DateOnly]::new(2026, 2, 1); t = [TimeOnly]::new(3, 4, 5) }
        (Get-MlDashParam d).Value | Should -BeExactly '2026-02-01'
        (Get-MlDashParam t).Value | Should -BeExactly '03:04:05.0000000'
        [DateTime]::SpecifyKind([DateTime]::new(2026, 3, 4), 'Utc') | Write-MlDashLog -Flush
        (Get-MlDashLog).Message | Should -BeExactly '2026-03-04T00:00:00.000000Z'
    }

    It 'takes the texts of an object for numbers only where the number gives the text back' {
        $row = [pscustomobject]@{ id = '12345e67'; build = '00123'; big = '12345678901234567890'; over = '1e400'; ver = '1.10'; plus = '+5'; neg = '-inf'; nan = 'nan'; lr = '1e-05'; loss = '0.25'; n = '3' }
        $row | Add-MlDashMetric m
        $point = Get-MlDashMetric m -Points
        $point.id | Should -BeExactly '12345e67'
        $point.build | Should -BeExactly '00123'
        $point.big | Should -Be ([bigint]::Parse('12345678901234567890'))
        $point.over | Should -BeExactly '1e400'
        $point.ver | Should -BeExactly '1.10'
        $point.plus | Should -BeExactly '+5'
        $point.neg | Should -Be ([double]::NegativeInfinity)
        [double]::IsNaN($point.nan) | Should -BeTrue
        $point.lr | Should -Be 0.00001
        $point.loss | Should -Be 0.25
        $point.n | Should -BeOfType ([long])
    }

    It 'warns once when a field that was a number becomes text, or is written with a decimal comma' {
        $warnings = $null
        [pscustomobject]@{ a = '1'; b = '0,5' }, [pscustomobject]@{ a = 'x'; b = '0,6' }, [pscustomobject]@{ a = 'y'; b = '0,7' } | Add-MlDashMetric m -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 2
        "$warnings" | Should -Match "'b'"
        "$warnings" | Should -Match "'a'"
    }

    It 'warns once for each field of fixed decimals that is kept as text' {
        $warnings = $null
        [pscustomobject]@{ acc = '0.9000'; n = '1.5' }, [pscustomobject]@{ acc = '0.9500'; n = '1.6' } | Add-MlDashMetric m -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match "'acc'.*'0\.9000'.*\[double\]"
    }

    It 'takes a list of points' {
        Add-MlDashMetric m -Point @(@{ a = 1 }, @{ a = 2 }, [pscustomobject]@{ a = 3 })
        (Get-MlDashMetric m -Points).a | Should -Be @(1, 2, 3)
        Add-MlDashMetric -Nested @(@{ train = @{ x = 1 } }, @{ train = @{ x = 2 } })
        (Get-MlDashMetric train -Points).x | Should -Be @(1, 2)
        Add-MlDashTrack t -Entry @([pscustomobject]@{ Timestamp = 5; a = 1 }, [pscustomobject]@{ Timestamp = 6; a = 2 })
        (Get-MlDashTrack t).Timestamp | Should -Be @(5, 6)
        { Add-MlDashMetric m -Point @(@{ a = 1 }, 'low') -ErrorAction Stop } | Should -Throw -ErrorId 'NotAPoint,*'
    }

    It 'refuses names of fields that could not be told apart again' {
        $two = [Collections.Generic.Dictionary[string, object]]::new()
        $two['Loss'] = 1
        $two['loss'] = 2
        { Add-MlDashMetric m $two } | Should -Throw -ErrorId 'FieldNamesCollide,*'
        { Add-MlDashTrack t $two } | Should -Throw -ErrorId 'FieldNamesCollide,*'
        { Add-MlDashMetric m @{ '' = 1; x = 2 } } | Should -Throw -ErrorId 'FieldNameEmpty,*'
        { Add-MlDashTrack t @{ Timestamp = 5; x = 1 } } | Should -Throw -ErrorId 'ReservedField,*'
        Get-MlDashMetric | Should -BeNullOrEmpty
    }

    It 'shows every field of what others recorded, whatever its name' {
        Add-MlDashMetric m @{ a = 1 } -Flush
        Add-MlDashTrack t @{ a = 1 } -Timestamp 1 -Flush
        [IO.File]::AppendAllText([IO.Path]::Combine($experiment.Folder, 'metrics/m/data.jsonl'), '{"index": 1, "data": {"Loss": 1, "loss": 2, "": 3, "in": {"A": 4, "a": 5, "": 6}}, "createdAt": "2026-01-01T00:00:00Z"}' + "`n")
        [IO.File]::AppendAllText([IO.Path]::Combine($experiment.Folder, 'tracks/t/data.jsonl'), '{"timestamp": 2.0, "Timestamp": 7, "": 8}' + "`n")
        $point = Get-MlDashMetric m -Last 1
        $point.Loss | Should -Be 1
        $point.'loss#2' | Should -Be 2
        $point.'(empty)' | Should -Be 3
        $point.in.A | Should -Be 4
        $point.in.'a#2' | Should -Be 5
        $entry = Get-MlDashTrack t -From 2
        $entry.Timestamp | Should -Be 2
        $entry.'Timestamp#2' | Should -Be 7
        Set-MlDashParam @{ 'vs.' = 1 }
        (Get-MlDashParam -Nested).vs.'(empty)' | Should -Be 1
    }

    It 'records a point that was read with its fields, also those named as the view''s own' {
        Add-MlDashMetric one ([ordered]@{ loss = 1; Metric = 'f1'; Index = 7 })
        Get-MlDashMetric one -Points | Add-MlDashMetric two
        $point = Get-MlDashMetric two -Points
        $point.Metric | Should -BeExactly 'f1'
        $point.Index | Should -Be 7
        (Get-MlDashMetric two).Last.Fields.Names | Should -Be @('loss', 'Metric', 'Index', '_ts')
    }

    It 'refuses times that are no seconds, or finer than seconds hold' {
        { Add-MlDashTrack t @{ i = 0 } -Timestamp 1767225600000000050 } | Should -Throw -ErrorId 'TimestampOutOfRange,*'
        { Add-MlDashMetric m @{ i = 0 } -Timestamp 1767225600000 } | Should -Throw -ErrorId 'TimestampOutOfRange,*'
        { Add-MlDashMetric m @{ i = 0; _ts = [double]::NaN } } | Should -Throw -ErrorId 'TimestampOutOfRange,*'
        { Add-MlDashTrack t @{ i = 0 } -Timestamp ([decimal]::Parse('1767225600.123456789', [cultureinfo]::InvariantCulture)) } | Should -Throw
        { Add-MlDashMetric m @{ i = 0; _ts = '1767225600.123456789' } } | Should -Throw -ErrorId 'TimestampTooFine,*'
        Add-MlDashTrack t @{ i = 0 } -Timestamp '1767225600.123457'
        Add-MlDashTrack t @{ i = 1 } -Timestamp '1767225600.123458'
        Get-MlDashTrack t | Should -HaveCount 2
    }

    It 'reads dates and numbers of data alike in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            foreach ($name in 'de-DE', 'th-TH', 'fa-IR', 'ar-SA', 'en-US') {
                [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($name)
                [pscustomobject]@{ Timestamp = '2026-02-03T00:00:00Z'; v = '0.5' } | Add-MlDashTrack "t-$name"
                (Get-MlDashTrack "t-$name").Timestamp | Should -Be 1770076800
                Write-MlDashLog $name -Timestamp '2026-02-03T00:00:00Z'
                (Get-MlDashLog -Last 1).Timestamp.UtcDateTime | Should -Be ([DateTime]::new(2026, 2, 3))
                { Add-MlDashTrack t @{ a = 1 } -Timestamp '1,5' } | Should -Throw
                { Write-MlDashLog x -Timestamp '1,5' } | Should -Throw
                (Get-MlDashTrack "t-$name" -At '2026-02-03T00:00:01Z', 1770076801).v | Should -Be @(0.5, 0.5)
            }
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'keeps a fractional step, and refuses a fraction for a whole number' {
        Add-MlDashMetric m -Value 1 -Step 2.5
        Add-MlDashMetric m -Value 1 -Step 3
        $points = Get-MlDashMetric m -Points
        $points[0].step | Should -Be 2.5
        $points[1].step | Should -BeOfType ([long])
        { Get-MlDashMetric m -First 1.5 } | Should -Throw
        { Get-MlDashMetric m -Last '2.5' } | Should -Throw
        { Get-MlDashLog -Skip 0.5 } | Should -Throw
        { Get-MlDashExperiment -Root $TestDrive -First 1.5 } | Should -Throw
        Get-MlDashMetric m -First 2.0 | Should -HaveCount 2
    }
}
