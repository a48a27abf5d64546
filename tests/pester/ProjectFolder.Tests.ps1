BeforeAll {
    Import-Module MlDash -Force
    . "$PSScriptRoot/support/Server.ps1"
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'The project is the first folder' {
    BeforeAll {
        Invoke-MlDashExperiment vision/resnet/run-1 { 'x' | Save-MlDashFile -AsText -Name a.txt }
        Invoke-MlDashExperiment resnet/run-2 -Project vision { }
        Invoke-MlDashExperiment run-3 -Folder deep/er -Project vision { }
        Invoke-MlDashExperiment vision/run-4 { }
        Invoke-MlDashExperiment alone { }
    }

    It 'in the document, whether it was given or not' {
        foreach ($path in 'vision/resnet/run-1', 'vision/resnet/run-2', 'vision/deep/er/run-3', 'vision/run-4') {
            (Get-Content "experiments/$path/experiment.json" -Raw | ConvertFrom-Json).project | Should -Be 'vision' -Because $path
        }
        (Get-Content experiments/alone/experiment.json -Raw | ConvertFrom-Json).project | Should -BeNullOrEmpty
    }

    It 'in filters, lists and the drive' {
        (Get-MlDashExperiment -Project vision).Count | Should -Be 4
        (Get-MlDashProject).Name | Should -Be @('', 'vision')
        (Get-MlDashProject vision | Get-MlDashExperiment).Count | Should -Be 4
        (Get-MlDashExperiment resnet/run-1).Prefix | Should -Be 'vision/resnet/run-1'
        (Get-ChildItem MlDash:/ | Where-Object Kind -EQ Project).Name | Should -Be 'vision'
        (Get-ChildItem MlDash:/vision).Kind | Should -Be @('Experiment', 'Folder', 'Folder')
    }

    It 'after a rename and in a copy, too' {
        Copy-MlDashExperiment vision/run-4 audio/deep/run-5
        (Get-MlDashExperiment audio/deep/run-5).Project | Should -Be 'audio'
        Rename-MlDashExperiment audio/deep/run-5 speech/vision/run-5
        (Get-MlDashExperiment speech/vision/run-5).Project | Should -Be 'speech'
        Remove-MlDashExperiment speech/vision/run-5 -Force
    }
}

Describe 'A folder is in one project' {
    It 'that of the experiment that came first, given as <First>' -ForEach @(
        @{ First = 'path'; Project = 'own' }
        @{ First = 'project'; Project = 'prj' }
    ) {
        $root = @{ Root = "one-$First" }
        $byPath = { Invoke-MlDashExperiment own/prj/x @root { } }
        $byProject = { Invoke-MlDashExperiment y -Project own/prj @root { } }
        if ($First -eq 'path') { . $byPath; . $byProject } else { . $byProject; . $byPath }

        (Get-MlDashExperiment @root).Prefix | Should -Be @('own/prj/x', 'own/prj/y')
        (Get-MlDashExperiment @root).Project | Should -Be @($Project, $Project)
        (Get-MlDashExperiment @root -Project $Project) | Should -HaveCount 2
        (Get-MlDashProject @root).Name | Should -Be $Project
        $null = New-PSDrive "one$First" -PSProvider MlDash -Root $root.Root
        $folders = @(Get-Item "one${First}:/own", "one${First}:/own/prj")
        ($folders | Where-Object Kind -EQ Project).Name | Should -Be $Project
        Remove-PSDrive "one$First"
    }
}

Describe 'Folders of the Python SDK' {
    BeforeAll {
        # As the SDK 0.6.27 writes it for the prefix ada/vision/run-7.
        $folder = New-Item .dash/ada/vision/run-7 -ItemType Directory
        '{"name": "run-7", "project": "vision", "prefix": "ada/vision/run-7", "tags": [], "bindrs": [], "created_at": "2026-01-31T12:00:00Z"}' |
            Set-Content "$folder/experiment.json"
    }

    It 'keep the project behind the owner' {
        (Get-MlDashExperiment -Root .dash -Project vision).Prefix | Should -Be 'ada/vision/run-7'
        (Get-MlDashExperiment vision/run-7 -Root .dash).Prefix | Should -Be 'ada/vision/run-7'
        (Get-MlDashProject -Root .dash).Name | Should -Be 'vision'
        Invoke-MlDashExperiment ada/vision/run-7 -Root .dash { 'x' | Save-MlDashFile -AsText -Name a.txt }
        (Get-MlDashExperiment ada/vision/run-7 -Root .dash).Project | Should -Be 'vision'
        (Get-Content .dash/ada/vision/run-7/files/.files_metadata.json -Raw | ConvertFrom-Json).files.experimentId | Should -Be 'vision/ada/vision/run-7'
    }

    It 'get new experiments with the project that the SDK would write' {
        Invoke-MlDashExperiment ada/vision/run-8 -Root .dash { }
        (Get-MlDashExperiment ada/vision/run-8 -Root .dash).Project | Should -Be 'vision'
        Copy-MlDashExperiment ada/vision/run-8 ada/audio/run-8 -Root .dash
        (Get-MlDashExperiment ada/audio/run-8 -Root .dash).Project | Should -Be 'audio'
    }

    It 'are made in any root by a project with its owner' {
        Invoke-MlDashExperiment run-9 -Project ada/vision -Root elsewhere { }
        $experiment = Get-MlDashExperiment -Root elsewhere
        $experiment.Prefix | Should -Be 'ada/vision/run-9'
        $experiment.Project | Should -Be 'vision'
        (Get-ChildItem (New-PSDrive there -PSProvider MlDash -Root elsewhere -Scope Script | ForEach-Object { 'there:/ada' })).Kind | Should -Be 'Project'
    }
}

Describe 'On a server' {
    BeforeAll {
        Set-TestHome "$TestDrive/home"
        $server = Start-TestServer "$TestDrive/data"
        $alice = @{ Remote = $server.Url; UserName = 'alice' }
    }

    AfterAll {
        Stop-TestServer $server
        Set-TestHome $null
    }

    It 'the same line means the same project' {
        Invoke-MlDashExperiment vision/resnet/run-1 @alice { }
        Invoke-MlDashExperiment alice/vision/resnet/run-2 @alice { }
        Invoke-MlDashExperiment resnet/run-3 -Project alice/vision @alice { }
        Invoke-MlDashExperiment vision/resnet/run-4 -Root both @alice { }
        (Get-MlDashExperiment -Project vision @alice).Prefix | Sort-Object | Should -Be @(1..4 | ForEach-Object { "alice/vision/resnet/run-$_" })
        (Get-MlDashExperiment vision/resnet/run-1 @alice).Prefix | Should -Be 'alice/vision/resnet/run-1'
        (Get-MlDashExperiment -Root both).Project | Should -Be 'vision'
        (Get-MlDashProject @alice).Name | Should -Be 'vision'
    }

    It 'experiments of this machine keep their project when they are sent' {
        Invoke-MlDashExperiment audio/deep/run-1 -Root sent { }
        Invoke-MlDashExperiment run-2 -Project alice/audio -Root sent { }
        Get-MlDashExperiment -Root sent | Send-MlDashExperiment @alice
        (Get-MlDashExperiment -Project audio @alice).Prefix | Sort-Object | Should -Be @('alice/audio/deep/run-1', 'alice/audio/run-2')
    }

    It 'those of another owner are given with the owner' {
        { Start-MlDashExperiment run -Project bob/vision @alice } | Should -Throw -ErrorId 'NotOnServer,*'
        Invoke-MlDashExperiment bob/vision/run @alice { }
        (Get-MlDashExperiment -Project bob @alice).Prefix | Should -Be 'alice/bob/vision/run'
    }
}
