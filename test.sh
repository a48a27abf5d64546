#!/usr/bin/env bash
# Builds everything and runs all tests. Usage: ./test.sh [word]   runs only the suites whose name holds the word.
# Ends with one line: N passed, N failed. Exits non-zero on any failure, a suite that crashes, or a suite without a test.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
only="${1:-}"
passed=0 failed=0 skipped=0
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

finish() {
    local line="$passed passed, $failed failed"
    [ "$skipped" -gt 0 ] && line="$line, $skipped skipped"
    echo "$line"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit $?
}

fail() {
    echo "FAILED: $1" >&2
    failed=$((failed + 1))
}

selected() { [ -z "$only" ] || [[ "$1" == *"$only"* ]]; }

command -v dotnet >/dev/null || { fail 'the .NET SDK 10 is needed: https://dotnet.microsoft.com/download'; finish; }
if ! command -v python3 >/dev/null; then
    # The interoperability tests let Python read what MlDash wrote.
    (apt-get update -qq && apt-get install -y -qq python3) >/dev/null 2>&1 || { fail 'python3 is needed and could not be installed'; finish; }
fi

if ! command -v node >/dev/null; then
    # The server's tests need an S3 service, which is a Node program.
    (apt-get update -qq && apt-get install -y -qq nodejs npm) >/dev/null 2>&1 || { fail 'node is needed and could not be installed'; finish; }
fi

echo '== build'
dotnet build MlDash.PowerShell.sln --nologo -v quiet || { fail 'the build'; finish; }

# xUnit v3 suites are programs; each writes its counts to a report. Usage: run_suite <label> <project> [arguments of the program]
run_suite() {
    local label="$1" name="$2" report="$results/$1.xml" counts total
    shift 2
    echo "== $label"
    dotnet "tests/$name/bin/Debug/net10.0/$name.dll" -noLogo -result-xml "$report" "$@" || echo "$label ended with code $?"
    counts="$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -n 1)"
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counts"; }
    total="$(count total)"
    if [ -z "$total" ] || [ "$total" -eq 0 ]; then
        fail "$label ran no test or crashed"
        return
    fi
    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed) + $(count errors)))
    skipped=$((skipped + $(count skipped)))
}

for project in tests/*.Tests/*.csproj; do
    name="$(basename "$project" .csproj)"
    selected "$name" && run_suite "$name" "$name"
done

# The server's protocol once more, on the other pair of stores: MongoDB and S3, or what stands in for them here.
if selected MlDash.Server.Tests.Shared; then
    echo "MongoDB: ${MONGODB_URI:+the one of MONGODB_URI}${MONGODB_URI:-a stand-in on mongomock, which is no MongoDB}" | sed 's/\(the one of MONGODB_URI\).*/\1/'
    echo "S3: ${S3_ENDPOINT:-s3rver}"
    TEST_STORES=mongo+s3 run_suite MlDash.Server.Tests.Shared MlDash.Server.Tests \
        -class 'MlDash.Server.Tests.Section*' -class MlDash.Server.Tests.SecurityTests -trait- stores=embedded
fi

# The Pester files run in PowerShell with Pester where both are installed, else on the engine package.
if selected pester; then
    echo '== pester'
    pester="$results/pester.txt"
    export PSModulePath="$PWD/out${PSModulePath:+:$PSModulePath}"
    if command -v pwsh >/dev/null && pwsh -NoProfile -Command 'if (-not (Get-Module Pester -ListAvailable | Where-Object Version -ge 5.5.0)) { exit 1 }'; then
        # shellcheck disable=SC2016
        pwsh -NoProfile -Command '
            Import-Module Pester -MinimumVersion 5.5.0
            $run = Invoke-Pester -Path tests/pester -PassThru -Output Normal
            "$($run.PassedCount) passed, $($run.FailedCount + $run.FailedContainersCount + $run.FailedBlocksCount) failed, $($run.SkippedCount) skipped"' | tee "$pester"
    else
        dotnet tests/harness/bin/Debug/net10.0/MlDash.PesterHarness.dll tests/pester | tee "$pester"
    fi
    last="$(tail -n 1 "$pester")"
    if [[ "$last" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]] && [ "$((BASH_REMATCH[1] + BASH_REMATCH[2]))" -gt 0 ]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
    else
        fail 'the Pester files ran no test or crashed'
    fi
fi

finish
