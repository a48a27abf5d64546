@{
    RootModule           = 'bin/MlDash.Cmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6d1b7a52-3a0e-4c5f-9c5e-2f7a4f4b9d11'
    Author               = 'MlDash contributors'
    CompanyName          = 'MlDash contributors'
    Copyright            = '(c) MlDash contributors. MIT licence.'
    Description          = 'Experiment tracking for PowerShell: record logs, parameters, metrics and files of a run, and query them down the pipeline.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('MlDash.Format.ps1xml')
    TypesToProcess       = @('MlDash.Types.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @('Use-MlDashExperiment', 'Invoke-MlDashQuery', 'mlrun')
    CmdletsToExport      = @(
        'Get-MlDashCIContext'
        'Measure-MlDashCommand'
        'Get-MlDashConfig'
        'Set-MlDashConfig'
        'Compare-MlDashExperiment'
        'Complete-MlDashExperiment'
        'Get-MlDashExperiment'
        'Invoke-MlDashCommand'
        'Invoke-MlDashExperiment'
        'Receive-MlDashExperiment'
        'Remove-MlDashExperiment'
        'Send-MlDashExperiment'
        'Set-MlDashExperiment'
        'Start-MlDashExperiment'
        'Sync-MlDashExperiment'
        'Wait-MlDashExperiment'
        'Copy-MlDashExperiment'
        'Rename-MlDashExperiment'
        'Copy-MlDashFile'
        'Get-MlDashFile'
        'Receive-MlDashFile'
        'Remove-MlDashFile'
        'Save-MlDashFile'
        'Set-MlDashFile'
        'Test-MlDashFile'
        'Get-MlDashFileContent'
        'Register-MlDashFunction'
        'Unregister-MlDashFunction'
        'Get-MlDashLog'
        'Write-MlDashLog'
        'Add-MlDashMetric'
        'Assert-MlDashMetric'
        'Export-MlDashMetric'
        'Get-MlDashMetric'
        'Show-MlDashMetric'
        'Get-MlDashMetricSummary'
        'Write-MlDashMetricSummary'
        'Get-MlDashParam'
        'Set-MlDashParam'
        'Get-MlDashProject'
        'New-MlDashProject'
        'Remove-MlDashProject'
        'Show-MlDash'
        'Stop-MlDash'
        'Export-MlDashReport'
        'Write-MlDashReport'
        'Connect-MlDash'
        'Disconnect-MlDash'
        'Get-MlDashProfile'
        'Invoke-MlDashApi'
        'Test-MlDashServer'
        'Add-MlDashTrack'
        'Export-MlDashTrack'
        'Get-MlDashTrack'
        'Import-MlDashTestResult'
        'Import-MlDashTrack'
        'Set-MlDashTrack'
    )
    PrivateData          = @{
        PSData = @{
            Tags                     = @('experiment-tracking', 'machine-learning', 'mlops', 'metrics', 'logging', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri               = 'https://opensource.org/license/mit'
            ProjectUri               = 'https://github.com/mldash/MlDash.PowerShell'
            ReleaseNotes             = 'First release: local, remote and hybrid mode. See CHANGELOG.md at the project site.'
            RequireLicenseAcceptance = $false
        }
    }
}
