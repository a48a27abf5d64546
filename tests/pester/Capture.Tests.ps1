BeforeDiscovery {
    # What a block may do, each run with and without -Capture.
    $blocks = @(
        @{ What = 'writes to all streams'; Block = 'Write-All a -Verbose; Write-All b; Write-All c -WarningAction SilentlyContinue -ErrorAction SilentlyContinue' }
        @{ What = 'writes in the middle of a pipeline'; Block = 'Write-All a | ForEach-Object { "got $_" }; $null = Write-All b; $x = Write-All c; "$x"' }
        @{ What = 'merges streams itself'; Block = 'Write-All a *>&1; Write-All b 2>&1 | ForEach-Object { "got $_" }; Write-All c *>$null' }
        @{ What = 'writes records as output'; Block = 'try { throw "caught" } catch { $_ }; $Error[0]' }
        @{ What = 'writes odd objects'; Block = '$null; , @(1, 2); @(); "text"; [pscustomobject]@{ a = 1 }; @{ b = 2 }; 1.5; $true; [datetime]::MinValue' }
        @{ What = 'asks whether commands went well'; Block = 'Write-All a -ErrorAction SilentlyContinue; "$?"; try { Write-All b -ErrorAction Stop } catch { "stopped: $_" }' }
        @{ What = 'is stopped by an error of a command'; Block = '"before"; Write-All a -ErrorAction Stop; "after"' }
        @{ What = 'is stopped by the preference'; Block = '$ErrorActionPreference = "Stop"; "before"; Write-All a; "after"' }
        @{ What = 'throws'; Block = '"before"; throw [InvalidOperationException]::new("bad luck")' }
        @{ What = 'divides by zero and goes on'; Block = '"before"; 1 / 0; "after"' }
        @{ What = 'calls what is not there'; Block = 'Get-NothingAtAll; "after"' }
        @{ What = 'shows information by its preference'; Block = '$InformationPreference = "Continue"; Write-All a' }
        @{ What = 'exits'; Block = '"before"; exit 3; "after"' }
        # Two pipes have an order only where what goes through them lies apart.
        @{ What = 'runs native commands'; Block = 'if ($IsWindows) { & $env:ComSpec /c "echo out& ping -n 2 127.0.0.1>nul& echo err>&2& exit 3" } else { /bin/sh -c "echo out; sleep 0.3; echo err >&2; exit 3" }; "$? $LASTEXITCODE"' }
        @{ What = 'takes input'; Block = 'begin { "begin" } process { "item $_"; if ($_ -eq 2) { Write-All two } } end { "end" }' }
        @{ What = 'formats'; Block = '[pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 2 } | Format-Table; 1..3 | Format-Wide; "after"' }
        @{ What = 'cuts a table off'; Block = '[pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 2 } | Format-Table | Select-Object -First 3; "after"' }
        @{ What = 'nests'; Block = 'Write-All a; Invoke-MlDashExperiment inner -Root $Root -Capture { Write-All b }; Write-All c' }
    )
}

BeforeAll {
    Import-Module MlDash -Force

    $setup = @'
        param($Root, $Capture)
        Import-Module MlDash
        function Write-All {
            [CmdletBinding()] param($Text)
            $PSCmdlet.WriteVerbose("verbose $Text")
            $PSCmdlet.WriteInformation("information $Text", @('tag'))
            $PSCmdlet.WriteWarning("warning $Text")
            $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([ArgumentException]::new("error $Text"), 'AnId', 'InvalidArgument', $Text))
            "output $Text"
        }
        $ErrorActionPreference = 'Continue'
        $Error.Clear()
'@

    function Get-Text($Item) {
        if ($Item -is [Management.Automation.ErrorRecord]) {
            "ErrorRecord $Item $($Item.FullyQualifiedErrorId) $($Item.Exception.GetType()) line $($Item.InvocationInfo.ScriptLineNumber) $($Item.TargetObject)"
        }
        elseif ($null -eq $Item) { 'null' }
        else { "$($Item.GetType().Name) $Item" }
    }

    # All that comes out of a script, a line each.
    function Get-Flow([string] $Script, [string] $Root, [bool] $Capture) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript($setup + $Script).AddArgument($Root).AddArgument($Capture)
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $thrown = $null
        try { $shell.Invoke($null, $output) } catch { $thrown = $_.Exception.InnerException }
        foreach ($item in $output) { 'output: ' + (Get-Text $item) }
        foreach ($item in $shell.Streams.Error) { 'error: ' + (Get-Text $item) }
        foreach ($item in $shell.Streams.Warning) { "warning: $item" }
        foreach ($item in $shell.Streams.Verbose) { "verbose: $item" }
        foreach ($item in $shell.Streams.Information) { "information: $item $($item.Tags)" }
        if ($null -ne $thrown) { 'thrown: ' + (Get-Text $thrown.ErrorRecord) + $thrown.GetType() }
        $shell.Dispose()
    }

    function Get-Captured([scriptblock] $Block) {
        $ErrorActionPreference = 'Continue'
        $null = Invoke-MlDashExperiment captured -Root $TestDrive -Capture $Block 2>&1 3>&1 4>&1 6>&1
        $experiment = Get-MlDashExperiment captured -Root $TestDrive
        $experiment | Get-MlDashLog
        Remove-MlDashExperiment $experiment -Force
    }

    . ([scriptblock]::Create($setup.Substring($setup.IndexOf('function'), $setup.IndexOf('$ErrorActionPreference') - $setup.IndexOf('function'))))
}

Describe 'A captured block that <What>' -ForEach $blocks {
    It 'writes the same as one that is not captured' {
        $call = "`n1..3 | Invoke-MlDashExperiment flow -Root `$Root -Capture:`$Capture { $Block }`n" + '"after: $? $LASTEXITCODE $($Error.Count) $($Error -join '';'')"'
        $plain = @(Get-Flow $call "$TestDrive/plain" $false)
        $captured = @(Get-Flow $call "$TestDrive/captured" $true)
        $captured | Should -Be $plain
        $plain.Count | Should -BeGreaterThan 0
        $of = 'plain', 'captured' | ForEach-Object { Get-MlDashExperiment flow -Root "$TestDrive/$_" }
        $of[1].Status | Should -Be $of[0].Status
        $of[1].Error | Should -Be $of[0].Error
    }

    It 'writes in the same order where streams are merged' {
        $call = "`n1..3 | Invoke-MlDashExperiment merged -Root `$Root -Capture:`$Capture { $Block } *>&1"
        @(Get-Flow $call "$TestDrive/captured" $true) | Should -Be @(Get-Flow $call "$TestDrive/plain" $false)
    }
}

Describe 'The log of a captured block' {
    It 'has every stream, with its level, in order' {
        $log = Get-Captured { Write-All a -Verbose }
        $log.Message | Should -Be @('verbose a', 'information a', 'warning a', 'error a', 'output a')
        $log.Level | Should -Be @('Debug', 'Info', 'Warn', 'Error', 'Info')
        $log.Metadata.stream | Should -Be @('verbose', 'information', 'warning', 'error', 'output')
        $log[3].Metadata.errorId | Should -Be 'AnId,Write-All'
        $log[1].Metadata.tags | Should -Be 'tag'
    }

    It 'says when, and on which line of which script' {
        $script = Join-Path $TestDrive 'lines.ps1'
        Set-Content $script "'one'`n`nWrite-All two`n" -NoNewline
        $before = [datetimeoffset]::UtcNow.AddSeconds(-1)
        $log = Get-Captured { & $script }
        $log[0].Metadata.script | Should -Be 'lines.ps1'
        $log[0].Metadata.line | Should -Be 1
        ($log | Where-Object Level -EQ Error).Metadata.script | Should -Be 'lines.ps1'
        ($log | Where-Object Level -EQ Error).Metadata.line | Should -Be 3
        $log[0].Timestamp | Should -BeGreaterThan $before
    }

    It 'says where each message was written, also directly in the block and in functions' {
        $script = Join-Path $TestDrive 'places.ps1'
        Set-Content $script @'
$ErrorActionPreference = 'Continue'
$null = Invoke-MlDashExperiment places -Root $args[0] -Capture {
    Write-Warning 'at 3'
    Write-Verbose 'at 4' -Verbose
    Write-Debug 'at 5' -Debug
    Write-Error 'at 6'
    'at 7'
    Write-Host 'at 8'
    & { Write-Warning 'at 9' }
    function Write-Both {
        [CmdletBinding()] param()
        Write-Warning 'at 12'
        Write-Error 'at 13'
        $PSCmdlet.WriteWarning('at 14')
    }
    Write-Both
    Get-Item nothing-here
    Write-Error 'at 18' -ErrorAction Stop
} *>&1
'@
        try { & $script "$TestDrive" } catch { "$_" | Should -Be 'at 18' }
        $log = Get-MlDashExperiment places -Root $TestDrive | Get-MlDashLog
        $log | Should -HaveCount 12
        $log.Metadata.script | Sort-Object -Unique | Should -Be 'places.ps1'
        foreach ($entry in $log | Where-Object Message -Like 'at *') { "at $($entry.Metadata.line)" | Should -Be $entry.Message }
        ($log | Where-Object Message -Like '*nothing-here*').Metadata.line | Should -Be 17
    }

    It 'is found by level' {
        $ErrorActionPreference = 'Continue'
        $null = Invoke-MlDashExperiment levels -Root $TestDrive -Capture { Write-All a } 2>&1 3>&1
        (Get-MlDashExperiment levels -Root $TestDrive | Get-MlDashLog -Level Warn, Error).Message | Should -Be @('warning a', 'error a')
    }

    It 'has no verbose message that nobody would have seen' {
        (Get-Captured { Write-All a }).Message | Should -Not -Contain 'verbose a'
    }

    It 'has what commands write whose output goes elsewhere' {
        (Get-Captured { Write-All a | Out-Null; $null = Write-All b }).Message |
            Should -Be @('information a', 'warning a', 'error a', 'information b', 'warning b', 'error b')
    }

    It 'tells what native commands write to their standard error from errors' {
        $log = Get-Captured { if ($IsWindows) { & $env:ComSpec /c 'echo out& echo err>&2' } else { /bin/sh -c 'echo out; echo err >&2' } }
        $line = $log | Where-Object { $_.Metadata.stream -eq 'stderr' }
        $line.Message.Trim() | Should -Be 'err'
        $line.Level | Should -Be 'Warn'
        ($log | Where-Object { $_.Metadata.stream -eq 'output' }).Message | Should -Be 'out'
    }

    It 'ends with the error that ended the block' {
        { Invoke-MlDashExperiment ended -Root $TestDrive -Capture { 'one'; throw 'two' } } | Should -Throw 'two'
        $stored = Get-MlDashExperiment ended -Root $TestDrive
        $stored.Status | Should -Be 'Failed'
        ($stored | Get-MlDashLog).Message | Should -Be @('one', 'two')
        ($stored | Get-MlDashLog -Level Error).Metadata.stream | Should -Be 'error'
    }

    It 'has an entry for each object, as the text PowerShell makes of it' {
        $log = Get-Captured { 1; 2.5; 'text'; $null; , @(1, 2); [pscustomobject]@{ a = 1 }; @{ b = 2 } }
        $log.Message | Should -Be @('1', '2.5', 'text', '', '1 2', '@{a=1}', 'b=2')
    }

    It 'has one entry for each table, as it is shown' {
        $things = [pscustomobject]@{ Name = 'lr'; Value = 0.5 }, [pscustomobject]@{ Name = 'layers'; Value = 12 }
        $log = @(Get-Captured { 'before'; $things | Format-Table; $things | Format-List; 7 | Format-Table; $things | Format-Table | Select-Object -First 3; 'after' })
        # How wide columns are, the terminal says.
        $log.Message -replace ' {2,}', '  ' | Should -Be @(
            'before'
            "Name  Value`n----  -----`nlr  0.50`nlayers  12"
            "Name : lr`nValue : 0.5`n`nName : layers`nValue : 12" -replace 'Name :', 'Name  :'
            '7'
            "Name  Value`n----  -----`nlr  0.50"
            'after'
        )
        $log.Metadata.stream | Should -Be (@('output') * 6)
    }

    It 'cuts a table of many rows, and says how many there are' {
        $log = @(Get-Captured { 1..9000 | ForEach-Object { [pscustomobject]@{ Number = $_ } } | Format-Table; 'after' })
        $log | Should -HaveCount 2
        $log[0].Message.Length | Should -BeLessThan 8300
        $log[0].Message | Should -Match '(?s)^Number\n-+\n +1\n.*…\n\(9,000 rows in all\)$'
    }

    It 'cuts long texts and says so' {
        $log = @(Get-Captured { 'x' * 100000; , (1..100000) })
        $log[0].Message.Length | Should -BeLessThan 8300
        $log[0].Message | Should -Match '^x+… \(91,808 more characters\)$'
        $log[1].Message.Length | Should -BeLessThan 8300
    }

    It 'holds no secret' {
        $secret = [Net.NetworkCredential]::new('', 'hunter2').SecurePassword
        $log = Get-Captured { $secret; [pscredential]::new('user', $secret); @{ password = $secret }; , @($secret); [pscustomobject]@{ key = $secret } }
        $log | Should -HaveCount 5
        "$($log.Message)" | Should -Not -Match 'hunter2'
        Get-ChildItem $TestDrive -File -Recurse -Force | Get-Content -Raw | Should -Not -Match 'hunter2'
    }

    It 'bears objects that cannot be turned into text' {
        $odd = [pscustomobject]@{ a = 1 }
        $odd.PSObject.Methods.Add([Management.Automation.PSScriptMethod]::new('ToString', { throw 'no text' }))
        $seen = Invoke-MlDashExperiment odd -Root $TestDrive -Capture { $odd; 'next' }
        $seen.Count | Should -Be 2
        (Get-MlDashExperiment odd -Root $TestDrive | Get-MlDashLog)[1].Message | Should -Be 'next'
    }

    It 'is written while the block runs' {
        Invoke-MlDashExperiment live -Root $TestDrive -Capture {
            param($Experiment)
            'early'
            Write-MlDashLog 'of the block' -Experiment $Experiment -Flush
            (Get-MlDashExperiment live -Root $TestDrive | Get-MlDashLog).Message
        } | Should -Be @('early', 'early', 'of the block')
    }

    It 'is of its own experiment where several runspaces capture at once' {
        $shells = foreach ($number in 1..4) {
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($Root, $Number)
                    Import-Module MlDash
                    Invoke-MlDashExperiment "own/$Number" -Root $Root -Capture { foreach ($i in 1..500) { "$Number $i" } }
                }.ToString()).AddArgument("$TestDrive").AddArgument($number)
            @{ Shell = $shell; Running = $shell.BeginInvoke() }
        }
        foreach ($number in 1..4) {
            $expected = foreach ($i in 1..500) { "$number $i" }
            @($shells[$number - 1].Shell.EndInvoke($shells[$number - 1].Running)) | Should -Be $expected
            (Get-MlDashExperiment "own/$number" -Root $TestDrive | Get-MlDashLog).Message | Should -Be $expected
            $shells[$number - 1].Shell.Runspace.Dispose()
        }
    }

    It 'does not stop a block that completes its experiment itself' {
        Invoke-MlDashExperiment itself -Root $TestDrive -Capture { 'a'; Complete-MlDashExperiment; 'b' } | Should -Be @('a', 'b')
        (Get-MlDashExperiment itself -Root $TestDrive | Get-MlDashLog).Message | Should -Be 'a'
    }

    It 'has few entries of many calls of Write-Progress, which go on as they are' {
        $calls = [Collections.ArrayList]::new()
        function Write-Progress {
            [CmdletBinding()]
            param([Parameter(Position = 0)] $Activity, [Parameter(Position = 1)] $Status, [int] $PercentComplete = -1, [switch] $Completed)
            $null = $calls.Add("$Activity|$Status|$PercentComplete|$Completed")
        }
        function Invoke-Work { foreach ($i in 1..50) { Write-Progress Load "part $i" -PercentComplete ($i * 2) } }
        $log = Get-Captured { Invoke-Work; Write-Progress -Activity Load -Completed; Write-Progress Other }
        $calls | Should -HaveCount 52
        $calls[1] | Should -Be 'Load|part 2|4|False'
        $calls[50] | Should -Be 'Load||-1|True'
        $log.Message | Should -Be @('Load: part 1 (2 %)', 'Load: part 50 (100 %)', 'Other')
        $log.Metadata.stream | Should -Be @('progress', 'progress', 'progress')
        Write-Progress after
        $calls[52] | Should -Be 'after||-1|False'
    }
}

Describe 'Register-MlDashFunction -Capture' {
    It 'notes what every call writes' {
        function Invoke-Noted { process { "item $_" } end { "done $args" } }
        Register-MlDashFunction Invoke-Noted -Prefix 'noted/{EXP.id}' -Root $TestDrive -Capture
        Invoke-Noted 1 | Should -Be @('item ', 'done 1')
        1..2 | Invoke-Noted | Should -Be @('item 1', 'item 2', 'done ')
        $stored = @(Get-MlDashExperiment 'noted/*' -Root $TestDrive)
        ($stored[0] | Get-MlDashLog).Message | Should -Be @('item ', 'done 1')
        ($stored[1] | Get-MlDashLog).Message | Should -Be @('item 1', 'item 2', 'done ')
    }
}
