#!/usr/bin/env bash
# Starts OpenStack Swift with its S3 interface on free ports of this machine: one proxy and one server each for accounts, containers and objects. Usage: start-swift.sh <folder>
# The folder's file system has to know extended attributes. Installs Swift's library when missing, for the Python of the system (Debian's python3-swift).
# Prints one line, the endpoint; runs until its standard input ends. The tests run against it with the settings that swift_store.py names; they do not start it themselves.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="${1:?a folder for the objects}"
(
    flock 9
    /usr/bin/python3 -c 'import swift.common.wsgi' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-swift; } >&2
) 9>"$here/.install.lock"
exec /usr/bin/python3 "$here/swift_store.py" "$folder"
