#!/usr/bin/env bash
# Connections that REDIRECT has translated are cut when the last rule that needs connection tracking is taken away.
#
# Most would guess: netfilter translates by the first packet of a connection, so standing connections go on without the rule; that is
#   why `iptables -F` on a router leaves downloads alone. Taking a transparent proxy's rule away is a gentle way out.
# In fact: it depends on what else is in the network namespace. With the last rule that needs it, the kernel takes connection tracking
#   and its translation away: the translation stops in the middle, answers leave with the proxy's own address and port, and the
#   client hangs. If another table holds both a rule with `ct state` and a chain of type nat, it goes on; one of the two is not enough.
# Versions: nftables 1.0.6-2+deb12u2 (Debian 12, amd64); Linux 6.18.
# Source: nf_ct_netns_put() in net/netfilter/nf_conntrack_proto.c, called when an expression that needs tracking goes; nft(8) is silent.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download nftables=1.0.6-2+deb12u2 libnftables1=1.0.6-2+deb12u2 libnftnl11=1.2.4-2 \
  libjansson4=2.14-2 libxtables12=1.8.9-2 libedit2=3.1-20221030-2 iproute2=6.1.0-3 libbpf1=1:1.1.2-0+deb12u1 libmnl0=1.0.4-3 || exit 2
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu PATH=$work/root/usr/sbin:$work/root/sbin:$work/root/bin:$PATH

cat >gate.sh <<'END'
# This namespace is the gate, with an echo server that plays the proxy; the other is a client, which knows only 203.0.113.1:80.
unshare --net sh -c 'echo > ready; exec sleep 30' &  client=$!
trap 'kill $client' EXIT
until [ -e ready ]; do sleep 0.1; done
ip link set lo up
ip link add inside type veth peer name uplink netns $client
ip address add 192.0.2.1/24 dev inside; ip link set inside up
enter="nsenter --net=/proc/$client/ns/net"
$enter ip address add 192.0.2.2/24 dev uplink; $enter ip link set uplink up; $enter ip route add default via 192.0.2.1
node -e 'require("net").createServer((s) => s.on("error", () => {}).pipe(s)).listen(8080, () => require("fs").writeFileSync("listening", ""))' & server=$!
trap 'kill $server $client' EXIT
until [ -e listening ]; do sleep 0.1; done
nft 'table ip proxy { chain in { type nat hook prerouting priority dstnat; tcp dport 80 redirect to :8080; }; }'
if [ "$1" = kept ]; then nft 'table ip kept { chain n { type nat hook prerouting priority 0; }; chain f { type filter hook input priority 0; ct state established accept; }; }'; fi
$enter node -e '
  const { existsSync, writeFileSync } = require("fs");
  let answers = 0;
  const s = require("net").connect(80, "203.0.113.1", () => s.write("1")).on("error", () => {});
  s.on("data", () => {
    answers += 1;
    if (answers === 2) { console.log("goes on"); process.exit(); }
    writeFileSync("answered", "");
    const timer = setInterval(() => { if (existsSync("removed")) { clearInterval(timer); s.write("2"); } }, 50);
  });
  setTimeout(() => { console.log(answers === 1 ? "is cut" : "was never there"); process.exit(); }, 6000);' & visit=$!
until [ -e answered ]; do sleep 0.1; done
nft delete table ip proxy
echo > removed
wait $visit
rm -f removed answered listening ready
END
result="alone: the connection $(unshare --user --map-root-user --net sh gate.sh alone)
beside another rule with ct and nat: it $(unshare --user --map-root-user --net sh gate.sh kept)" || exit 2
nft --version
echo 'A connection translated by REDIRECT outlives its rule only if another rule keeps connection tracking on.'
echo "$result"
[ "$result" = 'alone: the connection is cut
beside another rule with ct and nat: it goes on' ] || { echo 'changed: this is no longer what becomes of it'; exit 1; }
