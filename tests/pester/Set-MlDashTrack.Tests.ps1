BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $server = Start-TestServer "$TestDrive/data"
    foreach ($place in @{ Root = "$TestDrive/runs" }, @{ Remote = $server.Url; UserName = 'alice'; Project = 'p' }) {
        $null = Start-MlDashExperiment run @place
        Add-MlDashTrack robot/pose @{ x = 1 } -Timestamp 1 -Description before -Tag a -Metadata @{ fps = 30 }
        Complete-MlDashExperiment
    }
}

AfterAll {
    Stop-TestServer $server
    Set-TestHome $null
}

Describe 'Set-MlDashTrack' {
    BeforeAll { $stored = Get-MlDashExperiment run -Root "$TestDrive/runs" }

    It 'changes what is given and leaves the rest, <Where>' -ForEach @{ Where = 'in a folder' }, @{ Where = 'on a server' } {
        $run = if ($Where -eq 'in a folder') { $stored } else { Get-MlDashExperiment -Remote $server.Url -UserName alice }
        $changed = $run | Set-MlDashTrack robot/pose -Description after -Tag b, c -PassThru
        $changed.Description | Should -Be 'after'
        $found = $run | Get-MlDashTrack
        $found.Topic | Should -Be 'robot/pose'
        $found.Description | Should -Be 'after'
        $found.Tags | Should -Be @('b', 'c')
        $found.Metadata.fps | Should -Be 30
        $found.TotalEntries | Should -Be 1
        { $run | Set-MlDashTrack nope -Description x -ErrorAction Stop } | Should -Throw -ErrorId 'TrackNotFound,*'
        ($run | Get-MlDashTrack).Topic | Should -Be 'robot/pose'
    }

    It 'takes tracks from the pipeline, and all tags away with an empty array' {
        $stored | Get-MlDashTrack | Set-MlDashTrack -Tag @() -Metadata @{ fps = 60 }
        $found = $stored | Get-MlDashTrack
        $found.Tags | Should -HaveCount 0
        $found.Metadata.fps | Should -Be 60
    }

    It 'refuses an experiment that is being recorded, and one that is protected' {
        $open = Start-MlDashExperiment open -Root "$TestDrive/runs"
        Add-MlDashTrack pose @{ x = 1 } -Timestamp 1 -Flush
        { Set-MlDashTrack pose -Description x -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentRunning,*'
        { Get-MlDashExperiment open -Root "$TestDrive/runs" | Set-MlDashTrack pose -Description x -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentRunning,*'
        Complete-MlDashExperiment
        $open | Set-MlDashExperiment -WriteProtected
        { $open | Set-MlDashTrack pose -Description x -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentWriteProtected,*'
    }

    It 'changes nothing with -WhatIf' {
        $stored | Set-MlDashTrack robot/pose -Description never -WhatIf
        ($stored | Get-MlDashTrack).Description | Should -Not -Be 'never'
    }
}
