BeforeAll {
    Import-Module MlDash -Force
    $env:ML_DASH_ROOT = "$TestDrive"
    # A program that is on every system: the shell that runs this.
    $self = [Environment]::ProcessPath
    $shell = @($self; if ([IO.Path]::GetFileNameWithoutExtension($self) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] })
    $program, $lead = $shell[0], @($shell | Select-Object -Skip 1)

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
}
