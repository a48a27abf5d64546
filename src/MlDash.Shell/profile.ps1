# Runs at the start of every session without -NoProfile. With it, the first cmdlet of the module loads it.
Import-Module MlDash
if (-not [Console]::IsInputRedirected -and -not (Get-Command PSConsoleHostReadLine -ErrorAction Ignore)) {
    Import-Module $PSScriptRoot/LineEditor.psm1
}
