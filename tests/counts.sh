# The counts of tests, for the scripts that run suites: sourced, not run. The script gives the folder of its results in $results.

# A line of counts: passed failed skipped.
count() { echo "$1 $2 ${3:-0}" >>"$results/counts"; }

# Prints the sum of all counts as the last line, and fails where a test failed or none passed.
total() {
    local passed failed skipped
    read -r passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$results/counts" 2>/dev/null)
    echo "$passed passed, $failed failed$([ "$skipped" -gt 0 ] && echo ", $skipped skipped")"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# Prints what failed in the logs of the results, each test with its message, so that the end of a long run says it: at most 25 lines a test, 400 in all.
failures() {
    awk '
        function indentation(line) { match(line, /^ */); return RLENGTH }
        / \[FAIL\]$|^ *\[-\] |^FAILED: / { if (!begun++) print "== what failed"; inside = 1; column = indentation($0); lines = 0 }
        inside && lines && NF && indentation($0) <= column { inside = 0 }
        inside && lines++ < 25 && all++ < 400
    ' "$results"/*.log 2>/dev/null
}

# The counts in the report of an xUnit suite; fails when it ran no test. Usage: xunit_counts <report>
xunit_counts() {
    local counts
    counts="$(grep -o '<assembly [^>]*>' "$1" 2>/dev/null | head -n 1)"
    of() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counts"; }
    [ "$(of total)" -gt 0 ] 2>/dev/null && echo "$(of passed) $(($(of failed) + $(of errors))) $(of skipped)"
}

# The counts in the last line that tests/pester/Run.ps1 prints; fails when it did not get there. Usage: pester_counts <log>
pester_counts() {
    [[ "$(tail -n 1 "$1")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]] &&
        echo "${BASH_REMATCH[1]} ${BASH_REMATCH[2]} ${BASH_REMATCH[4]:-0}"
}

# Usage: junit_counts <report>
# Prints "<passed> <failed> <skipped>" of a JUnit report. Fails when it is missing or has no test.
junit_counts() {
    local head total failed skipped
    head="$(grep -om1 '<testsuites [^>]*>' "$1")" || return 1
    total="$(sed -nE 's/.* tests="([0-9]+)".*/\1/p' <<<"$head")"
    failed=$(($(sed -nE 's/.* failures="([0-9]+)".*/\1/p' <<<"$head") + $(sed -nE 's/.* errors="([0-9]+)".*/\1/p' <<<"$head")))
    skipped="$(grep -c '<skipped' "$1" || true)"
    [ "${total:-0}" -gt 0 ] && echo "$((total - failed - skipped)) $failed $skipped"
}
