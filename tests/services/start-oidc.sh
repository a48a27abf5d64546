#!/usr/bin/env bash
# Starts oidc-provider, a provider of OpenID Connect for tests, on a free port of this machine. Usage: start-oidc.sh <address of an MlDash server> …
# Installs it when missing. Prints one line, its address; runs until its standard input ends.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
(
    # Test suites may start it side by side.
    flock 9
    [ -d "$here/node_modules/oidc-provider" ] || (cd "$here" && npm install --no-audit --no-fund --silent) >&2
) 9>"$here/.install.lock"
exec node "$here/oidc.mjs" "$@"
