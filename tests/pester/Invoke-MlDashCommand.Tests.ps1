BeforeAll {
    Import-Module MlDash -Force
    $env:ML_DASH_ROOT = "$TestDrive"
    # A program that is on every system: the shell that runs this.
    $self = [Environment]::ProcessPath
    $shell = @($self; if ([IO.Path]::GetFileNameWithoutExtension($self) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] })
    $program, $lead = $shell[0], @($shell | Select-Object -Skip 1)

    # A program that makes it hard, on every system. MLDASH_TEST_PROGRAM names another build of it.
    $nasty = $env:MLDASH_TEST_PROGRAM ?? (Join-Path $PSScriptRoot '../MlDash.Core.Tests.Program/bin/Debug/net10.0/MlDash.Core.Tests.Program.dll' -Resolve)
    $nastyProgram, $nastyLead = $nasty -like '*.dll' ? ('dotnet', @($nasty)) : ($nasty, @())

    function Get-NastyCommand([string[]] $What) { @{ FilePath = $nastyProgram; ArgumentList = $nastyLead + $What } }

    function Invoke-Shell([string] $Script, [hashtable] $With = @{}) {
        $arguments = $lead + @('-NoProfile', '-NonInteractive', '-Command', $Script)
        Invoke-MlDashCommand -FilePath $program -ArgumentList $arguments @With
    }

    function Get-Fact($Experiment, [string] $Name) { ($Experiment | Get-MlDashParam "command.$Name").Value }

    function Get-Entry([string] $Prefix) { Get-MlDashExperiment $Prefix | Get-MlDashLog }
}

AfterAll { $env:ML_DASH_ROOT = $null }

# What runs the shell itself is left out under Wine: what stands in for it there takes a script and nothing else.
Describe 'Invoke-MlDashCommand' {
    It 'runs the shell of the system: its lines, streams, exit code and time limit are recorded' {
        $file, $switch, $script, $endless = $IsWindows ? ($env:ComSpec, '/c', 'echo one& echo wrong 1>&2& exit 3', 'for /l %i in () do @rem') :
            ('sh', '-c', 'echo one; echo wrong >&2; exit 3', 'while :; do :; done')
        $result = Invoke-MlDashCommand -FilePath $file -ArgumentList $switch, $script -Prefix run/system -PassThru 2>$null
        $result.ExitCode | Should -Be 3
        $result.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $entries = Get-Entry run/system
        @($entries | Where-Object { $_.Metadata.stream -eq 'stdout' }).Message | Should -Be 'one'
        @($entries | Where-Object { $_.Metadata.stream -eq 'stderr' }).Message.Trim() | Should -Be 'wrong'
        (Get-MlDashExperiment run/system).Status | Should -Be 'Failed'

        $watch = [Diagnostics.Stopwatch]::StartNew()
        $result = Invoke-MlDashCommand -FilePath $file -ArgumentList $switch, $endless -Prefix run/endless -Timeout 1 -PassThru -ErrorAction SilentlyContinue
        $result.TimedOut | Should -BeTrue
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'returns the lines of the standard output, logs both streams, and sets the exit code' -Tag Wine {
        $lines = Invoke-Shell '"one"; "two"; [Console]::Error.WriteLine("wrong"); exit 3' @{ Prefix = 'run/both' } 2>$null

        $lines | Should -Be @('one', 'two')
        $LASTEXITCODE | Should -Be 3
        $entries = Get-Entry run/both
        ($entries | Where-Object { $_.Metadata.stream -eq 'stdout' }).Message | Should -Be @('one', 'two')
        $wrong = $entries | Where-Object { $_.Metadata.stream -eq 'stderr' }
        $wrong.Message | Should -Be 'wrong'
        $wrong.Level | Should -Be 'Warn'
        $stored = Get-MlDashExperiment run/both
        $stored.Status | Should -Be 'Failed'
        $stored.Error | Should -BeLike '*ended with exit code 3.'
    }

    It 'merges the standard error into the output where that is wanted, as error records' -Tag Wine {
        $all = Invoke-Shell '[Console]::Error.WriteLine("wrong")' @{ Prefix = 'run/merged'; ErrorAction = 'Stop' } 2>&1
        $all | Should -BeOfType ([Management.Automation.ErrorRecord])
        "$all" | Should -Be 'wrong'
        (Get-MlDashExperiment run/merged).Status | Should -Be 'Completed'
    }

    It 'does not end a script that stops at errors because a program wrote to its standard error' -Tag Wine {
        $ErrorActionPreference = 'Stop'
        Invoke-Shell '[Console]::Error.WriteLine("progress"); "done"' @{ Prefix = 'run/stop' } 2>$null | Should -Be 'done'
    }

    It 'records what was run, where, and what it used, without secrets' -Tag Wine {
        $null = Invoke-Shell '"$args"' @{ Prefix = 'run/facts'; EnvironmentVariable = 'ML_DASH_ROOT' }
        $null = Invoke-MlDashCommand -Prefix run/secret -FilePath $program -ArgumentList ($lead + '-NoProfile', '-Command', '"ok" #', '--token', 'hunter2')
        $facts = Get-MlDashExperiment run/facts
        Get-Fact $facts exitCode | Should -Be 0
        Get-Fact $facts file | Should -Be $program
        Get-Fact $facts workingFolder | Should -Be "$PWD"
        Get-Fact $facts durationSeconds | Should -BeGreaterThan 0
        Get-Fact $facts environment.ML_DASH_ROOT | Should -Be "$TestDrive"
        (Get-Fact (Get-MlDashExperiment run/secret) arguments)[-1] | Should -Be '***'
        Get-ChildItem $TestDrive/run/secret -Recurse -File | Select-String hunter2 | Should -BeNullOrEmpty
    }

    It 'records in the current experiment, and leaves it open' -Tag Wine {
        $experiment = Start-MlDashExperiment run/current
        try {
            $null = Invoke-Shell 'exit 1'
            $experiment.IsOpen | Should -BeTrue
            Get-Fact $experiment exitCode | Should -Be 1
            Get-MlDashExperiment -Current | Should -Be $experiment
        }
        finally { Complete-MlDashExperiment }
        (Get-MlDashExperiment run/current).Status | Should -Be 'Completed'
    }

    It 'names a new experiment after the program' -Tag Wine {
        $result = Invoke-Shell 'exit 0' @{ PassThru = $true }
        $result.Experiment.Prefix | Should -BeLike "*/$([IO.Path]::GetFileNameWithoutExtension($program))/*"
        $result.Experiment.Status | Should -Be 'Completed'
        Get-MlDashExperiment -Current | Should -BeNullOrEmpty
    }

    It 'returns what a program used with -PassThru, with a table of its own' -Tag Wine {
        $result = Invoke-Shell 'exit 5' @{ Prefix = 'run/result'; PassThru = $true }
        $result.ExitCode | Should -Be 5
        $result.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $result.CpuTime | Should -BeGreaterThan ([timespan]::Zero)
        $result | Out-String | Should -Match 'Command\s+ExitCode\s+Duration'
        $result | Format-List | Out-String | Should -Match 'WorkingFolder'
    }

    It 'ends a program at its time limit, and fails the experiment' -Tag Wine {
        $fault = $null
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Invoke-MlDashCommand -FilePath $program -ArgumentList ($lead + '-NoProfile', '-Command', 'Start-Sleep 60') -Prefix run/late -Timeout 1 -ErrorVariable fault -ErrorAction SilentlyContinue
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        $fault.FullyQualifiedErrorId | Should -BeLike 'ProgramTimedOut*'
        (Get-MlDashExperiment run/late).Error | Should -BeLike '*time limit*'
        Get-Fact (Get-MlDashExperiment run/late) timedOut | Should -BeTrue
    }

    It 'says which program was not found, and fails the experiment' {
        { Invoke-MlDashCommand no-such-program -Prefix run/none } | Should -Throw -ErrorId 'ProgramNotFound*' -ExpectedMessage '*no-such-program*'
        (Get-MlDashExperiment run/none).Status | Should -Be 'Failed'
    }

    It 'refuses a script, and says how to run it' {
        Set-Content $TestDrive/script.ps1 '1'
        { Invoke-MlDashCommand $TestDrive/script.ps1 -Prefix run/script } | Should -Throw -ErrorId 'NotAProgram*'
    }

    It 'is an error when native programs are to be errors' -Tag Wine {
        $PSNativeCommandUseErrorActionPreference = $true
        { Invoke-Shell 'exit 2' @{ Prefix = 'run/strict'; ErrorAction = 'Stop' } } | Should -Throw -ErrorId 'ProgramExitedWithNonZeroCode*'
    }

    It 'ends the program when a command downstream has had enough' -Tag Wine {
        Invoke-Shell 'while ($true) { "line" }' @{ Prefix = 'run/first' } | Select-Object -First 2 | Should -Be @('line', 'line')
        (Get-MlDashExperiment run/first).Status | Should -Be 'Completed'
    }

    It 'records the output of a block, and the exit code of its last program' -Tag Wine {
        $result = mlrun -Prefix run/block { 'said'; & $program @lead -NoProfile -Command 'exit 4' }
        $result | Should -Be 'said'
        $LASTEXITCODE | Should -Be 4
        (Get-Entry run/block).Message | Should -Contain 'said'
        (Get-MlDashExperiment run/block).Status | Should -Be 'Failed'
    }

    It 'takes the program and its arguments as they are typed' {
        $git = Get-Command git -CommandType Application -ErrorAction Ignore
        if (-not $git) { Set-ItResult -Skipped -Because 'there is no git'; return }
        mlrun -Prefix run/git -- git -c user.name=Ada config user.name | Should -Be 'Ada'
        mlrun git --version -Prefix run/git2 | Should -BeLike 'git version*'
    }

    It 'refuses an experiment that is completed before the program starts' {
        $done = Start-MlDashExperiment run/done
        Complete-MlDashExperiment
        { mlrun -Experiment $done -- $nastyProgram @nastyLead exit 0 } | Should -Throw -ErrorId 'ExperimentNotOpen,*'
        (Get-MlDashExperiment run/done | Get-MlDashLog) | Should -BeNullOrEmpty
    }

    It 'refuses a block together with what only a program can have' {
        { mlrun -Timeout 1 { 'x' } } | Should -Throw -ErrorId 'BlockNotSupported,*'
    }

    It 'passes arguments as programs get them that PowerShell runs itself' {
        $list = 7, 8
        $typed = mlrun -Prefix run/typed -- $nastyProgram @nastyLead arguments build -p:Configuration=Release -v:m pods,svc --list=a,b -f 1,2 $list '-x:' y
        $native = & $nastyProgram @nastyLead arguments build -p:Configuration=Release -v:m pods,svc --list=a,b -f 1,2 $list '-x:' y
        $typed | Should -Be $native
    }

    It 'refuses an open experiment together with the place of a new one' {
        $experiment = Start-MlDashExperiment run/open
        try { { mlrun git -Experiment $experiment -Prefix a/b } | Should -Throw -ErrorId 'ExperimentUnclear*' }
        finally { Complete-MlDashExperiment }
    }

    It 'records numbers in the output as points' -Tag Wine {
        $script = '1..3 | ForEach-Object { "step=$_ loss=$(1 / $_)"; "eval $_" }'
        $null = Invoke-Shell $script @{ Prefix = 'run/numbers'; MetricFormat = 'KeyValue'; Metric = @{ eval = 'eval (?<score>\d+)' } }
        $experiment = Get-MlDashExperiment run/numbers
        $points = $experiment | Get-MlDashMetric output -Points
        $points.step | Should -Be @(1, 2, 3)
        $points[1].loss | Should -Be 0.5
        ($experiment | Get-MlDashMetric eval -Points).score | Should -Be @(1, 2, 3)
    }

    It 'refuses a pattern that names no field before the program is started' -Tag Wine {
        { Invoke-Shell 'Set-Content $env:ML_DASH_ROOT/ran 1' @{ Prefix = 'run/pattern'; Metric = 'loss=(\d+)' } } | Should -Throw -ErrorId 'PatternUnusable*'
        "$TestDrive/ran" | Should -Not -Exist
    }

    It 'does not wait for a process that the program leaves behind, and says so in the log' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'it needs sh'; return }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $id = mlrun -Prefix run/left -- sh -c 'sleep 40 & echo $!'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        Stop-Process -Id $id
        (Get-Entry run/left)[-1].Message | Should -BeLike '*still has its output open*'
    }

    Context 'files that a program writes' {
        BeforeAll {
            $python = Get-Command python3 -CommandType Application -ErrorAction Ignore | Select-Object -First 1
            # It waits after the first row of each file until something has seen its points.
            Set-Content $TestDrive/writer.py @'
import json, os, struct, time

def checksum(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF

def record(data):
    length = struct.pack('<Q', len(data))
    return length + struct.pack('<I', checksum(length)) + data + struct.pack('<I', checksum(data))

def message(field, data):
    return bytes([field << 3 | 2, len(data)]) + data

def event(step, tag, value):
    summary = message(1, message(1, tag.encode()) + b'\x15' + struct.pack('<f', value))
    return record(b'\x09' + struct.pack('<d', 1700000000.0 + step) + b'\x10' + bytes([step]) + message(5, summary))

os.makedirs('logs/run1', exist_ok=True)
with open('results.csv', 'a') as table, open('log.jsonl', 'a') as lines, open('logs/run1/events.out.tfevents.1', 'ab') as events:
    table.write('epoch, loss, note\n')
    for step in 1, 2, 3:
        table.write(f'{step}, {1 / step}, text\n')
        lines.write(json.dumps({'step': step, 'acc': float('nan') if step == 2 else step / 10}) + '\n')
        events.write(event(step, 'train/loss', step / 10))
        table.flush(); lines.flush(); events.flush()
        if step == 1:
            print('written', flush=True)
        while step == 1 and not os.path.exists('seen'):
            time.sleep(0.05)
'@
        }

        BeforeEach {
            $work = New-Item -ItemType Directory "$TestDrive/work-$([guid]::NewGuid())"
            Push-Location $work
        }

        AfterEach { Pop-Location }

        It 'records their rows as points before the program ends' {
            if (-not $python) { Set-ItResult -Skipped -Because 'there is no python3'; return }
            $seen = mlrun -Prefix watch/live -Watch results.csv, *.jsonl, logs/**/*tfevents* -- $python.Source $TestDrive/writer.py | ForEach-Object {
                if ($_ -ne 'written') { return }
                # The program waits for the file that is made here.
                foreach ($try in 1..300) {
                    $counts = foreach ($name in 'results', 'log', 'run1/train') { @(Get-MlDashExperiment watch/live | Get-MlDashMetric $name -Points -ErrorAction Ignore).Count }
                    if ($counts -notcontains 0) { break }
                    Start-Sleep -Milliseconds 100
                }
                Set-Content seen 1
                $counts
            }
            $seen | Should -Be @(1, 1, 1)

            $experiment = Get-MlDashExperiment watch/live
            $rows = $experiment | Get-MlDashMetric results -Points
            $rows.epoch | Should -Be @(1, 2, 3)
            $rows[1].loss | Should -Be 0.5
            $rows[0].PSObject.Properties.Name | Should -Not -Contain 'note'
            $lines = $experiment | Get-MlDashMetric log -Points
            $lines.acc[0, 2] | Should -Be @(0.1, 0.3)
            [double]::IsNaN($lines[1].acc) | Should -BeTrue
            $events = $experiment | Get-MlDashMetric run1/train -Points
            $events.loss | Should -Be @(0.1, 0.2, 0.3)
            $events.step | Should -Be @(1, 2, 3)
            $events[0].Timestamp.ToUnixTimeSeconds() | Should -Be 1700000001
        }

        It 'takes what a block adds, and not what was there' {
            Set-Content results.csv 'step,loss', '1,0.5'
            mlrun -Prefix watch/block -Watch results.csv { Add-Content results.csv '2,0.25' }
            (Get-MlDashExperiment watch/block | Get-MlDashMetric results -Points).step | Should -Be 2
        }

        It 'takes a path of PowerShell, and warns of what is damaged' {
            $text = 'step,loss', '1', '2,0.5'
            $warnings = $null
            mlrun -Prefix watch/drive -Watch TestDrive:/*.csv -WarningVariable warnings -WarningAction SilentlyContinue { Set-Content TestDrive:/odd.csv $text }
            (Get-MlDashExperiment watch/drive | Get-MlDashMetric odd -Points).loss | Should -Be 0.5
            $warnings | Should -BeLike "*odd.csv' has 1 damaged row*"
        }

        It 'refuses a file whose name does not say what is in it before anything runs' {
            { mlrun -Prefix watch/unknown -Watch results.txt { Set-Content ran 1 } } | Should -Throw -ErrorId 'FileFormUnknown*' -ExpectedMessage '*results.txt*'
            'ran' | Should -Not -Exist
        }

        It 'reads what was written before the program was stopped' {
            $line = mlrun -Prefix watch/stopped -Watch *.jsonl { Set-Content a.jsonl '{"a": 1}'; 'first'; 'second' } | Select-Object -First 1
            $line | Should -Be 'first'
            (Get-MlDashExperiment watch/stopped | Get-MlDashMetric a -Points).a | Should -Be 1
        }
    }

    It 'gives the objects of the pipeline to the program: text by the line, bytes as they are, others as they are shown' {
        $read = Get-NastyCommand read
        'one', '', 'zwei é' | mlrun -Prefix run/input @read | Should -Be @('got one', 'got ', 'got zwei é', 'end after 3')
        , [byte[]](104, 105, 10) | mlrun -Prefix run/input-bytes @read | Should -Be @('got hi', 'end after 1')
        1..2 | mlrun -Prefix run/input-numbers @read | Should -Be @('got 1', 'got 2', 'end after 2')
        [pscustomobject]@{ Color = 'red' } | mlrun -Prefix run/input-object @read | Should -Contain 'got red'
        @() | mlrun -Prefix run/input-none @read | Should -Be 'end after 0'
        mlrun -Prefix run/input-given -InputObject 'one' @read | Should -Be @('got one', 'end after 1')
    }

    It 'starts the program with the first object, and passes its output on before the last one' {
        $read = Get-NastyCommand read
        $seen = [Collections.Generic.List[string]]::new()
        & {
            'one'
            for ($wait = 0; $wait -lt 200 -and $seen.Count -eq 0; $wait++) { Start-Sleep -Milliseconds 100; 'more' }
            "seen $($seen[0])"
        } | mlrun -Prefix run/stream @read | ForEach-Object { $seen.Add($_) }
        $seen | Should -Contain 'got seen got one'
    }

    It 'passes much input and much output at the same time' {
        $read = Get-NastyCommand read
        # More than pipes and the program's runner hold, in both directions.
        $text = 'x' * 200
        $lines = 1..10000 | ForEach-Object { "$_ $text" } | mlrun -Prefix run/through @read
        $lines.Count | Should -Be 10001
        $lines[-2] | Should -Be "got 10000 $text"
        $lines[-1] | Should -Be 'end after 10000'
    }

    It 'does not mind a program that does not read its input' {
        $exit = Get-NastyCommand exit, 0
        1..50000 | mlrun -Prefix run/unread -ErrorAction Stop @exit
        (Get-MlDashExperiment run/unread).Status | Should -Be 'Completed'
    }

    It 'stops the program when what gives it its input fails' {
        $read = Get-NastyCommand read
        $seen = [Collections.Generic.List[string]]::new()
        {
            & {
                'one'
                for ($wait = 0; $wait -lt 200 -and $seen.Count -eq 0; $wait++) { Start-Sleep -Milliseconds 100; 'more' }
                throw 'upstream'
            } | mlrun -Prefix run/upstream @read | ForEach-Object { $seen.Add($_) }
        } | Should -Throw 'upstream'
        (Get-Entry run/upstream).Message | Should -Contain 'got one'
        (Get-MlDashExperiment run/upstream).Status | Should -Be 'Cancelled'
    }

    It 'records all lines of a program that writes fast, and loses none in a slow pipeline' {
        $fast = Get-NastyCommand lines, 200000
        $first = $true
        $count = 0
        mlrun -Prefix run/fast @fast | ForEach-Object { if ($first) { Start-Sleep 3; $first = $false }; $count++ }
        $count | Should -Be 200000
        (Get-Entry run/fast).Count | Should -Be 200000
    }

    It 'passes odd arguments as they are' {
        $odd = 'a b', '', '"q"', 'back\slash\', "two`nlines", '*', '--%', "'", '$HOME', '^&|<>'
        $arguments = Get-NastyCommand (@('arguments') + $odd)
        mlrun -Prefix run/odd @arguments | ConvertFrom-Json | Should -Be $odd
    }

    It 'records a program that a time limit ends although it ignores the request, with what it wrote' {
        $deaf = Get-NastyCommand deaf
        $result = mlrun -Prefix run/deaf -Timeout 1.5 -PassThru -ErrorAction SilentlyContinue @deaf
        $result.TimedOut | Should -BeTrue
        (Get-Entry run/deaf).Message | Should -BeLike 'ready *'
    }

    # Wine counts no memory of jobs.
    It 'counts the memory of a child' -Tag Wine {
        $eat = Get-NastyCommand eat, 200
        (mlrun -Prefix run/eat -PassThru @eat).PeakMemory | Should -BeGreaterThan 200MB
    }

    It 'records how the command ended in the log where parameters are protected' {
        $exit = Get-NastyCommand exit, 3
        mlrun -Prefix run/protected -WriteProtected @exit
        $stored = Get-MlDashExperiment run/protected
        $stored.Status | Should -Be 'Failed'
        $stored.WriteProtected | Should -BeTrue
        ($stored | Get-MlDashLog)[-1].Metadata.exitCode | Should -Be 3
    }

    It 'runs several programs at once in one experiment, and in jobs' {
        $experiment = Start-MlDashExperiment run/parallel
        try {
            1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
                $command = $using:nastyLead + 'lines', "$($_ * 1000)"
                $null = Invoke-MlDashCommand -Experiment $using:experiment -FilePath $using:nastyProgram -ArgumentList $command
            }
        }
        finally { Complete-MlDashExperiment }
        (Get-Entry run/parallel).Count | Should -Be 6000
        $job = 3 | ForEach-Object -AsJob -Parallel {
            Invoke-MlDashCommand -Prefix run/job -Root $using:TestDrive -FilePath $using:nastyProgram -ArgumentList ($using:nastyLead + 'lines', "$_")
        }
        ($job | Receive-Job -Wait -AutoRemoveJob).Count | Should -Be 3
        (Get-Entry run/job).Count | Should -Be 3
    }

    It 'leaves arguments with a hyphen to the program that mean nothing to the cmdlet, as -cf and -WhatIf' {
        $arguments = Get-NastyCommand arguments
        $program, $lead = $arguments.FilePath, $arguments.ArgumentList
        mlrun -Prefix run/hyphens $program @lead -cf a.tar -WhatIf | ConvertFrom-Json | Should -Be @('-cf', 'a.tar', '-WhatIf')
    }

    It 'records what was written when the program is killed in the middle, and the signal as the exit code' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'there are no signals'; return }
        $killed = Get-NastyCommand signal, 9
        mlrun -Prefix run/killed @killed | Should -Be 'before'
        $LASTEXITCODE | Should -Be 137
        (Get-Entry run/killed).Message | Should -Be 'before'
        (Get-MlDashExperiment run/killed).Status | Should -Be 'Failed'
    }

    It 'says why a file cannot be run: a folder, no program, no right, a folder that is gone' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'it is about the rights of Unix'; return }
        $null = New-Item $TestDrive/bin/folder -ItemType Directory
        Set-Content $TestDrive/bin/plain 'no program'
        { mlrun $TestDrive/bin/folder -Prefix run/folder } | Should -Throw -ErrorId 'NotAProgram*' -ExpectedMessage '*is a folder*'
        { mlrun $TestDrive/bin/plain -Prefix run/plain } | Should -Throw
        Set-Content $TestDrive/bin/script "#!/bin/sh`necho `"from `$1`""
        chmod +x $TestDrive/bin/script
        mlrun -Prefix run/shebang $TestDrive/bin/script here | Should -Be 'from here'
        $null = New-Item $TestDrive/gone -ItemType Directory
        Push-Location $TestDrive/gone
        try {
            [IO.Directory]::Delete("$TestDrive/gone")
            { mlrun -Prefix run/gone -- sh -c true } | Should -Throw -ErrorId 'ProgramNotStarted*'
        }
        finally { Pop-Location }
    }

    It 'records programs of every day: git, tar that writes an archive, python' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'they are programs of Unix'; return }
        Set-Content $TestDrive/file.txt 'content'
        $null = mlrun -Prefix run/tar -- tar -cf - -C $TestDrive file.txt
        (Get-MlDashExperiment run/tar).Status | Should -Be 'Completed'
        (Get-Entry run/tar).Message -join "`n" | Should -BeLike '*file.txt*content*'
        mlrun -Prefix run/python -- python3 -c 'import sys; print("out"); print("err", file=sys.stderr)' 2>$null | Should -Be 'out'
        (Get-Entry run/python).Message | Sort-Object | Should -Be @('err', 'out')
    }
}
