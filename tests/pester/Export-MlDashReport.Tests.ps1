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

    # What the page reads first, and an answer by its question.
    function Get-Part($Path, $Id) {
        if ((Get-Content $Path -Raw) -notmatch "<script type=`"application/json`" id=`"$Id`">([^<]*)</script>") { throw "There is no $Id." }
        $Matches[1] | ConvertFrom-Json -AsHashtable
    }

    function Get-Answer($Path, $Question) {
        Get-Part $Path "a$((Get-Part $Path mldash-report).answers[$Question])"
    }

    function Get-RunPath($Path) {
        $part = (Get-Part $Path mldash-report).tables[0].parts[0]
        (Get-Part $Path "a$($part.answer)").runs.path | Sort-Object
    }
}

AfterAll { Set-TestHome $null }

Describe 'Export-MlDashReport' {
    BeforeEach { $file = "$TestDrive/$(New-Guid).html" }

    It 'writes all experiments of a folder, and returns nothing' {
        Export-MlDashReport $file -Root $root | Should -BeNullOrEmpty
        Get-RunPath $file | Should -Be 'vision/run-1', 'vision/run-2', 'vision/run-3'
        (Get-Answer $file "0 run`npath=vision/run-2").parameters[0].value | Should -Be 0.2
        (Get-Answer $file "0 metrics`npath=vision/run-3").metrics[0].points | Should -Be 10
    }

    It 'writes only the experiments that are given' {
        Get-MlDashExperiment vision/run-[12] -Root $root | Export-MlDashReport $file
        Get-RunPath $file | Should -Be 'vision/run-1', 'vision/run-2'
        Export-MlDashReport $file vision/run-3 -Root $root -Force
        Get-RunPath $file | Should -Be 'vision/run-3'
    }

    It 'returns what was written with -PassThru' {
        $report = Export-MlDashReport $file -Root $root -PassThru
        $report.GetType().FullName | Should -Be MlDash.ReportFile
        $report.Path | Should -Be (Get-Item $file).FullName
        $report.Length | Should -Be (Get-Item $file).Length
        $report.Experiments | Should -Be 3
        $report.LeftOut | Should -BeNullOrEmpty
        $report.Reduced | Should -BeNullOrEmpty
    }

    It 'overwrites nothing without -Force' {
        Set-Content $file mine
        { Export-MlDashReport $file -Root $root -ErrorAction Stop } | Should -Throw -ErrorId 'FileExists*'
        Get-Content $file | Should -Be mine
        Export-MlDashReport $file -Root $root -Force
        Get-Content $file -TotalCount 1 | Should -Be '<!doctype html>'
    }

    It 'writes nothing with -WhatIf' {
        Export-MlDashReport $file -Root $root -WhatIf 6> $null
        $file | Should -Not -Exist
    }

    It 'warns of what it leaves out' {
        $null = Start-MlDashExperiment media/run -Root $root
        [IO.File]::WriteAllBytes("$TestDrive/large.png", [byte[]]::new(3000))
        Save-MlDashFile "$TestDrive/large.png"
        1..60 | ForEach-Object { @{ loss = $_ } } | Add-MlDashMetric train
        Complete-MlDashExperiment
        $said = Export-MlDashReport $file media/run -Root $root -MaxPictureSize 1KB -Buckets 20 -Verbose 3>&1 4>&1
        $said | Where-Object { $_ -is [Management.Automation.WarningRecord] } | Should -Be 'Not in the report: 1 picture of more than 0.0 MB.'
        $said | Where-Object { "$_" -like 'Reduced*' } | Should -Be 'Reduced in the report: 1 curve of more than 20 points: zooming in shows no finer ones.'
        Export-MlDashReport $file media/run -Root $root -MaxSize 0 -Force 3>&1 | Should -HaveCount 2
    }

    It 'holds what is still queued' {
        $null = Start-MlDashExperiment vision/live -Root $root
        1..5 | ForEach-Object { @{ loss = $_ } } | Add-MlDashMetric train
        Export-MlDashReport $file vision/live -Root $root
        (Get-Answer $file "0 metrics`npath=vision/live").metrics[0].points | Should -Be 5
        Complete-MlDashExperiment
    }

    It 'writes nothing when nothing matches: <Line>' -ForEach @(
        @{ Line = "Export-MlDashReport `$file 'zz*' -Root `$root" }
        @{ Line = "Get-MlDashExperiment 'zz*' -Root `$root | Export-MlDashReport `$file" }
    ) {
        & ([scriptblock]::Create("$Line 3>&1")) | Should -BeLike 'No experiment was found*'
        $file | Should -Not -Exist
    }

    It 'says that an experiment, or every experiment, is not there' {
        { Export-MlDashReport $file vision/none -Root $root -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound*'
        Push-Location (New-Item "$TestDrive/empty" -ItemType Directory -Force)
        { Export-MlDashReport $file -ErrorAction Stop } | Should -Throw -ErrorId 'ExperimentNotFound*'
        Pop-Location
    }

    It 'writes the experiments of a server as they are in the folder that they came from' {
        $server = Start-TestServer "$TestDrive/server"
        try {
            Get-MlDashExperiment vision/run-1 -Root $root | Send-MlDashExperiment -Remote $server.Url -UserName alice
            Export-MlDashReport $file -Remote $server.Url -UserName alice
            Get-RunPath $file | Should -BeLike 'alice/*/run-1'
        }
        finally { Stop-TestServer $server }
    }
}
