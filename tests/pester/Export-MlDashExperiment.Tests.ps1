BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"

    function New-Run([string] $Root, [string] $Prefix) {
        $experiment = Start-MlDashExperiment $Prefix -Root $Root -Tag baseline
        Add-MlDashMetric train @{ loss = 0.5; note = 'first' }
        Add-MlDashMetric train @{ loss = [double]::NaN }
        Set-MlDashParam lr 0.1
        Write-MlDashLog 'begin'
        Complete-MlDashExperiment
        $experiment
    }
}

AfterAll { Set-TestHome $null }

Describe 'Export-MlDashExperiment' {
    BeforeEach {
        $root = "$TestDrive/$([guid]::NewGuid())"
        $target = "$root-exported"
    }

    It 'writes <_>, and Import-MlDashExperiment reads it back' -ForEach Zip, Mlflow, Csv, Parquet {
        $null = New-Run $root vision/run-1
        $path = $_ -eq 'Zip' ? "$target.zip" : $target
        $exported = Export-MlDashExperiment vision/run-1 $path -Format $_ -Root $root -PassThru
        "$($exported.Prefix) $($exported.Format) $($exported.Points) $($exported.Logs) $($exported.Parameters)" | Should -BeExactly "vision/run-1 $_ 2 1 1"
        (Import-MlDashExperiment $path -Destination "$root-back").Prefix | Should -BeExactly vision/run-1
        $back = Get-MlDashExperiment vision/run-1 -Root "$root-back"
        "$($back.Status) $($back.Tags)" | Should -BeExactly 'Completed baseline'
        "$(($back | Get-MlDashMetric train -Points).loss)" | Should -BeExactly '0.5 NaN'
        ($back | Get-MlDashMetric train -Points)[0].note | Should -BeExactly first
        ($back | Get-MlDashLog).Message | Should -BeExactly begin
        ($back | Get-MlDashParam lr).Value | Should -Be 0.1
    }

    It 'takes experiments from the pipeline into one archive, which the extension chooses' {
        $null = New-Run $root vision/run-1
        $null = New-Run $root vision/run-2
        Get-MlDashExperiment -Root $root | Export-MlDashExperiment -Path "$target.zip" | Should -BeNullOrEmpty
        (Import-MlDashExperiment "$target.zip" -Destination "$root-back").Prefix | Should -Be vision/run-1, vision/run-2
    }

    It 'exports the current experiment with what is queued for it' {
        $null = Start-MlDashExperiment vision/open -Root $root
        1..100 | ForEach-Object { Add-MlDashMetric train @{ loss = $_ } }
        (Export-MlDashExperiment -Path $target -Format Csv -PassThru).Points | Should -Be 100
        Complete-MlDashExperiment
    }

    It 'exports experiments of a server' {
        $server = Start-TestServer "$TestDrive/server"
        try {
            $null = New-Run $root vision/run-1
            $null = Send-MlDashExperiment vision/run-1 -Root $root -Remote $server.Url -UserName alice
            foreach ($format in 'Zip', 'Mlflow', 'Csv', 'Parquet') {
                $path = $format -eq 'Zip' ? "$target.zip" : "$target-$format"
                $exported = Get-MlDashExperiment -Remote $server.Url -UserName alice | Export-MlDashExperiment -Path $path -Format $format -PassThru
                $exported.Points | Should -Be 2
                $back = Import-MlDashExperiment $path -Destination "$root-back-$format"
                "$($back.Prefix) $($back.Points) $($back.Logs) $($back.Parameters)" | Should -BeExactly "$($exported.Prefix) 2 1 1"
            }
        }
        finally { Stop-TestServer $server }
    }

    It 'writes nothing with -WhatIf' {
        $null = New-Run $root vision/run-1
        Export-MlDashExperiment vision/run-1 "$target.zip" -Root $root -WhatIf
        "$target.zip" | Should -Not -Exist
    }

    It 'replaces an export only with -Force, and leaves what else lies there' {
        $null = New-Run $root vision/run-1
        Export-MlDashExperiment vision/run-1 $target -Format Csv -Root $root
        Set-Content "$target/vision/run-1/mine.txt" mine
        { Export-MlDashExperiment vision/run-1 $target -Format Csv -Root $root -ErrorAction Stop } |
            Should -Throw -ErrorId 'FileExists,MlDash.Cmdlets.Commands.ExportMlDashExperimentCommand'
        Export-MlDashExperiment vision/run-1 $target -Format Csv -Root $root -Force
        Get-Content "$target/vision/run-1/mine.txt" | Should -BeExactly mine
    }

    It 'says what to give when the path does not say the format' {
        $null = New-Run $root vision/run-1
        { Export-MlDashExperiment vision/run-1 $target -Root $root -ErrorAction Stop } |
            Should -Throw -ErrorId 'UnknownExportFormat,MlDash.Cmdlets.Commands.ExportMlDashExperimentCommand'
    }

    It 'exports the others when one of several is there already' {
        $null = New-Run $root vision/run-1
        Export-MlDashExperiment vision/run-1 $target -Format Csv -Root $root
        $null = New-Run $root vision/run-2
        $exported = Export-MlDashExperiment vision/* $target -Format Csv -Root $root -PassThru -ErrorAction SilentlyContinue -ErrorVariable failed
        $exported.Prefix | Should -BeExactly vision/run-2
        $failed.Count | Should -Be 1
    }
}
