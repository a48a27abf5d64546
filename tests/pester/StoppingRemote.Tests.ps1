BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    . "$PSScriptRoot/support/SlowProxy.ps1"
    . "$PSScriptRoot/support/LongWork.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    $proxy = Start-SlowProxy $server.Url 2MB
    $slow = @{ Remote = $proxy.Url; UserName = 'alice' }
    $quick = @{ Remote = $server.Url; UserName = 'alice' }
}

AfterAll {
    Stop-SlowProxy $proxy
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Ctrl-C while a server works' {
    BeforeAll {
        [IO.File]::WriteAllBytes("$TestDrive/more.bin", [Security.Cryptography.RandomNumberGenerator]::GetBytes(40MB))
        $null = Start-MlDashExperiment stopping -Project project @quick
        Save-MlDashFile "$TestDrive/more.bin"
        Complete-MlDashExperiment
    }

    BeforeEach { $proxy.State.BytesASecond = 2MB }

    It 'ends <What> at once, and leaves no half file' -ForEach @(
        @{ What = 'Receive-MlDashFile'; Script = 'Receive-MlDashFile more.bin -Destination $Given.Target' }
        @{ What = 'Get-MlDashFileContent'; Script = 'Get-MlDashFileContent more.bin -AsByteStream' }
    ) {
        $before = $proxy.State.Bytes
        $work = Start-Work ('Get-MlDashExperiment alice/project/stopping -Remote $Given.Remote -UserName alice | ' + $Script) @{ Remote = $proxy.Url; Target = "$TestDrive/stopped/more.bin" }
        Wait-Until { $proxy.State.Bytes -gt $before + 1MB }
        Stop-Work $work | Should -BeLessThan 2000
        Get-AllFile "$TestDrive/stopped" | Should -BeNullOrEmpty
        Remove-Work $work
    }

    It 'ends Receive-MlDashExperiment at once, and the next one goes on' {
        $before = $proxy.State.Bytes
        $work = Start-Work 'Receive-MlDashExperiment alice/project/stopping -Remote $Given.Remote -UserName alice -Destination $Given.Root' @{ Remote = $proxy.Url; Root = "$TestDrive/partly" }
        Wait-Until { $proxy.State.Bytes -gt $before + 1MB }
        Stop-Work $work | Should -BeLessThan 2000
        Remove-Work $work
        Get-AllFile "$TestDrive/partly" | Where-Object { $_ -like '*more.bin*' } | Should -BeNullOrEmpty
        Get-MlDashExperiment -Root "$TestDrive/partly" | Should -BeNullOrEmpty
        $null = Receive-MlDashExperiment alice/project/stopping -Destination "$TestDrive/partly" @quick -Force
        (Get-MlDashExperiment -Root "$TestDrive/partly" | Get-MlDashFile).Length | Should -Be 40MB
    }

    It 'ends Save-MlDashFile at once; the server has nothing of the file' {
        $before = $proxy.State.Bytes
        $work = Start-Work '$null = Start-MlDashExperiment upload -Project project -Remote $Given.Remote -UserName alice; Save-MlDashFile $Given.File' @{ Remote = $proxy.Url; File = "$TestDrive/more.bin" }
        Wait-Until { $proxy.State.Bytes -gt $before + 1MB }
        Stop-Work $work | Should -BeLessThan 2000
        $proxy.State.BytesASecond = 200MB
        Remove-Work $work
        Get-MlDashExperiment alice/project/upload @quick | Get-MlDashFile | Should -BeNullOrEmpty
    }

    It 'ends Save-MlDashFile at once where files are kept here, too; the file is kept here and sent later' {
        $work = Start-Work '$null = Start-MlDashExperiment both -Project project -Root $Given.Root -Remote $Given.Remote -UserName alice; Save-MlDashFile $Given.File' @{ Remote = $proxy.Url; Root = "$TestDrive/both"; File = "$TestDrive/more.bin" }
        # What the test before has sent may still be on its way; this file is sent once it is kept here.
        Wait-Until { Get-MlDashExperiment both -Root "$TestDrive/both" -ErrorAction Ignore | Get-MlDashFile }
        $before = $proxy.State.Bytes
        Wait-Until { $proxy.State.Bytes -gt $before + 1MB }
        Stop-Work $work | Should -BeLessThan 2000
        $proxy.State.BytesASecond = 200MB
        Remove-Work $work
        (Get-MlDashExperiment both -Root "$TestDrive/both" | Get-MlDashFile).Length | Should -Be 40MB
        $null = Sync-MlDashExperiment
        (Get-MlDashExperiment alice/project/both @quick | Get-MlDashFile).Length | Should -Be 40MB
    }

    It 'ends Send-MlDashExperiment and Sync-MlDashExperiment at once, and the next ones go on' {
        $null = Start-MlDashExperiment project/sending -Root "$TestDrive/local"
        1..1000 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Save-MlDashFile "$TestDrive/more.bin"
        Complete-MlDashExperiment
        $before = $proxy.State.Bytes
        $work = Start-Work 'Send-MlDashExperiment project/sending -Root $Given.Root -Remote $Given.Remote -UserName alice' @{ Remote = $proxy.Url; Root = "$TestDrive/local" }
        Wait-Until { $proxy.State.Bytes -gt $before + 1MB }
        Stop-Work $work | Should -BeLessThan 2000
        Remove-Work $work
        $null = Start-MlDashExperiment spooled -Project project -Offline @slow
        1..1000 | ForEach-Object { @{ step = $_ } } | Add-MlDashMetric train
        Save-MlDashFile "$TestDrive/more.bin"
        Complete-MlDashExperiment
        $before = $proxy.State.Bytes
        $work = Start-Work 'Sync-MlDashExperiment' @{}
        Wait-Until { $proxy.State.Bytes -gt $before + 1MB }
        Stop-Work $work | Should -BeLessThan 2000
        Remove-Work $work
        $proxy.State.BytesASecond = 200MB
        $null = Send-MlDashExperiment project/sending -Root "$TestDrive/local" @slow
        $null = Sync-MlDashExperiment
        foreach ($name in 'sending', 'spooled') {
            $sent = Get-MlDashExperiment "alice/project/$name" @quick
            ($sent | Get-MlDashFile).Length | Should -Be 40MB
            @($sent | Get-MlDashMetric train -Points).step | Should -Be @(1..1000)
        }
    }
}
