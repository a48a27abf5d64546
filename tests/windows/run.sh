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
patience=600

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

echo '== build for Windows'
# One compiler for all projects is warm after the first of them; it would stay, and so it is ended.
export UseSharedCompilation=true
dotnet build tests/pester/MlDash.Pester.csproj --nologo -v quiet || fail 'the build of the module and of Pester'
dotnet build tests/windows/wine -c Release -o "$built/wine" --nologo -v quiet || fail 'what .NET needs in Wine'
dotnet build tests/windows/Publish.proj --nologo -v quiet || fail 'the build for Windows'
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1

# The disk of this machine is drive Z: there.
in_windows() { echo "Z:${1//\//\\}"; }

# A Windows of its own, without what would ask for a screen.
export WINEPREFIX="$built/prefix" WINEDEBUG=-all WINEDLLOVERRIDES='mshtml=d;winemenubuilder.exe=d'
# What .NET needs in Wine: pages that are both written and run, handlers of exceptions that are not called once they are gone (wine/StartupHook.cs), and a pool
# whose threads stay: once one has ended for lack of work, the next work may wait for ever.
DOTNET_STARTUP_HOOKS="$(in_windows "$built/wine/MlDash.Wine.dll")"
export DOTNET_STARTUP_HOOKS DOTNET_EnableWriteXorExecute=0 DOTNET_ThreadPool_ThreadTimeoutMs=7FFFFFFF
# Processes live for seconds here: their code is not profiled for later, nor compiled a second time. A garbage collection stops each thread by a call to
# Wine's server, and one beside the program watches its pages by faults: there are few, of that kind none.
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=7530 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=4000000
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

# Runs Pester files in one process, since each start of PowerShell takes seconds. Usage: run_files <name> <file>...
run_files() {
    local name="$1" log="$results/${1// /-}.log" arguments='' file counts begun=$SECONDS
    shift
    local patience=$((patience + 30 * ($# - 1)))
    for file; do arguments+=" '$(in_windows "$root/$file")'"; done
    in_wine "$log" "$built/shell/MlDash.Windows.exe" "& '$(in_windows "$root/tests/pester/Run.ps1")'$arguments -ExcludeTag Wine"
    if counts="$(pester_counts "$log")"; then
        report "$name" "$log" $((SECONDS - begun)) $counts
    elif [ $# -gt 1 ]; then
        # A fault of Wine's costs one file, not those beside it: each has a process of its own now.
        echo "== $name did not get to the counts: $(tail -n 1 "$log")"
        rm "$log"
        for file; do run_files "$(basename "$file" .Tests.ps1)" "$file"; done
    else
        report "$name" "$log" $((SECONDS - begun)) 0 1 0
    fi
}

# Runs a suite, or the part of it in some namespaces. Usage: run_suite <name> [namespace]...
run_suite() {
    local name="$1" log counts arguments=() namespace begun=$SECONDS
    shift
    log="$results/$name${1:+-$1-$#}.log"
    local patience=$((patience + 30 * $#))
    for namespace; do arguments+=(-namespace "*.$namespace"); done
    in_wine "$log" "$built/$name/$name.exe" -noLogo -noColor -result-xml "$(in_windows "${log%.log}.xml")" -trait- 'Wine=*' "${arguments[@]}"
    if counts="$(xunit_counts "${log%.log}.xml")"; then
        report "$name${*:+: $*}" "$log" $((SECONDS - begun)) $counts
    elif [ $# -gt 1 ]; then
        echo "== $name: $* did not get to the counts: $(tail -n 1 "$log")"
        rm "$log"
        for namespace; do run_suite "$name" "$namespace"; done
    else
        report "$name${*:+: $*}" "$log" $((SECONDS - begun)) 0 1 0
    fi
}

# As many at a time as keep both processors busy while some wait.
beside() {
    while [ "$(jobs -rp | wc -l)" -ge 3 ]; do wait -n; done
    "$@" &
}

files=()
for file in $(ls -S tests/pester/*.Tests.ps1); do selected "$file" && files+=("$file"); done
# What waits the longest begins first, by itself; the others are dealt out by their sizes.
long=() short=()
for file in "${files[@]}"; do
    case "$(basename "$file" .Tests.ps1)" in
        Stopping | DriveRemote | Invoke-MlDashCommand) long+=("$file") ;;
        *) short+=("$file") ;;
    esac
done
for file in "${long[@]}"; do beside run_files "$(basename "$file" .Tests.ps1)" "$file"; done
# The suite of Core in two parts. Left out are namespaces that compute from memory to memory, where a system has no say.
namespaces=()
for folder in tests/MlDash.Core.Tests/*/; do
    case "$(basename "$folder")" in
        Comparing | Filtering | Judging | PublicApi) ;;
        *) grep -rqE '\[(Fact|Theory)' "$folder" && namespaces+=("$(basename "$folder")") ;;
    esac
done
half=$((${#namespaces[@]} / 2))
selected MlDash.Core.Tests && for part in "${namespaces[*]::half}" "${namespaces[*]:half}"; do beside run_suite MlDash.Core.Tests $part; done
selected MlDash.Durability.Tests && beside run_suite MlDash.Durability.Tests
batches=8
for ((batch = 0; batch < batches && batch < ${#short[@]}; batch++)); do
    dealt=()
    for ((i = batch; i < ${#short[@]}; i += batches)); do dealt+=("${short[i]}"); done
    beside run_files "Pester files, part $((batch + 1))" "${dealt[@]}"
done
finish
