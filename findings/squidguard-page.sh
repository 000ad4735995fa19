#!/usr/bin/env bash
# squidGuard: an entry for one page also blocks pages and hosts that are not on the list.
#
# Most would guess: the entry site.test/page in a URL list blocks that page, perhaps what is below it, on that host.
# In fact: the entry is a prefix of characters, not of path segments: site.test/pages.html and site.test/page2 are blocked as well.
#   It also holds for other hosts of the site: www, www2, web and ftp. The other way round it does not: an entry with www does not
#   hold for the host without it. If single pages are listed to spare the rest of a site, this format blocks too much of it.
# Versions: squidguard 1.6.0 (Debian 12, amd64).
# Source: squidGuard's documentation, page "How blocking works", which offers URL lists for distinct URLs; found by trying.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download squidguard=1.6.0-4 libdb5.3=5.3.28+dfsg2-1 libldap-2.5-0=2.5.13+dfsg-5
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu

printf '%s\n' site.test/page www.other.test/page >urls
cat >squidguard.conf <<END
dbhome $work
logdir $work
dest list {
  urllist urls
}
acl {
  default {
    pass !list all
    redirect http://blocked.test/
  }
}
END
requests=(site.test/page site.test/page/below site.test/pages.html site.test/page2 www.site.test/page www2.site.test/page
  web.site.test/page ftp.site.test/page cdn.site.test/page site.test/pag www.other.test/page other.test/page)
result=$(
  printf 'http://%s 192.0.2.1/- - GET\n' "${requests[@]}" | root/usr/bin/squidGuard -c squidguard.conf 2>/dev/null |
    sed 's/^OK rewrite-url=.*/blocked/;s/^ERR$/passed/' | paste -d' ' <(printf '%s\n' "${requests[@]}") -
)
root/usr/bin/squidGuard -v 2>&1 | head -1
echo 'In squidGuard, site.test/page blocks every path that begins with /page, also on www, web and ftp hosts.'
echo "$result"
expected="${requests[*]:0:8}"
[ "$(awk '$2 == "blocked" { print $1 }' <<<"$result" | xargs)" = "$expected www.other.test/page" ] ||
  { echo 'changed: the verdicts are no longer these'; exit 1; }
