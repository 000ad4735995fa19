#!/usr/bin/env bash
# The inode of a network namespace, by which programs tell namespaces apart, is given to the next namespace as soon as the first is gone.
#
# Most would guess: /proc/PID/ns/net names a namespace until the machine is restarted, so a state file below /run that has the inode
#   in its name belongs to that namespace.
# In fact: the kernel gives the lowest free number. A container, pod or test that starts after another one has ended finds the other
#   one's files under its own name: rules that count as loaded, a mark that says "do not load". The cookie of the namespace
#   (getsockopt SO_NETNS_COOKIE, Linux 5.14) is a counter and is not given again; `ip netns`, `lsns` and `readlink` do not show it.
# Versions: util-linux 2.38.1-5+deb12u3, python3.11-minimal 3.11.2-6+deb12u9 (Debian 12, amd64); Linux 6.18.
# Source: proc_alloc_inum() in fs/proc/generic.c; net_cookie in net/core/net_namespace.c. namespaces(7) says only when two
#   processes share a namespace.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download util-linux=2.38.1-5+deb12u3 python3.11-minimal=3.11.2-6+deb12u9 libpython3.11-minimal=3.11.2-6+deb12u9 || exit 2
for deb in *.deb; do dpkg -x "$deb" root; done

cat >who.sh <<'END'
readlink /proc/self/ns/net
PYTHONHOME=$1/root/usr $1/root/usr/bin/python3.11 -S -c '
import _socket
s = _socket.socket(_socket.AF_UNIX, _socket.SOCK_DGRAM)
print("cookie", int.from_bytes(s.getsockopt(_socket.SOL_SOCKET, 71, 8), "little"))'
END
inodes='' cookies=''
for _ in $(seq 20); do
  { read -r inode; read -r cookie; } < <(root/usr/bin/unshare --user --map-root-user --net sh who.sh "$work") || exit 2
  inodes+="$inode"$'\n' cookies+="$cookie"$'\n'
done
# Others may make namespaces meanwhile: not each number comes again at once.
different() { printf '%s' "$1" | sort -u | wc -l; }
root/usr/bin/unshare --version
echo 'Network namespaces that were made one after another get the inodes of those that are gone; no cookie comes twice.'
echo "of 20 namespaces: $(different "$inodes") inodes, $(different "$cookies") cookies"
[ "$(different "$inodes")" -lt 20 ] && [ "$(different "$cookies")" -eq 20 ] || { echo 'changed: inodes are not given again, or cookies are'; exit 1; }
