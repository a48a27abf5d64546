BeforeAll {
    Import-Module MlDash -Force
    $root = "$TestDrive/kept"
    $variables = 'ML_DASH_ROOT', 'ML_DASH_HOME', 'ML_DASH_SPOOL', 'ML_DASH_API_URL'
    $before = @{}
    foreach ($name in $variables) { $before[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $null) }
    $env:ML_DASH_HOME = "$TestDrive/home"

    # What a name is completed to, at the end of a line.
    function Complete-Line([string] $Line) { @([Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches) }

    Invoke-MlDashExperiment resnet -Project vision -Root $root -Tags base, 'for sale' -Bindrs team {
        Set-MlDashParam @{ lr = 0.1; model = @{ arch = 'r50' } }
        Add-MlDashMetric train @{ step = 1; loss = 0.5 }
        Add-MlDashMetric eval/top5 @{ accuracy = 0.9 }
        Add-MlDashTrack robot/pose @{ x = 1; y = 2 }
        'text' | Save-MlDashFile -Name notes.txt -Prefix reports/daily -AsText -Tags draft -Bindrs team
        'text' | Save-MlDashFile -Name 'b[1] c.txt' -AsText
    }
    Invoke-MlDashExperiment bert -Project text -Root $root -Tags base { }
    $experiment = Get-MlDashExperiment vision/resnet -Root $root
}

AfterAll { foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) } }

Describe 'Completion' {
    It 'goes through prefixes segment by segment' {
        (Complete-Line "Get-MlDashExperiment -Root '$root' -Prefix v").CompletionText | Should -Be 'vision/'
        (Complete-Line "Get-MlDashExperiment -Root '$root' -Prefix vision/").CompletionText | Should -Be 'vision/resnet'
        (Complete-Line "Get-MlDashExperiment -Root '$root' -Project vision -Prefix r").CompletionText | Should -Be 'resnet'
        (Complete-Line "Start-MlDashExperiment -Root '$root' -Project vision -Prefix r").CompletionText | Should -Be 'resnet'
    }

    # Not under Wine: what is shown comes after half a second at the latest, with what is known by then, and programs are too slow there.
    It 'tells where an experiment stands' -Tag Wine {
        (Complete-Line "Get-MlDashExperiment -Root '$root' -Prefix vision/")[0].ToolTip | Should -BeLike 'Completed, *, base, for sale'
    }

    # As above.
    It 'knows -<Parameter> of <Command>' -Tag Wine -ForEach @(
        @{ Command = 'Get-MlDashExperiment'; Parameter = 'Project'; Word = 'te'; Found = 'text' }
        @{ Command = 'Start-MlDashExperiment'; Parameter = 'Project'; Word = 'v'; Found = 'vision' }
        @{ Command = 'Get-MlDashProject'; Parameter = 'Name'; Word = 'v'; Found = 'vision' }
        @{ Command = 'Get-MlDashExperiment'; Parameter = 'Name'; Word = 'be'; Found = 'bert' }
        @{ Command = 'Get-MlDashExperiment'; Parameter = 'Tag'; Word = 'for'; Found = "'for sale'" }
        @{ Command = 'Get-MlDashExperiment'; Parameter = 'Bindr'; Word = ''; Found = 'team' }
        @{ Command = 'Get-MlDashExperiment'; Parameter = 'Status'; Word = 'Comp'; Found = 'Completed' }
        @{ Command = 'Start-MlDashExperiment'; Parameter = 'Folder'; Word = 'v'; Found = 'vision/' }
        @{ Command = 'Register-MlDashFunction'; Parameter = 'Tag'; Word = 'ba'; Found = 'base' }
        @{ Command = 'Send-MlDashExperiment'; Parameter = 'Prefix'; Word = 'text/'; Found = 'text/bert' }
    ) {
        (Complete-Line "$Command -Root '$root' -$Parameter $Word").CompletionText | Should -Be $Found
    }

    # As above.
    It 'knows -<Parameter> of <Command> for the experiment given' -Tag Wine -ForEach @(
        @{ Command = 'Get-MlDashMetric'; Parameter = 'Name'; Word = 'tr'; Found = 'train' }
        @{ Command = 'Add-MlDashMetric'; Parameter = 'Name'; Word = 'top'; Found = 'eval/top5' }
        @{ Command = 'Get-MlDashMetric train'; Parameter = 'Field'; Word = 'l'; Found = 'loss' }
        @{ Command = 'Get-MlDashMetric e*'; Parameter = 'Field'; Word = 'a'; Found = 'accuracy' }
        @{ Command = 'Get-MlDashParam'; Parameter = 'Name'; Word = 'mo'; Found = 'model.arch' }
        @{ Command = 'Set-MlDashParam'; Parameter = 'Name'; Word = 'lr'; Found = 'lr' }
        @{ Command = 'Get-MlDashTrack'; Parameter = 'Topic'; Word = 'ro'; Found = 'robot/pose' }
        @{ Command = 'Get-MlDashTrack robot/pose'; Parameter = 'Column'; Word = ''; Found = 'x', 'y' }
        @{ Command = 'Get-MlDashFile'; Parameter = 'Path'; Word = 'rep'; Found = 'reports/' }
        @{ Command = 'Receive-MlDashFile'; Parameter = 'Path'; Word = 'reports/daily/'; Found = 'reports/daily/notes.txt' }
        @{ Command = 'Test-MlDashFile'; Parameter = 'Path'; Word = 'notes'; Found = 'reports/daily/notes.txt' }
        @{ Command = 'Get-MlDashFile'; Parameter = 'Prefix'; Word = ''; Found = 'reports', 'reports/daily' }
        @{ Command = 'Get-MlDashFile'; Parameter = 'Tag'; Word = ''; Found = 'draft' }
        @{ Command = 'Get-MlDashFile'; Parameter = 'Bindr'; Word = ''; Found = 'team' }
        @{ Command = 'Set-MlDashExperiment'; Parameter = 'RemoveTag'; Word = 'b'; Found = 'base' }
    ) {
        (Complete-Line "$Command -Experiment `$experiment -$Parameter $Word").CompletionText | Should -Be $Found
    }

    It 'tells what there is of a metric, a parameter and a file' {
        (Complete-Line 'Get-MlDashMetric -Experiment $experiment -Name tr')[0].ToolTip | Should -BeLike '1 point, *'
        (Complete-Line 'Get-MlDashParam -Experiment $experiment -Name lr')[0].ToolTip | Should -Be 'lr = 0.1'
        (Complete-Line 'Get-MlDashFile -Experiment $experiment -Path reports/daily/n')[0].ToolTip | Should -BeLike '4 B, text/plain, *'
    }

    # As above.
    It 'takes the experiment of the pipeline' -Tag Wine {
        (Complete-Line '$experiment | Get-MlDashMetric t').CompletionText | Should -Be 'train', 'eval/top5'
        (Complete-Line "Get-MlDashExperiment vision/resnet -Root '$root' | Get-MlDashParam lr").CompletionText | Should -Be 'lr'
    }

    It 'takes the current experiment, and what it has just recorded' {
        $null = Start-MlDashExperiment going -Root $root
        Add-MlDashMetric fresh @{ step = 1 } -Flush
        Add-MlDashMetric waiting @{ loss = 1 } -Buffer
        (Complete-Line 'Get-MlDashMetric ').CompletionText | Should -Be 'fresh'
        (Complete-Line 'Write-MlDashMetricSummary -Name ').CompletionText | Should -Be 'waiting'
        Complete-MlDashExperiment
        Complete-Line 'Get-MlDashMetric ' | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
    }

    It 'is no command of a script: how the script ends still says how what it left open ended' {
        $script = {
            param($Root)
            Import-Module MlDash
            $null = Start-MlDashExperiment broken -Root $Root
            $null = [Management.Automation.CommandCompletion]::CompleteInput('Get-MlDashMetric ', 17, $null)
            throw 'bad end'
        }
        $shell = [powershell]::Create()
        { $shell.AddScript($script.ToString()).AddArgument($root).Invoke() } | Should -Throw '*bad end*'
        $shell.Runspace.Close()
        $shell.Dispose()
        (Get-MlDashExperiment broken -Root $root).Status | Should -Be 'Failed'
    }

    It 'knows levels and aggregations' {
        (Complete-Line 'Write-MlDashLog x -Level w').CompletionText | Should -Be 'Warn'
        (Complete-Line 'Write-MlDashMetricSummary -Aggregation P9').CompletionText | Should -Be 'P90', 'P95', 'P99'
    }

    It 'knows servers that were used before, and what waits for them' {
        $env:ML_DASH_SPOOL = "$TestDrive/spool"
        Invoke-MlDashExperiment away -Project vision -Remote http://localhost:9 -UserName alice -Offline { Add-MlDashMetric train @{ step = 1 } }
        (Complete-Line 'Get-MlDashExperiment -Remote ').CompletionText | Should -Be 'http://localhost:9'
        (Complete-Line 'Connect-MlDash ').CompletionText | Should -Be 'http://localhost:9'
        (Complete-Line 'Get-MlDashExperiment -Remote http://localhost:9 -Prefix ').CompletionText | Should -Match '^(alice/)?vision/away$'
        (Complete-Line 'Receive-MlDashExperiment -Remote http://localhost:9 -Prefix ').CompletionText | Should -Match '^(alice/)?vision/away$'
    }
}

# Not under Wine: what is shown comes after half a second at the latest, with what is known by then, and programs are too slow there.
Describe 'A completed name' -Tag Wine {
    BeforeAll {
        $odd = "$TestDrive/odd"
        $names = 'my run', "it's", 'say $HOME', 'a[1]', 'a1', 'tick`y', 'x,y', '-dash', '007', '1e3', '@home', '{curly}', "typo$([char]0x201D)graphic", "apo$([char]0x2019)strophe", '#hash', '日本'
        foreach ($name in $names) {
            Invoke-MlDashExperiment "folder/$($name.Replace('{', '').Replace('}', ''))" -Root $odd { Set-MlDashParam -Name $name -Value $name; Add-MlDashMetric $name.Replace('{', '').Replace('}', '') @{ step = 1 } }
        }
        $all = Get-MlDashExperiment -Root $odd

        # Runs a line with the word at its end completed to the name that a menu shows so, and hands out what comes.
        function Invoke-Completed([string] $Line, [string] $Shown) {
            $completion = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)
            $match = @($completion.CompletionMatches).Where({ $_.ListItemText -ceq $Shown })
            $match.Count | Should -Be 1 -Because "the menu of '$Line' has '$Shown'"
            $full = $Line.Remove($completion.ReplacementIndex, $completion.ReplacementLength).Insert($completion.ReplacementIndex, $match[0].CompletionText)
            [scriptblock]::Create($full).Invoke()
        }
    }

    It 'finds that experiment alone: <_>' -ForEach @('my run', "it's", 'say $HOME', 'a[1]', 'a1', 'tick`y', 'x,y', '-dash', '007', '1e3', '@home', "typo$([char]0x201D)graphic", "apo$([char]0x2019)strophe", '#hash', '日本') {
        $start = $_.Substring(0, 1)
        foreach ($line in "Get-MlDashExperiment -Root '$odd' folder/", "Get-MlDashExperiment -Root '$odd' 'folder/", "Get-MlDashExperiment -Root '$odd' `"folder/") {
            (Invoke-Completed $line $_).Name | Should -BeExactly $_ -Because $line
        }
        (Invoke-Completed "Get-MlDashExperiment -Root '$odd' -Prefix 'folder/$($start.Replace("'", "''"))" $_).Name | Should -BeExactly $_
        (Invoke-Completed "Get-MlDashExperiment -Root '$odd' -Name " $_).Name | Should -BeExactly $_
    }

    It 'finds that parameter and that metric alone: <_>' -ForEach @('my run', "it's", 'say $HOME', 'a[1]', 'tick`y', 'x,y', '-dash', '007', '1e3', '@home', "typo$([char]0x201D)graphic", '#hash', '日本') {
        $wanted = $_
        $one = $all.Where({ $_.Name -ceq $wanted })[0]
        foreach ($quote in '', "'", '"') {
            (Invoke-Completed "`$one | Get-MlDashParam $quote" $wanted).Value | Should -BeExactly $wanted
            (Invoke-Completed "`$one | Get-MlDashMetric -Name $quote" $wanted).Name | Should -BeExactly $wanted
        }
    }

    It 'finds that file alone' {
        (Invoke-Completed '$experiment | Get-MlDashFile ' 'b[1] c.txt').Name | Should -Be 'b[1] c.txt'
        (Invoke-Completed '$experiment | Get-MlDashFileContent "b' 'b[1] c.txt') | Should -Be 'text'
    }

    It 'is found behind one that is given already' {
        (Invoke-Completed "Get-MlDashExperiment -Root '$odd' folder/a1, folder/" 'my run').Name | Should -Be 'a1', 'my run'
    }

    It 'is literal where the parameter is' {
        (Complete-Line "Start-MlDashExperiment -Root '$odd' -Project folder -Prefix a").CompletionText | Should -Contain "'a[1]'"
    }
}

Describe 'A completer' {
    It 'finds nothing, and reports nothing, where there is no experiment: <_>' -ForEach @(
        'Get-MlDashExperiment -Root "$TestDrive/none" -Prefix ', 'Get-MlDashExperiment -Root "$TestDrive/none" -Tag ', 'Get-MlDashExperiment -Root "$TestDrive/none" -Project '
        'Get-MlDashExperiment -Root variable:/ -Prefix ', 'Get-MlDashMetric -Name ', 'Get-MlDashParam -Name ', 'Get-MlDashTrack -Topic ', 'Get-MlDashExperiment -Prefix ../', 'Get-MlDashExperiment -Prefix [') {
        $count = $Error.Count
        # PowerShell itself goes on with names of files, which are of another kind.
        Complete-Line $_ | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
        $Error.Count | Should -Be $count
    }

    It 'finds nothing in one root when the line means another that is not known yet: <_>' -ForEach @(
        'Get-MlDashExperiment -Root "$TestDrive/none" -Tag ', 'Get-MlDashExperiment -Root ([IO.Path]::GetTempPath()) -Tag ', 'Get-MlDashMetric -Experiment (Get-MlDashExperiment none) -Name ') {
        [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', "$TestDrive/standing")
        $null = Start-MlDashExperiment standing -Tag standing
        try {
            Add-MlDashMetric standing @{ loss = 1 } -Flush
            (Complete-Line 'Get-MlDashExperiment -Tag ').CompletionText | Should -Be standing
            (Complete-Line 'Get-MlDashMetric -Name ').CompletionText | Should -Be standing
            Complete-Line $_ | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
        }
        finally {
            Complete-MlDashExperiment
            [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', $null)
        }
    }

    It 'shows what is whole beside a damaged experiment' {
        $mixed = "$TestDrive/mixed"
        Invoke-MlDashExperiment good -Root $mixed -Tags kept { }
        Invoke-MlDashExperiment bad -Root $mixed -Tags lost { }
        Set-Content "$mixed/bad/experiment.json" '{"name": "ba' -NoNewline
        # A name that no experiment can have, and a link that leads out of the root.
        # Windows drops the dot.
        if (-not $IsWindows) { $null = New-Item "$mixed/dot./inner" -ItemType Directory -Force }
        $null = New-Item "$TestDrive/elsewhere/inner" -ItemType Directory -Force
        if (-not $IsWindows) { $null = [IO.Directory]::CreateSymbolicLink("$mixed/out", "$TestDrive/elsewhere") }
        (Complete-Line "Get-MlDashExperiment -Root '$mixed' -Prefix ").CompletionText | Should -Be 'good'
        (Complete-Line "Get-MlDashExperiment -Root '$mixed' -Name ").CompletionText | Should -Be 'good'
        (Complete-Line "Get-MlDashExperiment -Root '$mixed' -Tag ").CompletionText | Should -Be 'kept'
    }

    It 'shows a menu a person can read, however many there are' {
        $many = "$TestDrive/many"
        foreach ($number in 1..600) {
            $folder = [IO.Directory]::CreateDirectory("$many/run-$number")
            Set-Content "$folder/experiment.json" ("{`"name`":`"run-$number`"}") -NoNewline
        }
        (Complete-Line "Get-MlDashExperiment -Root '$many' -Prefix ").Count | Should -Be 500
        (Complete-Line "Get-MlDashExperiment -Root '$many' -Prefix run-600").CompletionText | Should -Be 'run-600'
    }
}

Describe 'Completion with a server' {
    BeforeAll {
        . "$PSScriptRoot/support/Server.ps1"
        Set-TestHome "$TestDrive/home-of-server"
        $server = Start-TestServer "$TestDrive/data"
        $line = "-Remote $($server.Url) -UserName alice"
        Invoke-MlDashExperiment vision/deep/run -Remote $server.Url -UserName alice {
            Add-MlDashMetric train @{ loss = 1 }
            Add-MlDashTrack pose @{ x = 1 }
            'text' | Save-MlDashFile -Name a.txt -AsText
        }
    }
    AfterAll {
        Stop-TestServer $server
        Set-TestHome $null
    }

    It 'offers its experiments' {
        (Complete-Line "Get-MlDashLog $line -Experiment ").CompletionText | Should -Be 'alice/vision/deep/run'
        (Complete-Line "Get-MlDashExperiment $line ali").CompletionText | Should -Be 'alice/vision/deep/run'
    }

    It 'offers what an experiment on it has' {
        (Complete-Line "Get-MlDashMetric $line -Experiment vision/deep/run -Name ").CompletionText | Should -Be 'train'
        (Complete-Line "Get-MlDashTrack $line -Experiment vision/deep/run -Topic ").CompletionText | Should -Be 'pose'
        (Complete-Line "Get-MlDashFile $line -Experiment alice/vision/deep/run -Name ").CompletionText | Should -Contain 'a.txt'
        $remote = Get-MlDashExperiment -Remote $server.Url -UserName alice
        $remote | Should -HaveCount 1
        (Complete-Line '$remote | Get-MlDashMetric ').CompletionText | Should -Contain 'train'
    }

    It 'waits a second for one that is silent, and not again' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $silent = "Get-MlDashLog -Remote http://127.0.0.1:$($listener.LocalEndpoint.Port) -UserName alice -Experiment "
            $first = Measure-Command { Complete-Line $silent | Should -BeNullOrEmpty }
            $first.TotalSeconds | Should -BeGreaterThan 0.9 -Because 'the server was asked'
            $first.TotalSeconds | Should -BeLessThan 5
            (Measure-Command { Complete-Line $silent }).TotalSeconds | Should -BeLessThan 0.9
        }
        finally { $listener.Stop() }
    }
}
