#!/usr/bin/env bash
# A set of nftables that merges its intervals gives all of a merged interval the end of the part that came last.
#
# Most would guess: `auto-merge` is about how intervals are stored. Two neighbouring networks that were added with different
#   timeouts end at different times, or the command is refused.
# In fact: nft deletes the first and adds one interval with the timeout of the second. Half of it ends an hour late in one order, and
#   an hour early in the other. Nothing is reported. A set of exempt subscribers with timeouts must not have `auto-merge`.
# Versions: nftables 1.0.6-2+deb12u2 (Debian 12, amd64); the kernel of the machine.
# Source: nft(8), sets: auto-merge "automatic merge of adjacent/overlapping set elements"; nothing on timeouts.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download nftables=1.0.6-2+deb12u2 libnftables1=1.0.6-2+deb12u2 libnftnl11=1.2.4-2 \
  libjansson4=2.14-2 libxtables12=1.8.9-2 libedit2=3.1-20221030-2 || exit 2
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu PATH=$work/root/usr/sbin:$PATH

cat >sets.nft <<'END'
table inet t {
  set plain { type ipv4_addr; flags interval, timeout; }
  set merged { type ipv4_addr; flags interval, timeout; auto-merge; }
}
END
# A network namespace of its own, and as root of a user namespace.
ends() { # ends SET FIRST SECOND: adds two halves of a network, prints the elements that there are then
  unshare --user --map-root-user --net sh -c '
    nft -f sets.nft
    nft add element inet t "$1" "{ 198.51.100.0/25 timeout $2 }"
    nft add element inet t "$1" "{ 198.51.100.128/25 timeout $3 }"
    nft list set inet t "$1"' sh "$@" | grep -oE '198[^ ]+ timeout [^ ]+' | paste -sd ',' || exit 2
}
result="plain: $(ends plain 1h 2h)
merged: $(ends merged 1h 2h)
merged, in the other order: $(ends merged 2h 1h)"
nft --version
echo 'With auto-merge, two neighbours of 1 and 2 hours become one network that ends with the second one.'
echo "$result"
[ "$result" = 'plain: 198.51.100.0/25 timeout 1h,198.51.100.128/25 timeout 2h
merged: 198.51.100.0/24 timeout 2h
merged, in the other order: 198.51.100.0/24 timeout 1h' ] || { echo 'changed: the ends are no longer these'; exit 1; }
