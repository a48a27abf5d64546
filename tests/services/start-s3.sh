#!/usr/bin/env bash
# Starts s3rver, an S3 service for tests, on a free port of this machine. Usage: start-s3.sh <folder>
# Installs it when missing. Prints one line, the endpoint; runs until its standard input ends.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="${1:?a folder for the objects}"
(
    # Test suites may start it side by side.
    flock 9
    [ -d "$here/node_modules/s3rver" ] || (cd "$here" && npm install --no-audit --no-fund --silent) >&2
) 9>"$here/.install.lock"
exec node "$here/s3.js" "$folder"
