#!/usr/bin/env bash
# A veth pair whose ends differ in MTU carries megabytes of TCP, and silently loses a single packet of full size.
#
# Most would guess: an interface's MTU limits what it sends; what arrives larger is taken. Or all that is too large is lost, so that
#   a download stops at its first full packet and the mistake is seen.
# In fact: the end with the smaller MTU drops a single packet that is larger, and takes a segmented one (TSO) of 64 KiB. A download runs
#   at full speed, and stops forever if its last segment happens to be sent alone: 3 in some 250 downloads of 3 MB. No ICMP error
#   is sent, as no router was asked. A test bed of namespaces with "a narrow link" made so fails by chance; give the route its MTU
#   in place of the link (`ip route add ... mtu lock N`).
# Versions: iproute2 6.1.0-3, iputils-ping 3:20221126-1+deb12u1 (Debian 12, amd64); Linux 6.18.
# Source: is_skb_forwardable() in net/core/dev.c, which veth's transmission asks; veth(4) does not mention it.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download iproute2=6.1.0-3 iputils-ping=3:20221126-1+deb12u1 \
  libbpf1=1:1.1.2-0+deb12u1 libmnl0=1.0.4-3 || exit 2
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu PATH=$work/root/bin:$work/root/sbin:$work/root/usr/bin:$PATH

cat >near.sh <<'END'
# Two namespaces: this one, whose end sends up to 1500 bytes, and another, whose end has an MTU of 1300.
unshare --net sh -c 'echo > ready; exec sleep 30' &  far=$!
trap 'kill $far' EXIT
until [ -e ready ]; do sleep 0.1; done
ip link add near type veth peer name far netns $far
ip address add 192.0.2.1/24 dev near; ip link set near up
enter="nsenter --net=/proc/$far/ns/net"
$enter ip address add 192.0.2.2/24 dev far; $enter ip link set far mtu 1300 up
# TCP is told of 1460 bytes, as if the narrow end were a router's and not the receiver's own.
$enter ip route add 192.0.2.1 dev far advmss 1460
$enter node -e '
  const { writeFileSync } = require("fs");
  let taken = 0;
  require("net").createServer((s) => s.on("data", (bytes) => { taken += bytes.length; if (taken > 1e6) writeFileSync("megabytes", ""); }))
    .listen(8080, "192.0.2.2", () => writeFileSync("listening", ""))' & server=$!
trap 'kill $server $far' EXIT
until [ -e listening ]; do sleep 0.1; done
for bytes in 1272 1472; do
  ping -q -n -c 3 -i 0.2 -W 1 -M "do" -s $bytes 192.0.2.2 | awk -v of=$((bytes + 28)) '
    /received/ { print "packets of " of " bytes: " $4 " of " $1 " answered" }
    /errors/ { print "an error was reported" }'
done
node -e '
  const s = require("net").connect({ host: "192.0.2.2", port: 8080 }).on("error", () => {});
  s.write(Buffer.alloc(20_000_000));
  setTimeout(process.exit, 1000);'
if [ -e megabytes ]; then echo 'TCP with segments of 1500 bytes, many in one packet: megabytes pass'; else echo 'TCP with segments of 1500 bytes: nothing passes'; fi
END
result=$(unshare --user --map-root-user --net sh near.sh) || exit 2
ip -V
echo 'The end of a veth that has an MTU of 1300 loses single packets of 1500 bytes, and takes those that are segmented.'
echo "$result"
[ "$result" = 'packets of 1300 bytes: 3 of 3 answered
packets of 1500 bytes: 0 of 3 answered
TCP with segments of 1500 bytes, many in one packet: megabytes pass' ] || { echo 'changed: this is no longer what is lost'; exit 1; }
