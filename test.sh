#!/usr/bin/env bash
# Builds everything and runs all tests but those of the Windows build.
#   ./test.sh            all
#   ./test.sh <word>     the suites whose name holds the word; pester for the Pester files
#   ./test.sh windows    the Windows build, under Wine (tests/windows)
# Ends with the ten slowest tests, what failed, and one line: N passed, N failed. Exits non-zero on any failure, a suite that crashes, or a suite without a test.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
only="${1:-}"
[ "$only" = windows ] && exec tests/windows/run.sh
results="$(mktemp -d)"
# Tests make and delete some hundred thousand small files: in memory, where it has room. A killed process leaves its files there, too, and what
# reaches a disk is seen by its system calls; the suite of losses and the packages stay on the disk.
memory=/dev/shm room=$((8 * 1024 * 1024))
if [ -d "$memory" ] && [ "$(df -Pk "$memory" | awk 'NR == 2 { print $4 }')" -ge "$room" ]; then
    memory="$(mktemp -d "$memory/mldash-tests-XXXXXX")"
else
    memory=
fi
trap 'rm -rf "$results" ${memory:+"$memory"}' EXIT
# Most processes here live for seconds: code is not profiled for later, and its pages are written without being mapped twice. Threads that wait do not
# spin meanwhile: another suite has work for the processor.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0

. tests/counts.sh

fail() {
    echo "FAILED: $1" | tee -a "$results/script.log" >&2
    count 0 1
}

finish() {
    slowest
    failures
    total
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

# Runs a suite with its output kept together, since suites run side by side. Its seconds are those of the clock, then of the processors.
# Usage: run <label> <command> [arguments]
run() {
    local label="$1" log="$results/$1.log" temp="${TMPDIR:-/tmp}" begun=$SECONDS code cpu TIMEFORMAT='%U %S'
    shift
    [ -z "$memory" ] || [[ "$label" =~ Durability|Packaging ]] || temp="$memory"
    # Logins and spool of a suite are not those of whoever runs it, nor of another suite: nothing that others left is sent by a test.
    mkdir -p "$results/home/$label"
    { time TMPDIR="$temp" ML_DASH_HOME="$results/home/$label" "$@" >"$log" 2>&1; } 2>"$log.cpu"
    code=$?
    read -r -a cpu <"$log.cpu"
    {
        flock 9
        echo "== $label, $((SECONDS - begun)) s, ${cpu[0]%.*} + ${cpu[1]%.*} s of the processors"
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
    if counts="$(xunit_counts "$report")"; then
        count $counts
    else
        fail "$label ran no test or crashed"
    fi
}

# The server's protocol once more, on the other pair of stores: MongoDB and S3, or what stands in for them here; the suite prints which.
run_shared() {
    selected MlDash.Server.Tests.Shared || return 0
    TEST_STORES=mongo+s3 run_suite MlDash.Server.Tests.Shared MlDash.Server.Tests \
        -class 'MlDash.Server.Tests.Section*' -class MlDash.Server.Tests.SecurityTests -class MlDash.Server.Tests.PublishedClientProperties \
        -class MlDash.Server.Tests.PageQuestionTests -class MlDash.Server.Tests.SessionTests -class MlDash.Server.Tests.DeviceSignInTests -trait- stores=embedded
}

# One of the two parts of the Pester files, dealt out by their sizes: in one process after another they take longer than anything beside them.
# Usage: run_pester <1 or 2>
run_pester() {
    selected pester || return 0
    local label="pester-$1" counts files
    mapfile -t files < <(ls -S tests/pester/*.Tests.ps1 | awk -v part="$1" 'NR % 2 == part % 2')
    # Shells and servers of these files live for seconds: their code is not compiled a second time.
    run "$label" env DOTNET_TC_CallCountThreshold=7530 dotnet src/MlDash.Shell/bin/Debug/net10.0/mldash.dll -NoProfile -File tests/pester/Run.ps1 \
        -Result "$results/$label.xml" "${files[@]}" || echo "$label ended with code $?"
    if counts="$(pester_counts "$results/$label.log")"; then
        count $counts
    else
        fail 'the Pester files crashed'
    fi
}

run_dashboard() {
    selected dashboard || return 0
    local report="$results/dashboard.xml" pages="$results/pages.xml" counts
    run dashboard tests/dashboard/run.sh "$report" "$pages" || fail 'the client of the page'
    counts="$(junit_counts "$report")" && count $counts || fail 'the client of the page ran no test'
    counts="$(junit_counts "$pages")" && count $counts || fail 'the page was not opened in a browser'
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
need node "the server's tests need an S3 service, which is a Node program, and the page is built by one" 'nodejs npm'

# What the services of the tests need is installed while the build runs; each of them ends with its input. A fault shows again when a suite starts one.
[ -n "$only" ] || for service in s3 mongo; do
    "tests/services/start-$service.sh" "$results/$service" </dev/null >"$results/$service.log" 2>&1 &
done

echo '== build'
# One compiler for all projects is warm after the first of them; it would stay, and so it is ended.
UseSharedCompilation=true dotnet build MlDash.PowerShell.sln --nologo -v quiet || { fail 'the build'; finish; }
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1

# Takes suite after suite. Suites that start servers wait much, others compute much; four at once leave no core idle while some wait.
work() {
    local job
    while job="$(take)"; do
        case "$job" in
            # Its tests wait for processes of their own more than they compute.
            Server.Tests) run_suite MlDash.Server.Tests MlDash.Server.Tests -maxThreads 4 ;;
            # The longest suite in parts: what is in none of them is in the first.
            Remote.Tests) run_suite MlDash.Remote.Tests MlDash.Remote.Tests "${faults[@]/#class/-class-}" "${properties[@]/#class/-class-}" "${sending[@]/#class/-class-}" ;;
            faults) run_suite MlDash.Remote.Tests.Faults MlDash.Remote.Tests "${faults[@]/#class/-class}" ;;
            sending) run_suite MlDash.Remote.Tests.Sending MlDash.Remote.Tests "${sending[@]/#class/-class}" ;;
            properties) run_suite MlDash.Remote.Tests.Properties MlDash.Remote.Tests "${properties[@]/#class/-class}" ;;
            shared) run_shared ;;
            pester-*) run_pester "${job#pester-}" ;;
            dashboard) run_dashboard ;;
            Shell.Tests) DOTNET_TC_CallCountThreshold=7530 run_suite MlDash.Shell.Tests MlDash.Shell.Tests ;;
            *) run_suite "MlDash.$job" "MlDash.$job" ;;
        esac
    done
}

# Prints the next job, and fails when there is none.
take() {
    local next
    {
        flock 8
        next="$(head -n 1 "$results/jobs")"
        sed -i 1d "$results/jobs"
    } 8>"$results/jobs.lock"
    [ -n "$next" ] && echo "$next"
}

# The longest ones first, so that no lane is alone at the end; what is not named here comes last.
remote=MlDash.Remote.Tests
faults=(class "$remote.FaultTests" class "$remote.RequestCountTests")
properties=(class "$remote.OnceEachTests" class "$remote.OddAnswerFuzzTests")
sending=(class "$remote.RefusalTests" class "$remote.RepeatTests" class "$remote.TogetherTests" class "$remote.AwayTests" class "$remote.ReceivedAgainTests")
jobs=(pester-1 pester-2 Remote.Tests Server.Tests dashboard Packaging.Tests sending faults properties Shell.Tests HelpBuilder.Tests shared Core.Tests Durability.Tests)
for project in tests/*.Tests/*.csproj; do
    name="$(basename "$project" .csproj)"
    [[ " ${jobs[*]} " == *" ${name#MlDash.} "* ]] || jobs+=("${name#MlDash.}")
done
printf '%s\n' "${jobs[@]}" >"$results/jobs"
for _ in 1 2 3 4; do work & done
wait
finish
