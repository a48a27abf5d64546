#!/usr/bin/env bash
# Builds everything and runs all tests but those of the Windows build.
#   ./test.sh            all
#   ./test.sh <word>     the suites whose name holds the word; pester for the Pester files
#   ./test.sh windows    the Windows build, under Wine (tests/windows)
# Ends with the ten slowest tests and one line: N passed, N failed. Exits non-zero on any failure, a suite that crashes, or a suite without a test.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
only="${1:-}"
[ "$only" = windows ] && exec tests/windows/run.sh
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
# Logins and spool of the tests are not those of whoever runs them, and what others left to be sent is not sent by a test.
mkdir "$results/home"
export ML_DASH_HOME="$results/home"

# A line of counts: passed failed skipped.
count() { echo "$1 $2 ${3:-0}" >>"$results/counts"; }

fail() {
    echo "FAILED: $1" >&2
    count 0 1
}

finish() {
    local passed failed skipped
    read -r passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$results/counts" 2>/dev/null)
    slowest
    echo "$passed passed, $failed failed$([ "$skipped" -gt 0 ] && echo ", $skipped skipped")"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit $?
}

# Both kinds of reports name a test and its seconds: <test name="…" … time="…"> and <test-case … name="…" … time="…">.
slowest() {
    local reports=("$results"/*.xml)
    [ -e "${reports[0]}" ] || return
    echo '== the slowest tests, in seconds'
    grep -ohE '<test(-case)? [^>]*>' "${reports[@]}" | sed -nE 's/.* name="([^"]*)".* time="([0-9.]+)".*/\2 \1/p' |
        sed -e 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort -rn | head -n 10 | cut -c 1-150
}

selected() { [ -z "$only" ] || [[ "$1" == *"$only"* ]]; }

# Runs a suite with its output kept together, since suites run side by side. Usage: run <label> <command> [arguments]
run() {
    local label="$1" log="$results/$1.log" begun=$SECONDS
    shift
    "$@" >"$log" 2>&1
    local code=$?
    {
        flock 9
        echo "== $label, $((SECONDS - begun)) s"
        cat "$log"
    } 9>"$results/lock"
    return $code
}

# xUnit v3 suites are programs; each writes its counts to a report. Usage: run_suite <label> <project> [arguments of the program]
run_suite() {
    local label="$1" name="$2" report="$results/$1.xml" counts
    selected "$label" || return 0
    shift 2
    run "$label" dotnet "tests/$name/bin/Debug/net10.0/$name.dll" -noLogo -noColor -result-xml "$report" "$@" || echo "$label ended with code $?"
    counts="$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -n 1)"
    of() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counts"; }
    if [ "$(of total)" -gt 0 ] 2>/dev/null; then
        count "$(of passed)" "$(($(of failed) + $(of errors)))" "$(of skipped)"
    else
        fail "$label ran no test or crashed"
    fi
}

# The server's protocol once more, on the other pair of stores: MongoDB and S3, or what stands in for them here; the suite prints which.
run_shared() {
    selected MlDash.Server.Tests.Shared || return 0
    TEST_STORES=mongo+s3 run_suite MlDash.Server.Tests.Shared MlDash.Server.Tests \
        -class 'MlDash.Server.Tests.Section*' -class MlDash.Server.Tests.SecurityTests -class MlDash.Server.Tests.PublishedClientProperties -trait- stores=embedded
}

run_pester() {
    selected pester || return 0
    run pester dotnet src/MlDash.Shell/bin/Debug/net10.0/mldash.dll -NoProfile -File tests/pester/Run.ps1 -Result "$results/pester.xml" || echo "pester ended with code $?"
    if [[ "$(tail -n 1 "$results/pester.log")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[4]:-0}"
    else
        fail 'the Pester files crashed'
    fi
}

# Usage: need <program> <what for> <packages of Debian>
need() {
    command -v "$1" >/dev/null && return
    (apt-get update -qq && apt-get install -y -qq $3) >/dev/null 2>&1 || { fail "$1 is needed and could not be installed: $2"; finish; }
}

command -v dotnet >/dev/null || { fail 'the .NET SDK 10 is needed: https://dotnet.microsoft.com/download'; finish; }
need tmux 'the shell is tested at a terminal' tmux
need python3 'Python reads what MlDash wrote' python3
[ "$(uname)" != Linux ] || need strace 'the tests of -Durable watch what is synced' strace
need node "the server's tests need an S3 service, which is a Node program" 'nodejs npm'

echo '== build'
dotnet build MlDash.PowerShell.sln --nologo -v quiet || { fail 'the build'; finish; }

# Two lanes, each of suites that wait much and of suites that compute much, so that one works while the other waits.
# What measures memory, pauses or lost time beside a busy neighbour stays in one lane: all that starts servers.
others=()
known=(Server Remote Core Breaking HelpBuilder Packaging Shell)
for project in tests/*.Tests/*.csproj; do
    name="$(basename "$project" .Tests.csproj)"
    [[ " ${known[*]} " == *" ${name#MlDash.} "* ]] || others+=("$name.Tests")
done
(
    run_suite MlDash.Server.Tests MlDash.Server.Tests
    run_shared
    run_suite MlDash.Remote.Tests MlDash.Remote.Tests
) &
(
    for name in Core Breaking HelpBuilder Shell; do run_suite "MlDash.$name.Tests" "MlDash.$name.Tests"; done
    for name in "${others[@]}"; do run_suite "$name" "$name"; done
    run_pester
    run_suite MlDash.Packaging.Tests MlDash.Packaging.Tests
) &
wait
finish
