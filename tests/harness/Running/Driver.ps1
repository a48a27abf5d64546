# Runs what was discovered. It lives in PowerShell because scopes do: a block's setup is dot-sourced into the block's own scope, the children run in
# scopes below it, and so see its variables but cannot change them for each other.
$__mldash_run = @{}

$__mldash_run.Setup = {
    param($__node)
    $ExecutionContext.SessionState.PSVariable.Set('_', $__node.Data)
    if ($null -ne $__node.Variables) {
        foreach ($__entry in $__node.Variables.GetEnumerator()) { $ExecutionContext.SessionState.PSVariable.Set($__entry.Key, $__entry.Value) }
    }
}

$__mldash_run.Block = {
    param($__block)
    if (-not $__block.HasWork) { return }
    if ($null -ne $__block.Data) { . $__mldash_run.Setup $__block }
    $__block.FillName({ param($__path) & ([scriptblock]::Create("`$$__path")) })
    $__report.Enter()
    try {
        foreach ($__step in $__block.BeforeAll) { $null = . $__step }
        foreach ($__child in $__block.Children) {
            if ($__child -is [MlDash.PesterHarness.Model.TestBlock]) { & $__mldash_run.Block $__child }
            elseif ($__child.IsSelected -and -not $__child.Skip) { & $__mldash_run.Test $__child }
        }
    }
    catch { $__block.Fail($_) }
    try {
        foreach ($__step in $__block.AfterAll) { $null = . $__step }
    }
    catch { $__report.FailTeardown($__block, $_) }
    $__report.Leave()
}

$__mldash_run.Test = {
    param($__test)
    if ($null -ne $__test.Data) { . $__mldash_run.Setup $__test }
    $ErrorActionPreference = 'Stop'
    try {
        $__test.HasRun = $true
        $__test.FillName({ param($__path) & ([scriptblock]::Create("`$$__path")) })
        foreach ($__step in $__test.Parent.AllBeforeEach) { $null = . $__step }
        if ($__test.TakesParameters -and $null -ne $__test.Variables) {
            $__parameters = $__test.Variables
            $null = . $__test.Body @__parameters
        }
        else { $null = . $__test.Body }
    }
    catch { $__test.Fail($_) }
    try {
        foreach ($__step in $__test.Parent.AllAfterEach) { $null = . $__step }
    }
    catch { $__test.Fail($_) }
}

& $__mldash_run.Block $__root
