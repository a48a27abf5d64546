#!/usr/bin/env bash
# Starts the stand-in for MongoDB on a free port of this machine. It is no MongoDB: see mongo_standin.py.
# Installs what it needs when missing, for the Python of the system. Prints one line, the connection string; runs until its standard input ends.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
(
    # Test suites may start it side by side.
    flock 9
    /usr/bin/python3 -c 'import bson, mongomock' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-bson python3-mongomock; } >&2
) 9>"$here/.install.lock"
exec /usr/bin/python3 "$here/mongo_standin.py"
