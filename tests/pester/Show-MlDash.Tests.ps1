BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Set-TestHome "$TestDrive/home"
    $root = "$TestDrive/runs"
    foreach ($number in 1..3) {
        $null = Start-MlDashExperiment "vision/run-$number" -Root $root
        Set-MlDashParam @{ lr = 0.1 * $number }
        1..10 | ForEach-Object { @{ step = $_; loss = $number / $_ } } | Add-MlDashMetric train
        Complete-MlDashExperiment
    }

    function Get-Answer($Viewer, $Question) {
        $token = $Viewer.Address.Fragment -replace '^#token='
        Invoke-RestMethod "http://localhost:$($Viewer.Port)/q/$Question" -Headers @{ 'X-MlDash-Token' = $token }
    }

    function Set-Answer($Viewer, $Change, $Body) {
        $token = $Viewer.Address.Fragment -replace '^#token='
        $form = @{ Method = 'Post'; Body = ConvertTo-Json $Body; ContentType = 'application/json'; Headers = @{ 'X-MlDash-Token' = $token } }
        Invoke-RestMethod "http://localhost:$($Viewer.Port)/q/$Change" @form
    }
}

AfterAll { Set-TestHome $null }

# On Windows the system's own HTTP service listens, which Wine does not have.
Describe 'Show-MlDash' -Tag Wine {
    AfterEach { Stop-MlDash }

    It 'shows the experiments of a folder' {
        $viewer = Show-MlDash -Root $root -NoBrowser -PassThru 6> $null
        $viewer.GetType().FullName | Should -Be MlDash.DashboardViewer
        (Invoke-WebRequest "http://localhost:$($viewer.Port)/").Content | Should -BeLike '*<title>MlDash</title>*'
        $answer = Get-Answer $viewer 'runs?sort=metrics.train.loss.min&column=metrics.train.loss.min&column=params.lr'
        $answer.runs.path | Should -Be 'vision/run-1', 'vision/run-2', 'vision/run-3'
        $answer.runs[1].values | Should -Be 0.2, 0.2
    }

    It 'warns of a folder that is a file or is not there: <_>' -ForEach 'a-file', 'no-folder' {
        $null = New-Item "$TestDrive/a-file" -ItemType File -Force
        $place = Join-Path $TestDrive $_
        Show-MlDash -Root $place -NoBrowser -WarningVariable warnings -WarningAction SilentlyContinue 6> $null
        "$warnings" | Should -Be "The folder '$place' does not exist."
    }

    It 'returns nothing, and says where the page is' {
        $said = Show-MlDash -Root $root -NoBrowser 6>&1
        $said | Should -HaveCount 1
        "$said" | Should -Match '^.+runs: http://localhost:\d+/#token=[0-9a-f]{32}$'
    }

    It 'opens with the experiments that are given' {
        (Show-MlDash vision/run-2 -Root $root -NoBrowser -PassThru 6>&1)[0] | Should -BeLike '*/?run=vision%2Frun-2#token=*'
        $said = Get-MlDashExperiment vision/run-[12] -Root $root | Show-MlDash -NoBrowser 6>&1
        "$said" | Should -BeLike '*/?ticked=vision%2Frun-*&ticked=vision%2Frun-*#token=*'
    }

    It 'follows an experiment that is still recorded' {
        $null = Start-MlDashExperiment vision/live -Root $root
        Add-MlDashMetric train @{ loss = 1 }
        $viewer = Show-MlDash vision/live -Root $root -NoBrowser -PassThru 6> $null
        (Get-Answer $viewer 'metrics?path=vision/live').metrics[0].points | Should -Be 1
        Add-MlDashMetric train @{ loss = 2 }
        Sync-MlDashExperiment
        (Get-Answer $viewer 'metrics?path=vision/live').metrics[0].points | Should -Be 2
        Complete-MlDashExperiment
    }

    It 'changes nothing unless it may' {
        $viewer = Show-MlDash -Root $root -NoBrowser -PassThru 6> $null
        (Get-Answer $viewer sources).writable | Should -BeFalse
        { Set-Answer $viewer write @{ path = 'vision'; file = 'README.md'; text = '# Vision' } } | Should -Throw '*403*'
        "$root/vision/README.md" | Should -Not -Exist
    }

    It 'changes experiments and writes texts with -Writable' {
        $viewer = Show-MlDash -Root $root -Writable -NoBrowser -PassThru 6> $null
        (Get-Answer $viewer sources).writable | Should -BeTrue
        $run = Get-Answer $viewer 'run?path=vision/run-1'
        (Set-Answer $viewer update @{ path = 'vision/run-1'; version = $run.version; tags = @('best') }).tags | Should -Be best
        (Get-MlDashExperiment vision/run-1 -Root $root).Tags | Should -Be best
        { Set-Answer $viewer update @{ path = 'vision/run-1'; version = $run.version; tags = @('late') } } | Should -Throw '*409*'
        $null = Set-Answer $viewer write @{ path = 'vision'; file = 'README.md'; text = '# Vision' }
        Get-Content "$root/vision/README.md" -Raw | Should -Be '# Vision'
        $null = Set-Answer $viewer write @{ path = 'vision/run-1'; file = 'README.md'; text = '# Run' }
        Get-MlDashFileContent README.md -Experiment (Get-MlDashExperiment vision/run-1 -Root $root) -Raw | Should -Be '# Run'
    }

    It 'says that a port is taken' {
        $viewer = Show-MlDash -Root $root -NoBrowser -PassThru 6> $null
        { Show-MlDash -Root $root -NoBrowser -Port $viewer.Port -ErrorAction Stop } | Should -Throw -ErrorId 'PortInUse*'
    }
}

Describe 'Show-MlDash without a page' {
    It 'says that an experiment is not there' {
        { Show-MlDash vision/none -Root $root -NoBrowser -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound*'
        { Show-MlDash -Root $root -NoBrowser -Port 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'shows nothing instead of everything when nothing matches: <Line>' -ForEach @(
        @{ Line = "Show-MlDash 'zz*' -Root `$root -NoBrowser -PassThru" }
        @{ Line = "Get-MlDashExperiment 'zz*' -Root `$root | Show-MlDash -Root `$root -NoBrowser -PassThru" }
    ) {
        & ([scriptblock]::Create("$Line 3>&1")) | Should -BeLike 'No experiment was found*'
    }

    It 'has nothing to stop' {
        Stop-MlDash | Should -BeNullOrEmpty
    }
}

Describe 'Stop-MlDash' -Tag Wine {
    AfterEach { Stop-MlDash }

    It 'stops the viewer that is given, or all' {
        $one, $two, $three = foreach ($number in 1..3) { Show-MlDash -Root $root -NoBrowser -PassThru 6> $null }
        $two | Stop-MlDash
        { Get-Answer $two runs } | Should -Throw
        (Get-Answer $one runs).total | Should -BeGreaterThan 2
        Stop-MlDash
        { Get-Answer $one runs } | Should -Throw
        { Get-Answer $three runs } | Should -Throw
    }

    It 'stops nothing with -WhatIf' {
        $viewer = Show-MlDash -Root $root -NoBrowser -PassThru 6> $null
        Stop-MlDash -WhatIf 6> $null
        (Get-Answer $viewer runs).total | Should -BeGreaterThan 2
    }

    It 'is done when the module is removed' {
        $viewer = Show-MlDash -Root $root -NoBrowser -PassThru 6> $null
        Remove-Module MlDash
        { Get-Answer $viewer runs } | Should -Throw
        Import-Module MlDash
    }
}
