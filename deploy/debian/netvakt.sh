#!/bin/sh
# netvakt(1), with the runtime that it was built and tested with.
# SIGHUP asks a running filter to reload: one that comes early must not end it. Node takes the signal's default back while it boots, for
# some 50 ms; `netvakt reload` and the units signal a filter that has started.
trap '' HUP
# Neither a signal nor a variable opens an inspector, or has a process write what it holds.
unset NODE_OPTIONS NODE_DEBUG NODE_DEBUG_NATIVE NODE_V8_COVERAGE NODE_INSPECT_RESUME_ON_START
export NETVAKT_CONFIG="${NETVAKT_CONFIG:-/etc/netvakt/netvakt.yaml}" NETVAKT_COMMIT="@COMMIT@"
exec /usr/lib/netvakt/bin/node --disable-sigusr1 /usr/lib/netvakt/app/dist/main.js "$@"
