BeforeDiscovery {
    $readers = @(
        @{ What = 'a log without a line that fits'; Script = 'Get-MlDashExperiment reading -Root $Given.Root | Get-MlDashLog -Search nothing' }
        @{ What = 'the last lines that fit of a log'; Script = 'Get-MlDashExperiment reading -Root $Given.Root | Get-MlDashLog -Search nothing -Last 5' }
        @{ What = 'points of which none fits'; Script = 'Get-MlDashExperiment reading -Root $Given.Root | Get-MlDashMetric train -Until 5' }
        @{ What = 'points into a pipeline'; Script = 'Get-MlDashExperiment reading -Root $Given.Root | Get-MlDashMetric train -Points | Where-Object loss -gt 5' }
        @{ What = 'a track'; Script = 'Get-MlDashExperiment reading -Root $Given.Root | Get-MlDashTrack pose | Where-Object x -gt 5' }
        @{ What = 'ten thousand experiments'; Script = 'Get-MlDashExperiment -Tag nothing -Root $Given.Many' }
        @{ What = 'the newest of ten thousand experiments'; Script = 'Get-MlDashExperiment -First 1 -Root $Given.Many' }
    )
}

BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/LongWork.ps1"
}

Describe 'Ctrl-C while files are copied' {
    BeforeAll {
        $root = "$TestDrive/root"
        $null = Start-MlDashExperiment kept -Root $root
        'text' | Save-MlDashFile -Name big.bin -AsText
        Complete-MlDashExperiment
        # Its bytes are read long before anybody sees that they are others than those that were saved.
        $stored = @(Get-AllFile "$root/kept/files" | Where-Object { $_ -like '*big.bin' })[0]
        New-LargeFile $stored 8GB
    }

    It 'ends Save-MlDashFile at once and leaves nothing of the file' {
        New-LargeFile "$TestDrive/source.bin" 8GB
        $work = Start-Work 'Start-MlDashExperiment saving -Root $Given.Root; Save-MlDashFile $Given.Source' @{ Root = $root; Source = "$TestDrive/source.bin" }
        Wait-Until { Get-AllFile "$root/saving/files" | Where-Object { $_ -like '*.mldash-arriving' } }
        Stop-Work $work | Should -BeLessThan 2000
        Get-AllFile "$root/saving/files" | Where-Object { $_ -like '*source.bin' -or $_ -like '*.mldash-arriving' } | Should -BeNullOrEmpty
        Remove-Work $work
        Get-MlDashExperiment saving -Root $root | Get-MlDashFile | Should -BeNullOrEmpty
    }

    It 'keeps the files that were whole before' {
        Set-Content "$TestDrive/small.txt" 'small' -NoNewline
        $work = Start-Work 'Start-MlDashExperiment some -Root $Given.Root; Save-MlDashFile $Given.Small, $Given.Source' @{ Root = $root; Small = "$TestDrive/small.txt"; Source = "$TestDrive/source.bin" }
        # The small one arrives by such a name, too.
        Wait-Until { (Test-Path "$root/some/experiment.json") -and (Get-MlDashExperiment some -Root $root | Get-MlDashFile) }
        Wait-Until { Get-AllFile "$root/some/files" | Where-Object { $_ -like '*.mldash-arriving' } }
        Stop-Work $work | Should -BeLessThan 2000
        Remove-Work $work
        (Get-MlDashExperiment some -Root $root | Get-MlDashFile).Path | Should -Be 'small.txt'
    }

    It 'ends Receive-MlDashFile at once and leaves nothing of the copy' {
        $work = Start-Work 'Get-MlDashExperiment kept -Root $Given.Root | Receive-MlDashFile big.bin -Destination $Given.Target' @{ Root = $root; Target = "$TestDrive/received/big.bin" }
        Wait-Until { Get-AllFile "$TestDrive/received" }
        Stop-Work $work | Should -BeLessThan 2000
        Get-AllFile "$TestDrive/received" | Should -BeNullOrEmpty
        Remove-Work $work
    }

    It 'leaves what was there where Receive-MlDashFile was to replace it' {
        $null = New-Item "$TestDrive/replaced" -ItemType Directory -Force
        Set-Content "$TestDrive/replaced/big.bin" 'before' -NoNewline
        $work = Start-Work 'Get-MlDashExperiment kept -Root $Given.Root | Receive-MlDashFile big.bin -Destination $Given.Target -Force' @{ Root = $root; Target = "$TestDrive/replaced/big.bin" }
        Wait-Until { @(Get-AllFile "$TestDrive/replaced").Count -gt 1 }
        Stop-Work $work | Should -BeLessThan 2000
        @(Get-AllFile "$TestDrive/replaced").Count | Should -Be 1
        Get-Content "$TestDrive/replaced/big.bin" -Raw | Should -Be 'before'
        Remove-Work $work
    }

    It 'ends Copy-MlDashFile at once and leaves nothing of the copy' {
        $work = Start-Work 'Start-MlDashExperiment kept -Root $Given.Root; Copy-MlDashFile big.bin copy.bin' @{ Root = $root }
        Wait-Until { Get-AllFile "$root/kept/files" | Where-Object { $_ -like '*.mldash-arriving' } }
        Stop-Work $work | Should -BeLessThan 2000
        Get-AllFile "$root/kept/files" | Where-Object { $_ -like '*copy.bin' -or $_ -like '*.mldash-arriving' } | Should -BeNullOrEmpty
        Remove-Work $work
        (Get-MlDashExperiment kept -Root $root | Get-MlDashFile).Path | Should -Be 'big.bin'
    }
}

Describe 'Ctrl-C while a track is exported' {
    BeforeAll {
        $root = "$TestDrive/root"
        $null = Start-MlDashExperiment exported -Root $root
        Add-MlDashTrack pose @{ x = 1 } -Timestamp 1
        Complete-MlDashExperiment
        Expand-DataFile "$root/exported/tracks/pose/data.jsonl" 3000000
    }

    It 'ends the export as <_> at once and leaves no file' -ForEach 'Json', 'Jsonl', 'Csv', 'Parquet', 'Mocap' {
        $target = "$TestDrive/export-$_"
        $work = Start-Work 'Get-MlDashExperiment exported -Root $Given.Root | Export-MlDashTrack pose -Path $Given.Target -Format $Given.Format' @{ Root = $root; Target = "$target/pose.out"; Format = $_ }
        Wait-Until { Get-AllFile $target }
        Stop-Work $work | Should -BeLessThan 2000
        Get-AllFile $target | Should -BeNullOrEmpty
        Remove-Work $work
    }
}

Describe 'Ctrl-C while stored data is read' {
    BeforeAll {
        $root = "$TestDrive/root"
        $many = "$TestDrive/many"
        $null = Start-MlDashExperiment reading -Root $root
        Write-MlDashLog 'a line of the log'
        Add-MlDashMetric train @{ loss = 1 } -Timestamp 10
        Add-MlDashTrack pose @{ x = 1 } -Timestamp 1
        Complete-MlDashExperiment
        Expand-DataFile "$root/reading/logs/logs.jsonl" 3000000
        Expand-DataFile "$root/reading/metrics/train/data.jsonl" 3000000
        Expand-DataFile "$root/reading/tracks/pose/data.jsonl" 3000000
        foreach ($i in 1..10000) {
            $null = [IO.Directory]::CreateDirectory("$many/run-$i")
            [IO.File]::Copy("$root/reading/experiment.json", "$many/run-$i/experiment.json")
        }
    }

    It 'ends at once: <What>' -ForEach $readers {
        # Over and over, so that the stop always comes while it reads.
        $work = Start-Work "`$Given.Began = `$true; while (`$true) { $Script }" ($given = [hashtable]::Synchronized(@{ Root = $root; Many = $many; Began = $false }))
        Wait-Until { $given.Began }
        Start-Sleep -Milliseconds 500
        Stop-Work $work | Should -BeLessThan 2000
        Remove-Work $work
    }
}
