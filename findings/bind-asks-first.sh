#!/usr/bin/env bash
# BIND asks the listed site's own name servers before it blocks: if they are down, the block page is not shown.
#
# Most would guess: a name on the policy zone (RPZ) is answered from the policy zone, and no query for it leaves the resolver.
# In fact: BIND resolves the name first and rewrites the answer. If the site's name servers do not answer, the subscriber gets
#   SERVFAIL, no address of a block page. Counts of block pages drop with each listed site that dies, and every query for a listed
#   name is seen outside. `qname-wait-recurse no` answers at once.
# Versions: bind9 9.18.49 (Debian 12, amd64).
# Source: BIND 9 Administrator Reference Manual, response-policy, option qname-wait-recurse (default yes).
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d); server=
trap '[ -z "$server" ] || kill "$server" || :; wait; rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download bind9=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  bind9-dnsutils=1:9.18.49-1~deb12u3 libmaxminddb0=1.7.1-1 liblmdb0=0.9.24-1 libprotobuf-c1=1.4.1-1+b1 libfstrm0=0.6.1-1
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu PATH=$work/root/usr/sbin:$work/root/usr/bin:$PATH

# Every name below listed.test leads to the block page at 192.0.2.80.
cat >policy.zone <<'END'
$ORIGIN rpz.invalid.
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
listed.test A 192.0.2.80
*.listed.test A 192.0.2.80
END
free_port() { local p; while p=$((RANDOM % 12000 + 20000)); (: <"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done; echo "$p"; }
result=''
for wait_first in yes no; do
  port=$(free_port) dead=$(free_port) # nothing listens on $dead: the site's name server is down
  cat >named.conf <<END
options { directory "$work"; listen-on port $port { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none;
  dnssec-validation no; response-policy { zone "rpz.invalid"; } qname-wait-recurse $wait_first; };
controls {};
zone "rpz.invalid" { type primary; file "policy.zone"; };
zone "test" { type forward; forward only; forwarders { 127.0.0.1 port $dead; }; };
END
  named -g -c named.conf >server.log 2>&1 & server=$!
  tries=0
  until dig @127.0.0.1 -p "$port" +tries=1 +time=1 rpz.invalid SOA >/dev/null 2>&1; do
    ((++tries < 50)) || { cat server.log; exit 2; }
    sleep 0.2
  done
  answer=$(dig @127.0.0.1 -p "$port" +tries=1 +time=15 +noall +comments +answer www.listed.test A)
  status=$(sed -n 's/.*status: \([A-Z]*\).*/\1/p' <<<"$answer") address=$(sed -n 's/^www.*\sA\s*//p' <<<"$answer")
  result+="qname-wait-recurse $wait_first: $status ${address:-no address}"$'\n'
  kill "$server"; wait "$server" || :; server=
done
echo 'BIND 9.18.49: a blocked name whose own name server is down gets SERVFAIL, unless qname-wait-recurse is off.'
printf '%s' "$result"
[ "$result" = $'qname-wait-recurse yes: SERVFAIL no address\nqname-wait-recurse no: NOERROR 192.0.2.80\n' ] ||
  { echo 'changed: the answers are no longer these'; exit 1; }
