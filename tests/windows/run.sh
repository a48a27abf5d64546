#!/usr/bin/env bash
# Tests the Windows build under Wine: PowerShell for Windows and the server, published for win-x64, run the Pester files; so do the suites of Core.
# Usage: tests/windows/run.sh [file of tests/pester]...     Ends with one line: N passed, N failed.
# It is Wine, not Windows: what it shows are faults of paths, names, locks and encodings. Tests with the tag Wine cannot hold there; each says why.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# Not below out/, which is a folder of modules: PowerShell looks through all of it, and Wine's drive Z: is the whole disk.
root="$PWD" built="$PWD/tests/windows/bin"
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

finish() {
    echo "$passed passed, $failed failed$([ "$skipped" -gt 0 ] && echo ", $skipped skipped")"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit $?
}

fail() {
    echo "FAILED: $1" >&2
    failed=$((failed + 1))
    finish
}

if ! dpkg -s wine64 >/dev/null 2>&1; then
    (apt-get update -qq && apt-get install -y -qq --no-install-recommends wine64 wine) >/dev/null 2>&1 || fail 'Wine is needed and could not be installed: apt-get install wine64 wine'
fi

echo '== build for Windows'
dotnet build tests/pester/MlDash.Pester.csproj --nologo -v quiet || fail 'the build of the module and of Pester'
dotnet publish tests/windows/MlDash.Windows.csproj -c Release -o "$built/shell" --nologo -v quiet || fail 'PowerShell for Windows'
dotnet publish src/MlDash.Server -c Release -r win-x64 --self-contained -o "$built/server" --nologo -v quiet || fail 'the server for Windows'

# A Windows of its own. Without the second variable the runtime of .NET crashes in Wine.
export WINEPREFIX="$built/prefix" DOTNET_EnableWriteXorExecute=0 WINEDEBUG=-all
# Not on the path: the package keeps it among its libraries.
wine="$(dpkg -L wine64 | grep '/wine64$' | grep lib | head -n 1)"
export MLDASH_TEST_SERVER="Z:${built//\//\\}\\server\\MlDash.Server.exe"

# Wine rarely loses a thread at the start of a garbage collection; that, and that alone, is tried again. Usage: in_wine <log> <program> [arguments]
in_wine() {
    local log="$1"
    shift
    for _ in 1 2 3; do
        timeout 600 "$wine" "$@" >"$log" 2>&1
        grep -q 'SuspendThread failed' "$log" || return
    done
}

# A process a file: in one for all, the runtime of .NET comes to a halt in Wine after some files.
files=("$@")
[ $# -eq 0 ] && files=(tests/pester/*.Tests.ps1)
for file in "${files[@]}"; do
    log="$results/$(basename "$file").log"
    in_wine "$log" "$built/shell/MlDash.Windows.exe" "& 'Z:$root/tests/pester/Run.ps1' 'Z:$root/$file' -ExcludeTag Wine"
    line="$(tr -d '\r' <"$log" | tail -n 1)"
    echo "== $(basename "$file"): $line"
    if [[ "$line" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
        [ "${BASH_REMATCH[2]}" -gt 0 ] && cat "$log"
    else
        failed=$((failed + 1))
        cat "$log"
    fi
done
"$(dirname "$wine")/wineserver64" -k 2>/dev/null || "$(dirname "$wine")/wineserver" -k 2>/dev/null
finish
