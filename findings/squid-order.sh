#!/usr/bin/env bash
# Squid: the order of two lines in a domain list decides whether the proxy accepts its configuration.
#
# Most would guess: a domain list (acl dstdomain) is a set. A line that another one covers is redundant, and order does not matter.
# In fact: the wider entry first is a warning. The narrower entry first is fatal: Squid refuses the whole configuration,
#   so that none of its rules takes effect. Two lists that work alone can be refused if one follows the other in a file.
#   A list must be reduced, or sorted from wide to narrow, before it is exported in this format.
# Versions: squid 5.7 (Debian 12, amd64).
# Source: Squid's sources, acl/DomainData.cc, aclDomainCompare, which treats the two orders differently on purpose.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download squid=5.7-2+deb12u6 libecap3=1.0.1-3.4 libltdl7=2.4.7-7~deb12u1 \
  libtdb1=1.4.8-2 libnetfilter-conntrack3=1.0.9-3 libldap-2.5-0=2.5.13+dfsg-5
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu

check() { # lines of the list, in this order -> what `squid -k parse` makes of them
  local status=accepted
  printf '%s\n' "$@" >listed
  printf '%s\n' "acl listed dstdomain \"$work/listed\"" 'http_access deny listed' 'http_port 127.0.0.1:3128' \
    "mime_table $work/mime" "unlinkd_program /bin/true" "error_directory $work" >squid.conf
  root/usr/sbin/squid -k parse -f squid.conf >log 2>&1 || status=refused
  echo "$*: $status"
}
: >mime
result=$(
  check .listed.test
  check .listed.test www.listed.test
  check www.listed.test .listed.test
)
root/usr/sbin/squid -v | head -1
echo 'In Squid, a domain after one of its hosts makes the configuration fatal; the other way round is a warning.'
echo "$result"
grep -o 'FATAL: .*' log | sed "s#$work/##g"
[ "$result" = '.listed.test: accepted
.listed.test www.listed.test: accepted
www.listed.test .listed.test: refused' ] || { echo 'changed: the verdicts are no longer these'; exit 1; }
