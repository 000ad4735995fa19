#!/usr/bin/env bash
# A star in a dnsmasq address line is no wildcard of a label: a blocklist written with stars blocks innocent names.
#
# Most would guess: as in certificates, zones and squid, `address=/*bad.test/` is a slip for `*.bad.test`, and covers what is below bad.test.
# In fact: the star stands for any beginning. `*bad.test` covers bad.test, what is below it, and every other name that ends with these
#   letters: notbad.test, somebody else's. With a dot behind the star, `*.bad.test`, it covers what is below bad.test, and
#   bad.test itself resolves. The line without a star covers both of them and nothing else.
# Versions: dnsmasq 2.90-4~deb12u2 (Debian 12, amd64).
# Source: dnsmasq(8), --server ("this can be overridden with a * at the start of a pattern only"), which --address refers to.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon"; rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download dnsmasq-base=2.90-4~deb12u2 libnetfilter-conntrack3=1.0.9-3 libnfnetlink0=1.0.2-2 \
  libnftables1=1.0.6-2+deb12u2 libnftnl11=1.2.4-2 libmnl0=1.0.4-3 libxtables12=1.8.9-2 libjansson4=2.14-2 || exit 2
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu

free() { node -e 'const s = require("dgram").createSocket("udp4").bind(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
cat >ask.js <<'END'
// Which names are answered with the address of the list; all others are refused, as there is no server behind.
const resolver = new (require('dns').promises.Resolver)({ timeout: 500, tries: 20 });
resolver.setServers([`127.0.0.1:${process.argv[2]}`]);
const names = ['bad.test', 'www.bad.test', 'notbad.test', 'www.notbad.test'];
Promise.all(names.map((name) => resolver.resolve4(name).then(() => [name], () => [])))
  .then((found) => console.log(found.flat().join(' ')));
END
covered() { # covered PATTERN: the names that a line with it covers
  local port; port=$(free)
  root/usr/sbin/dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --listen-address=127.0.0.1 --bind-interfaces \
    --port="$port" --user=root --pid-file="$work/pid" --address="/$1/192.0.2.1" >"$work/log" 2>&1 &
  daemon=$!
  until [ -s "$work/pid" ]; do kill -0 "$daemon" || { cat "$work/log"; exit 2; }; sleep 0.1; done
  node ask.js "$port"
  kill "$daemon"; wait "$daemon" || true
  daemon=; rm -f "$work/pid"
}
result="$(for pattern in bad.test '*bad.test' '*.bad.test'; do echo "$pattern: $(covered "$pattern")"; done)"
root/usr/sbin/dnsmasq --version | head -1
echo 'A star stands for any beginning of a name, not for a label.'
echo "$result"
[ "$result" = 'bad.test: bad.test www.bad.test
*bad.test: bad.test www.bad.test notbad.test www.notbad.test
*.bad.test: www.bad.test' ] || { echo 'changed: the lines no longer cover these names'; exit 1; }
