#!/usr/bin/env bash
# Java sends no TLS server name (SNI) for a host with an underscore.
#
# Most would guess: every TLS client of today sends the name of the host it was asked for, and a ClientHello without SNI comes from
#   an old client or from one that was given an address.
# In fact: Java leaves the extension out if a label has an underscore, without an error. DNS allows such names and sites use them.
#   A transparent filter sees a ClientHello without a name: a rule for that host cannot match, and if connections without a name
#   are refused, a valid client is cut off.
# Versions: OpenJDK 17.0.21.1 (openjdk-17-jre-headless, Debian 12, amd64; 44 MB). keytool is the TLS client.
# Source: javax.net.ssl.SNIHostName, API documentation: a name must pass IDN.toASCII with USE_STD3_ASCII_RULES; RFC 6066, section 3;
#   RFC 2181, section 11, on names that DNS allows; google/conscrypt issue 821, on sites with such names.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d); server=
trap '[ -z "$server" ] || kill "$server" || :; wait; rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download openjdk-17-jre-headless=17.0.21.1+2-1~deb12u1
dpkg -x openjdk-*.deb root
java=$work/root/usr/lib/jvm/java-17-openjdk-amd64/bin

# Reports the name in the ClientHello, found by its bytes, and closes.
node -e '
  const server = require("node:net").createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (hello) => {
      const name = /[a-z_-]+\.site\.test/.exec(hello.toString("latin1"));
      console.log(hello[0] === 0x16 ? `ClientHello: ${name ? `SNI ${name[0]}` : "no SNI"}` : "not TLS");
      socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
' >seen & server=$!
until [ -s seen ]; do sleep 0.1; done
read -r port <seen
printf '127.0.0.1 %s\n' with-hyphen.site.test with_underscore.site.test >hosts
for host in with-hyphen with_underscore; do
  # keytool ends with an error, because the server closes after the ClientHello.
  "$java/keytool" -J-Djdk.net.hosts.file="$work/hosts" -printcert -sslserver "$host.site.test:$port" >/dev/null 2>&1 || :
done
"$java/java" -version 2>&1 | head -1
echo 'Java sends a ClientHello without SNI if the host has an underscore.'
result=$(tail -n +2 seen)
paste -d' ' <(printf '%s:\n' with-hyphen.site.test with_underscore.site.test) <(echo "$result")
[ "$result" = $'ClientHello: SNI with-hyphen.site.test\nClientHello: no SNI' ] ||
  { echo 'changed: the names sent are no longer these'; exit 1; }
