#!/usr/bin/env bash
# prom-client joins label values into one text: two different label sets are counted as one series.
#
# Most would guess: series of a metric are told apart by their label values, whatever characters the values hold. Prometheus
#   allows every character in a value.
# In fact: the library's key is "name:value," for each label, without escapes. A value that holds such a piece (a list's title, a
#   policy with commas and colons) meets another series. The first one gets both counts and the second one never appears.
#   No error is raised. Labels of a filter's counters must be closed sets of plain words.
# Versions: prom-client 15.1.3 (npm), Node of the machine. Mended in its continuation, @prometheus-io/client 0.16.1.
# Source: Prometheus documentation, data model (label values may hold any Unicode characters); prometheus/client_js issue 682, on
#   the same key; lib/util.js, hashObject.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" prom-client@15.1.3 || exit 2

cat >count.cjs <<'END'
const { Counter, Registry } = require('prom-client');
const registers = [new Registry()];
const blocked = new Counter({ name: 'blocked_total', help: 'Blocked requests.', labelNames: ['list', 'policy'], registers });
blocked.inc({ list: 'national,policy:strict', policy: 'block' }, 5);
blocked.inc({ list: 'national', policy: 'strict,policy:block' }, 2);
registers[0].metrics().then((text) => console.log(text.replace(/^#.*\n/gm, '').trim()));
END
result=$(node count.cjs)
echo "prom-client $(node -p 'require("prom-client/package.json").version')"
echo 'prom-client counts two label sets as one series if the joined texts are equal.'
echo 'counted: list="national,policy:strict" policy="block" 5, list="national" policy="strict,policy:block" 2'
echo "exposed: $result"
[ "$result" = 'blocked_total{list="national,policy:strict",policy="block"} 7' ] ||
  { echo 'changed: the series are no longer these'; exit 1; }
