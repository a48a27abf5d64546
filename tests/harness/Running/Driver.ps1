# Runs what was discovered. It lives in PowerShell because scopes do: a block's setup is dot-sourced into the block's own scope, the children run in
# scopes below it, and so see its variables but cannot change them for each other.
$__mldash_run = @{}

# Runs $__body in the present scope, in which the data of a node is known: its keys as variables, itself as $_, which only a pipeline can give.
$__mldash_run.WithData = {
    param($__node, $__body)
    if ($null -eq $__node.Data) {
        . $__body
        return
    }
    if ($null -ne $__node.Variables) {
        foreach ($__entry in $__node.Variables.GetEnumerator()) { $ExecutionContext.SessionState.PSVariable.Set($__entry.Key, $__entry.Value) }
    }
    , $__node.Data | ForEach-Object { . $__body }
}

$__mldash_run.Block = {
    param($__block)
    if ($__block.HasWork) { . $__mldash_run.WithData $__block $__mldash_run.BlockBody }
}

$__mldash_run.BlockBody = {
    $__block = $__node
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
    $ErrorActionPreference = 'Stop'
    . $__mldash_run.WithData $__test $__mldash_run.TestBody
}

$__mldash_run.TestBody = {
    $__test = $__node
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
