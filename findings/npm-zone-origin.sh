#!/usr/bin/env bash
# The npm readers of zone files place every record below the last $ORIGIN of the file.
#
# Most would guess: a package that reads zone files resolves names, or keeps beside each record the origin that held for it.
# In fact: both known packages return one origin, the last one, and names as they were written. A file with two $ORIGIN lines, as
#   makers of policy zones write it, comes back with the names of the first part below the second: a filter then blocks a host that
#   nobody listed, and not the one that was. No error is raised.
# Versions: dns-zonefile 0.3.2 and zone-file 1.0.0 (npm), Node of the machine.
# Source: RFC 1035 section 5.1: $ORIGIN changes the origin for the relative names that follow it.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" dns-zonefile@0.3.2 zone-file@1.0.0 || exit 2

cat >policy.zone <<'END'
$ORIGIN rpz.example.
$TTL 300
@ IN SOA ns.example. admin.example. 1 3600 600 86400 60
$ORIGIN first.test.rpz.example.
listed IN CNAME .
$ORIGIN second.test.rpz.example.
other IN CNAME .
END
cat >read.mjs <<'END'
import { readFileSync } from 'node:fs';
import zonefile from 'dns-zonefile';
import zoneFile from 'zone-file';
const text = readFileSync('policy.zone', 'utf8');
for (const [name, parse] of [['dns-zonefile', zonefile.parse], ['zone-file', zoneFile.parseZoneFile]]) {
  const { $origin, cname } = parse(text);
  console.log(`${name}: ${cname.map((record) => `${record.name}.${$origin}`).join(' ')}`);
}
END
result=$(node read.mjs)
echo 'dns-zonefile 0.3.2 and zone-file 1.0.0 know one origin for a file, the last one.'
echo 'in the file: listed.first.test.rpz.example. other.second.test.rpz.example.'
echo "$result"
names='listed.second.test.rpz.example. other.second.test.rpz.example.'
[ "$result" = "dns-zonefile: $names"$'\n'"zone-file: $names" ] || { echo 'changed: the names are no longer these'; exit 1; }
