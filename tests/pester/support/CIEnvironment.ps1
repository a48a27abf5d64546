# The environment of a CI system as tests/data/ci has it, for this process; Reset-CIEnvironment undoes it.
$script:ciBefore = $null

function Set-CIEnvironment([string] $System) {
    Reset-CIEnvironment
    $data = Join-Path $PSScriptRoot '../../data/ci' -Resolve
    $files = Join-Path $TestDrive 'ci'
    $null = New-Item $files -ItemType Directory -Force
    # The files name each other by the folder they are in; properties have its backslashes and colons escaped, as Java writes them.
    foreach ($file in Get-ChildItem $data -Exclude *.env) {
        $folder = $file.Extension -eq '.properties' ? ($files -replace '[\\:]', '\$0') : $files
        (Get-Content $file -Raw).Replace('{data}', $folder) | Set-Content (Join-Path $files $file.Name) -NoNewline
    }
    $script:ciBefore = @{ CI = $env:CI }
    $env:CI = $null
    foreach ($line in Get-Content (Join-Path $data "$($System.ToLowerInvariant()).env")) {
        if (-not $line -or $line[0] -eq '#') { continue }
        $name, $value = $line -split '=', 2
        if (-not $script:ciBefore.ContainsKey($name)) { $script:ciBefore[$name] = [Environment]::GetEnvironmentVariable($name) }
        [Environment]::SetEnvironmentVariable($name, $value.Replace('{data}', $files))
    }
}

function Reset-CIEnvironment {
    if ($script:ciBefore) { foreach ($name in $script:ciBefore.Keys) { [Environment]::SetEnvironmentVariable($name, $script:ciBefore[$name]) } }
    $script:ciBefore = $null
}
