BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    . "$PSScriptRoot/support/SlowProxy.ps1"
    . "$PSScriptRoot/support/LongWork.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $proxy = Start-SlowProxy $server.Url 3MB
    $slow = @{ Remote = $proxy.Url; UserName = 'alice' }
    $quick = @{ Remote = $server.Url; UserName = 'alice' }
    [IO.File]::WriteAllBytes("$TestDrive/some.bin", [Security.Cryptography.RandomNumberGenerator]::GetBytes(9MB))

    # The bars a script draws, the last one of each activity the one that takes it away.
    function Get-Bar([string] $Script, [hashtable] $Given) {
        $work = Start-Work $Script $Given
        $null = Complete-Work $work
        $work.Shell.Streams.Error | Should -BeNullOrEmpty
        $work.Shell.Streams.Progress
        Remove-Work $work
    }
}

AfterAll {
    Stop-SlowProxy $proxy
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'The progress bar' {
    BeforeAll {
        $null = Start-MlDashExperiment bars -Project project @quick
        Save-MlDashFile "$TestDrive/some.bin"
        Complete-MlDashExperiment
    }

    It 'of a file that is received says how much is done, how fast it goes, and how long it will take' {
        $bars = @(Get-Bar 'Get-MlDashExperiment alice/project/bars -Remote $Given.Remote -UserName alice | Receive-MlDashFile some.bin -Destination $Given.Target' @{ Remote = $proxy.Url; Target = "$TestDrive/some.copy" })
        $drawn = @($bars | Where-Object RecordType -EQ Processing)
        $drawn.Count | Should -BeGreaterThan 0
        $drawn[0].StatusDescription | Should -Match '^some\.bin: \d+ of 9 MB, \d+ MB/s$'
        $drawn[-1].PercentComplete | Should -BeGreaterThan 0
        $drawn[-1].PercentComplete | Should -BeLessThan 101
        ($drawn.SecondsRemaining | Measure-Object -Maximum).Maximum | Should -BeGreaterThan 0
        $bars[-1].RecordType | Should -Be 'Completed'
        "$TestDrive/some.copy" | Should -Exist
    }

    It 'is drawn about once a second' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $bars = @(Get-Bar 'Receive-MlDashExperiment alice/project/bars -Remote $Given.Remote -UserName alice -Destination $Given.Root' @{ Remote = $proxy.Url; Root = "$TestDrive/down" })
        $bars.Count | Should -BeGreaterThan 1
        $bars.Count | Should -BeLessThan ($watch.Elapsed.TotalSeconds + 2)
        $bars[0].StatusDescription | Should -Match 'records.*files.*MB'
        $bars[-1].RecordType | Should -Be 'Completed'
    }

    It 'is drawn for what is saved on a server' {
        $bars = @(Get-Bar '$null = Start-MlDashExperiment up -Project project -Remote $Given.Remote -UserName alice; Save-MlDashFile $Given.File; Complete-MlDashExperiment' @{ Remote = $proxy.Url; File = "$TestDrive/some.bin" })
        ($bars | Where-Object RecordType -EQ Processing)[0].StatusDescription | Should -Match '^some\.bin: \d+ of 9 MB'
        $bars[-1].RecordType | Should -Be 'Completed'
    }

    It 'is drawn for experiments that are sent, and for what is left to send' {
        $null = Start-MlDashExperiment project/sent -Root "$TestDrive/local"
        Save-MlDashFile "$TestDrive/some.bin"
        Complete-MlDashExperiment
        $bars = @(Get-Bar 'Send-MlDashExperiment project/sent -Root $Given.Root -Remote $Given.Remote -UserName alice' @{ Remote = $proxy.Url; Root = "$TestDrive/local" })
        $bars[0].Activity | Should -Match '^Sending to http'
        $bars[-1].RecordType | Should -Be 'Completed'
        $null = Start-MlDashExperiment left -Project project -Offline @slow
        Save-MlDashFile "$TestDrive/some.bin"
        Complete-MlDashExperiment
        $bars = @(Get-Bar 'Sync-MlDashExperiment' @{})
        $bars[0].Activity | Should -Be 'Syncing experiments'
        $bars[-1].RecordType | Should -Be 'Completed'
    }

    It 'is drawn for a track that is exported' {
        $null = Start-MlDashExperiment tracks -Root "$TestDrive/local"
        Add-MlDashTrack pose @{ x = 1 } -Timestamp 1
        Complete-MlDashExperiment
        Expand-DataFile "$TestDrive/local/tracks/tracks/pose/data.jsonl" 3000000
        $document = "$TestDrive/local/tracks/tracks/pose/metadata.json"
        Set-Content $document ((Get-Content $document -Raw) -replace '"totalEntries":\s*1\b', '"totalEntries": 3000001') -NoNewline
        $bars = @(Get-Bar 'Get-MlDashExperiment tracks -Root $Given.Root | Export-MlDashTrack pose -Path $Given.Target' @{ Root = "$TestDrive/local"; Target = "$TestDrive/pose.json" })
        $bars[0].StatusDescription | Should -Match '^pose: [\d,]+ of 3,000,001 entries, [\d,]+ entries/s$'
        $bars[0].SecondsRemaining | Should -BeGreaterThan -1
        $bars[-1].RecordType | Should -Be 'Completed'
    }

    It 'is not drawn for work that is soon over' {
        $script = '$null = Start-MlDashExperiment short -Root $Given.Root; Save-MlDashFile $Given.File; Copy-MlDashFile small.txt other.txt; Receive-MlDashFile other.txt -Destination $Given.Target; Sync-MlDashExperiment; Complete-MlDashExperiment'
        Set-Content "$TestDrive/small.txt" 'small' -NoNewline
        $bars = @(Get-Bar $script @{ Root = "$TestDrive/local"; File = "$TestDrive/small.txt"; Target = "$TestDrive/short.txt" })
        $bars.Count | Should -Be 0
    }
}
