#!/usr/bin/env bash
# squidGuard: one more host below a listed domain switches the domain's entry off for all its other hosts.
#
# Most would guess: in a domain list, an entry below another one is redundant and does no harm, in either order.
# In fact: if listed.test and cdn.listed.test are both on the list, www.listed.test passes, and so does every other host of the
#   domain. The same holds for a URL list: after site.test/a/b is added, site.test/a/c passes, although site.test/a is listed.
#   Two lists that work alone fail once they are merged. A list must be reduced before it is exported in this format.
# Versions: squidguard 1.6.0 (Debian 12, amd64).
# Source: squidGuard's documentation, page "How blocking works", warns of it for domains; for URLs it was found by trying.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download squidguard=1.6.0-4 libdb5.3=5.3.28+dfsg2-1 libldap-2.5-0=2.5.13+dfsg-5
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu

cat >squidguard.conf <<END
dbhome $work
logdir $work
dest list {
  domainlist domains
  urllist urls
}
acl {
  default {
    pass !list all
    redirect http://blocked.test/
  }
}
END
judge() { # domains, URLs, request -> blocked or passed
  tr ' ' '\n' <<<"$1" >domains
  tr ' ' '\n' <<<"$2" >urls
  echo "http://$3 192.0.2.1/- - GET" | root/usr/bin/squidGuard -c squidguard.conf 2>/dev/null |
    sed 's/^OK rewrite-url=.*/blocked/;s/^ERR$/passed/'
}
row() { printf '%-38s %-24s %s\n' "$1 $2" "$3" "$(judge "$1" "$2" "$3")"; }
result=$(
  row listed.test other.test/x www.listed.test/
  row 'listed.test cdn.listed.test' other.test/x www.listed.test/
  row 'listed.test cdn.listed.test' other.test/x x.cdn.listed.test/
  row other.test site.test/a site.test/a/c
  row other.test 'site.test/a site.test/a/b' site.test/a/c
)
root/usr/bin/squidGuard -v 2>&1 | head -1
echo 'In squidGuard, a narrower entry hides a wider one: what the wider one blocked passes.'
echo "$result"
[ "$(awk '{ printf "%s ", $NF }' <<<"$result")" = 'blocked passed blocked blocked passed ' ] ||
  { echo 'changed: the verdicts are no longer these'; exit 1; }
