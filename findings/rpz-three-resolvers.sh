#!/usr/bin/env bash
# One policy zone (RPZ), three resolvers, three results: listing one more host opens names that were blocked.
#
# Most would guess: a listed domain with its wildcard blocks all names below it, in every resolver that reads RPZ. One more blocked
#   host below it changes nothing.
# In fact: that host also creates the name above it (media.bad.test), which ends the wildcard there, as in any DNS zone. BIND then
#   resolves media.bad.test and all its other hosts. Unbound resolves only the other hosts. PowerDNS blocks all of them.
#   An export of a list to RPZ must leave out hosts below a listed domain.
# Versions: bind9 9.18.49, unbound 1.17.1, pdns-recursor 4.8.8 (Debian 12, amd64).
# Source: RFC 4592, sections 2.2.2 and 3.3.1 (closest encloser); PowerDNS/pdns issue 8231 (open).
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d); server=
trap '[ -z "$server" ] || kill "$server" || :; wait; rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download bind9=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  bind9-dnsutils=1:9.18.49-1~deb12u3 libmaxminddb0=1.7.1-1 liblmdb0=0.9.24-1 libprotobuf-c1=1.4.1-1+b1 libfstrm0=0.6.1-1 \
  unbound=1.17.1-2+deb12u4 libhiredis0.14=0.14.1-3 libpython3.11=3.11.2-6+deb12u9 libevent-2.1-7=2.1.12-stable-8+deb12u1 \
  pdns-recursor=4.8.8-1+deb12u1 libboost-context1.74.0=1.74.0+ds1-21 libsodium23=1.0.18-1+deb12u1 \
  libluajit-5.1-2=2.1.0~beta3+git20220320+dfsg-4.1+deb12u1 libsnmp40=5.9.3+dfsg-2+deb12u1 libsensors5=1:3.6.0-7.1 libwrap0=7.6.q-32
for deb in *.deb; do dpkg -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu PATH=$work/root/usr/sbin:$work/root/usr/bin:$PATH

soa=$'$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n'
printf '$ORIGIN test.\n%s* A 192.0.2.1\n' "$soa" >test.zone
printf '$ORIGIN rpz.invalid.\n%sbad.test CNAME .\n*.bad.test CNAME .\n' "$soa" >before.zone
{ cat before.zone; printf 'cdn.media.bad.test CNAME .\n*.cdn.media.bad.test CNAME .\n'; } >after.zone

free_port() { local p; while p=$((RANDOM % 12000 + 20000)); (: <"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done; echo "$p"; }
start_bind() { # port, policy zone
  cat >named.conf <<-END
	options { directory "$work"; listen-on port $1 { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none;
	  session-keyfile none; dnssec-validation no; response-policy { zone "rpz.invalid"; }; };
	controls {};
	zone "test" { type primary; file "test.zone"; };
	zone "rpz.invalid" { type primary; file "$2"; };
	END
  exec named -g -c named.conf
}
start_unbound() {
  printf '%s\n' 'server:' 'interface: 127.0.0.1' "port: $1" 'username: ""' 'chroot: ""' 'pidfile: ""' "directory: $work" \
    'do-daemonize: no' 'use-syslog: no' 'module-config: "respip iterator"' 'local-zone: test. nodefault' 'rpz:' 'name: rpz.invalid' \
    "zonefile: $2" 'auth-zone:' 'name: test' 'zonefile: test.zone' 'for-downstream: no' >unbound.conf
  exec unbound -d -c unbound.conf
}
start_powerdns() {
  mkdir -p pdns; echo "rpzFile('$work/$2', {policyName='rpz'})" >pdns/rpz.lua
  exec pdns_recursor --config-dir=pdns --socket-dir=pdns --local-address=127.0.0.1 --local-port="$1" --daemon=no --write-pid=no \
    --auth-zones="test=$work/test.zone" --lua-config-file=pdns/rpz.lua --hint-file=no --security-poll-suffix=
}
names='www.bad.test media.bad.test other.media.bad.test cdn.media.bad.test' result=''
for program in bind unbound powerdns; do for zone in before after; do
  port=$(free_port); "start_$program" "$port" $zone.zone >server.log 2>&1 & server=$!
  tries=0
  until dig @127.0.0.1 -p "$port" +tries=1 +time=1 fine.test >/dev/null 2>&1; do
    sleep 0.2; ((++tries < 50)) || { cat server.log; exit 2; }
  done
  result+="$program $zone: $(for name in $names; do dig @127.0.0.1 -p "$port" "$name"; done |
    sed -n 's/.*status: NXDOMAIN.*/blocked/p;s/.*status: NOERROR.*/open/p' | xargs)"$'\n'
  kill "$server"; wait "$server" || :; server=
done; done
echo 'BIND 9.18.49, Unbound 1.17.1, PowerDNS Recursor 4.8.8: one more blocked host opens its neighbours in BIND and Unbound.'
printf 'names: %s\n%s' "$names" "$result"
[ "$result" = "bind before: blocked blocked blocked blocked
bind after: blocked open open blocked
unbound before: blocked blocked blocked blocked
unbound after: blocked blocked open blocked
powerdns before: blocked blocked blocked blocked
powerdns after: blocked blocked blocked blocked"$'\n' ] || { echo 'changed: the answers are no longer these'; exit 1; }
