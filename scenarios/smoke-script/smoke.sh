#!/bin/sh
set -eu
check() {
    curl --fail "$1" | jq .status
}
cd "$(git rev-parse --show-toplevel)"
if [ -z "${1-}" ]; then
    echo "usage: smoke.sh URL" >&2
    exit 2
fi
check "$1"
deploy --dry-run
