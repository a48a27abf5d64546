#!/usr/bin/env bash
# Tests the Windows build under Wine: PowerShell for Windows and the server, published for win-x64, run the Pester files; so do the suites of Core.
# Usage: tests/windows/run.sh [word]...   Runs the Pester files and suites whose name holds one of the words, or all.
# Ends with one line: N passed, N failed[, N skipped].
# It is Wine, not Windows: what it shows are faults of paths, names, locks and encodings. Tests that cannot hold there are left out: Pester's by the tag Wine,
# those of xUnit by the trait Wine; each says why.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# Not below out/, which is a folder of modules: PowerShell looks through all of it, and Wine's drive Z: is the whole disk.
root="$PWD" built="$PWD/tests/windows/bin"
results="$(mktemp -d)"
words=("$@")
# A file or suite that takes longer hangs.
patience=420

. tests/counts.sh

finish() {
    local code
    wait
    [ -z "${wine:-}" ] || "$(dirname "$wine")/wineserver64" -k 2>/dev/null
    failures
    total
    code=$?
    rm -rf "$results"
    exit "$code"
}

fail() {
    echo "FAILED: $1" | tee -a "$results/script.log" >&2
    count 0 1
    finish
}

selected() {
    local word
    for word in "${words[@]}"; do [[ "$1" == *"$word"* ]] && return; done
    [ "${#words[@]}" -eq 0 ]
}

if ! dpkg -s wine64 >/dev/null 2>&1; then
    (apt-get update -qq && apt-get install -y -qq --no-install-recommends wine64 wine) >/dev/null 2>&1 ||
        fail 'Wine is needed and could not be installed: apt-get install wine64 wine'
fi

publish() { dotnet publish "$1" -c Release -r win-x64 --self-contained -o "$built/$2" --nologo -v quiet || fail "the build of $1 for Windows"; }

echo '== build for Windows'
# One compiler for all projects is warm after the first of them; it would stay, and so it is ended.
export UseSharedCompilation=true
dotnet build tests/pester/MlDash.Pester.csproj --nologo -v quiet || fail 'the build of the module and of Pester'
publish tests/windows/MlDash.Windows.csproj shell
publish src/MlDash.Server server
dotnet build tests/windows/wine -c Release -o "$built/wine" --nologo -v quiet || fail 'what .NET needs in Wine'
# A suite and the programs it starts lie in one folder, on one runtime.
for project in MlDash.Core.Tests.Program MlDash.Core.Tests.Writer MlDash.Core.Tests; do publish "tests/$project" MlDash.Core.Tests; done
for project in MlDash.Durability.Writer MlDash.Durability.Tests; do publish "tests/$project" MlDash.Durability.Tests; done

dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1

# The disk of this machine is drive Z: there.
in_windows() { echo "Z:${1//\//\\}"; }

# A Windows of its own, without what would ask for a screen.
export WINEPREFIX="$built/prefix" WINEDEBUG=-all WINEDLLOVERRIDES='mshtml=d;winemenubuilder.exe=d'
# What .NET needs in Wine: pages that are both written and run, handlers of exceptions that are not called once they are gone (wine/StartupHook.cs), and a pool
# whose threads stay: once one has ended for lack of work, the next work may wait for ever.
DOTNET_STARTUP_HOOKS="$(in_windows "$built/wine/MlDash.Wine.dll")"
export DOTNET_STARTUP_HOOKS DOTNET_EnableWriteXorExecute=0 DOTNET_ThreadPool_ThreadTimeoutMs=7FFFFFFF
# Not on the path: the package keeps it among its libraries.
wine="$(dpkg -L wine64 | grep '/wine64$' | grep lib | head -n 1)"
mkdir -p "$WINEPREFIX"
# Started first and kept running: else programs start a Windows each, whose services keep their output open.
"$(dirname "$wine")/wineserver64" -p
"$wine" wineboot --init >/dev/null 2>&1
MLDASH_TEST_SERVER="$(in_windows "$built/server/MlDash.Server.exe")"
MLDASH_TEST_PROGRAM="$(in_windows "$built/MlDash.Core.Tests/MlDash.Core.Tests.Program.exe")"
export MLDASH_TEST_SERVER MLDASH_TEST_PROGRAM

# In Wine the runtime of .NET rarely loses a thread at the start of a garbage collection, or breaks down by itself; that, and that alone, is tried again.
# Usage: in_wine <log> <program> [arguments]
in_wine() {
    local log="$1"
    shift
    for _ in 1 2 3; do
        timeout -k 5 "$patience" "$wine" "$@" 2>&1 | tr -d '\r' | grep -v '^wine: Read access denied for device' >"$log"
        local code="${PIPESTATUS[0]}"
        # 137: it had to be killed.
        [ "$code" -ne 124 ] && [ "$code" -ne 137 ] || echo "It was ended after $patience seconds." >>"$log"
        grep -qE 'SuspendThread failed|Internal CLR error' "$log" || return "$code"
    done
}

# One line a file or suite, and all it wrote where something failed. Usage: report <name> <log> <seconds> <passed> <failed> <skipped>
report() {
    count "$4" "$5" "$6"
    {
        flock 9
        echo "== $1, $3 s: $4 passed, $5 failed$([ "$6" -gt 0 ] && echo ", $6 skipped")"
        [ "$5" -eq 0 ] || cat "$2"
    } 9>"$results/lock"
}

# A process a file: a fault of Wine's costs one file, not those behind it.
run_file() {
    local file="$1" name log begun=$SECONDS
    name="$(basename "$file" .Tests.ps1)"
    log="$results/$name.log"
    in_wine "$log" "$built/shell/MlDash.Windows.exe" "& '$(in_windows "$root/tests/pester/Run.ps1")' '$(in_windows "$root/$file")' -ExcludeTag Wine"
    # A file that did not get to its counts is one failure.
    report "$name" "$log" $((SECONDS - begun)) $(pester_counts "$log" || echo 0 1 0)
}

# Usage: run_suite <name> [arguments of the program, which name a part of it]
run_suite() {
    local name="$1" part="$1${3:+ ${3#\*.}}" begun=$SECONDS
    local log="$results/${part// /-}.log"
    local result="${log%.log}.xml"
    shift
    in_wine "$log" "$built/$name/$name.exe" -noLogo -noColor -result-xml "$(in_windows "$result")" -trait- 'Wine=*' "$@"
    report "$part" "$log" $((SECONDS - begun)) $(xunit_counts "$result" || echo 0 1 0)
}

# Two at a time; the long ones first, and the suite of Core in parts, for the reason that files have a process each.
beside() {
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    "$@" &
}
for folder in tests/MlDash.Core.Tests/*/; do
    part="$(basename "$folder")"
    grep -rqE '\[(Fact|Theory)' "$folder" && selected MlDash.Core.Tests && beside run_suite MlDash.Core.Tests -namespace "*.$part"
done
selected MlDash.Durability.Tests && beside run_suite MlDash.Durability.Tests
for file in $(ls -S tests/pester/*.Tests.ps1); do
    selected "$file" && beside run_file "$file"
done
finish
