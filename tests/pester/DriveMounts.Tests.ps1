BeforeAll {
    Import-Module MlDash -Force
    # What moves the location below leaves it in a folder that is deleted; later files start where this one did.
    Push-Location $TestDrive
    . "$PSScriptRoot/support/Drive.ps1"
}

AfterAll {
    Pop-Location
    Remove-PSDrive Runs -Scope Global -Force
}

Describe 'The drive MlDash:' {
    AfterEach { [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', $null) }

    It 'is there after the import, over the root that commands mean when none is named' {
        [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', $root)
        (Get-Item MlDash:/vision/flat).Prefix | Should -Be 'vision/flat'
        [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', (Join-Path $TestDrive 'elsewhere'))
        Get-ChildItem MlDash:/ | Should -BeNullOrEmpty
        Test-Path MlDash:/ | Should -BeTrue
        [Environment]::SetEnvironmentVariable('ML_DASH_ROOT', $null)
        Set-Location "$TestDrive"
        $null = Start-MlDashExperiment here
        Complete-MlDashExperiment
        (Get-Item MlDash:/here).Root | Should -Be (Join-Path "$TestDrive" 'experiments')
        Set-Location MlDash:/
        (Get-ChildItem .).PSChildName | Should -Be 'here'
        Set-Location "$TestDrive"
    }

    It 'comes and goes with the module, in each runspace of its own' {
        $script = {
            param($Root)
            $session = $ExecutionContext.SessionState
            Import-Module MlDash
            Import-Module MlDash -Force
            $drive = $session.Drive.New([Management.Automation.PSDriveInfo]::new('Other', $session.Provider.GetOne('MlDash'), $Root, '', $null), 'global')
            $ExecutionContext.InvokeProvider.ChildItem.Get('Other:/vision', $false).PSChildName -join ','
            Remove-Module MlDash
            "$($session.Provider.GetAll().Name -contains 'MlDash') $($session.Drive.GetAll().Name -contains 'MlDash') $($session.Drive.GetAll().Name -contains 'Other')"
            Import-Module MlDash
            $ExecutionContext.InvokeProvider.Item.Exists('MlDash:/')
        }
        $shells = foreach ($number in 1..3) {
            $shell = [powershell]::Create().AddScript($script.ToString()).AddArgument($root)
            [pscustomobject]@{ Shell = $shell; Result = $shell.BeginInvoke() }
        }
        foreach ($one in $shells) {
            $one.Shell.EndInvoke($one.Result) | Should -Be @('flat,resnet', 'False False False', $true)
            $one.Shell.Streams.Error | Should -BeNullOrEmpty
            $one.Shell.Dispose()
        }
        (Get-Item Runs:/vision/flat).Prefix | Should -Be 'vision/flat'
    }
}

Describe 'New-PSDrive' {
    It 'refuses a root that is no folder, and a login without a server' {
        { New-PSDrive -Name None -PSProvider MlDash -Root "$TestDrive/none" -ErrorAction Stop } | Should -Throw -ErrorId 'RootNotFound,*'
        { New-PSDrive -Name None -PSProvider MlDash -Root $root -UserName alice -ErrorAction Stop } | Should -Throw -ErrorId 'ConflictingParameters,*'
        { New-PSDrive -Name None -PSProvider MlDash -Root 'http://dash.example.org' -UserName alice -ErrorAction Stop } | Should -Throw -ErrorId 'InsecureTransport,*'
        { New-PSDrive -Name None -PSProvider MlDash -Root 'ftp://dash.example.org' -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalServerAddress,*'
        Test-Path None:/ | Should -BeFalse
    }
}
