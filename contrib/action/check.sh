#!/bin/sh
# What the action runs; envsim is expected on PATH (a release archive has it).
set -eu

deny=${ENVSIM_DENY:-error}
status=0

# Runs one check; the worst status counts, and 2 means that it could not be asked.
ask() {
    code=0
    envsim check --format github --deny "$deny" "$@" || code=$?
    if [ "$code" -gt "$status" ]; then status=$code; fi
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ "$code" -lt 2 ]; then
        envsim check --format markdown "$@" >>"$GITHUB_STEP_SUMMARY"
    fi
}

if [ -n "${ENVSIM_FILES:-}" ]; then
    set -f
    saved=$IFS
    IFS='
'
    # One file a line: the list is to be split there, and nowhere else.
    # shellcheck disable=SC2086
    set -- $ENVSIM_FILES
    IFS=$saved
    set +f
    ask "$@"
fi

if [ -n "${ENVSIM_SCENARIO:-}" ]; then
    set -- --scenario "$ENVSIM_SCENARIO"
    ask "$@"
elif [ -e .envsim.json ]; then
    set --
    ask
else
    exit "$status"
fi

if [ -n "${ENVSIM_SARIF:-}" ]; then
    envsim check --format sarif "$@" >"$ENVSIM_SARIF"
fi
exit "$status"
