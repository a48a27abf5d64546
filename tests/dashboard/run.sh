#!/usr/bin/env bash
# Checks and tests the client of the page, builds it, and fails when what is committed differs from what was built.
# Then it opens the page in a browser. Usage: run.sh <report> <report of the browser>      both are JUnit XML
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
client="$here/../../src/MlDash.Dashboard/client"
report="$(realpath -m "${1:?a file for the report}")"
pages="$(realpath -m "${2:?a file for the report of the browser}")"
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
    { echo "Node 20.19 or later is needed to build the page; this is $(node --version)." >&2; exit 1; }
cd "$client"
npm ci --no-audit --no-fund --silent
built="$(mktemp -d)"
trap 'rm -rf "$built"' EXIT
# Side by side: each waits for the disk, or uses one core alone.
npm run --silent check & check=$!
npx vite build --logLevel warn --outDir "$built" --emptyOutDir & build=$!
npx vitest run --reporter=default --reporter=junit --outputFile.junit="$report"
wait "$check"
wait "$build"
diff -r "$built" ../dist || { echo 'dist is not what the client is built to. Run npm run build in src/MlDash.Dashboard/client, and commit dist.' >&2; exit 1; }

# The browser is the system's; what drives it is installed here, without one of its own.
command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1 ||
    { echo 'Chromium is needed to test the page, and could not be installed.' >&2; exit 1; }
cd "$here"
npm ci --no-audit --no-fund --silent
node browser/run.mjs "$pages"
