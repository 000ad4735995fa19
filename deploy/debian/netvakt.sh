#!/bin/sh
# netvakt(1), with the runtime that it was built and tested with.
export NETVAKT_CONFIG="${NETVAKT_CONFIG:-/etc/netvakt/netvakt.yaml}" NETVAKT_COMMIT="@COMMIT@"
exec /usr/lib/netvakt/bin/node /usr/lib/netvakt/app/dist/main.js "$@"
