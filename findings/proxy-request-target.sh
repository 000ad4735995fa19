#!/usr/bin/env bash
# Clients send parts of a URL to an HTTP proxy that must never be sent: fragment, user and password.
#
# Most would guess: the request target that reaches a proxy is the address of the page. The fragment stays in the client, and
#   credentials go into a header.
# In fact: Python's urllib sends all of them in the request line, and wget sends user and password. A filter that compares the
#   target with a list as text misses the listed page, and one that logs it keeps a password. Such a request is not hostile:
#   refusing it breaks scripts that work without a filter.
# Versions: Python 3.11.2, wget 1.21.3 (Debian 12, amd64).
# Source: RFC 9112, section 3.2.2 (the target is an absolute-URI, which has no fragment: RFC 3986, section 4.3); RFC 9110,
#   section 4.2.4 (no user information in a request). urllib3, another library, had the same: urllib3/urllib3 pull request 5079.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d); proxy=
trap '[ -z "$proxy" ] || kill "$proxy" || :; wait; rm -rf "$work"' EXIT
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download wget=1.21.3-1+deb12u1 python3.11-minimal=3.11.2-6+deb12u9 \
  libpython3.11-minimal=3.11.2-6+deb12u9 libpython3.11-stdlib=3.11.2-6+deb12u9
for deb in *.deb; do dpkg -x "$deb" root; done

# A proxy that prints each request line and answers it with an empty page.
node -e '
  const proxy = require("node:net").createServer((socket) => {
    socket.once("data", (head) => {
      console.log(head.toString("latin1").split("\r\n", 1)[0]);
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
  });
  proxy.listen(0, "127.0.0.1", () => console.log(proxy.address().port));
' >seen & proxy=$!
until [ -s seen ]; do sleep 0.1; done
read -r port <seen
export http_proxy=http://127.0.0.1:$port PYTHONHOME=$work/root/usr
unset no_proxy NO_PROXY
python() { "$work/root/usr/bin/python3.11" -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' "$1"; }
wget() { "$work/root/usr/bin/wget" --no-config -q -O /dev/null "$1"; }
for client in python wget; do
  for url in 'http://site.test/page?x=1#part' http://user:secret@site.test/page; do
    "$client" "$url" || exit 2
    echo "$client $url -> $(tail -1 seen)" >>result
  done
done
"$work/root/usr/bin/python3.11" --version
"$work/root/usr/bin/wget" --version | head -1
echo 'urllib sends fragment, user and password to an HTTP proxy; wget sends user and password.'
cat result
[ "$(tail -n +2 seen)" = 'GET http://site.test/page?x=1#part HTTP/1.1
GET http://user:secret@site.test/page HTTP/1.1
GET http://site.test/page?x=1 HTTP/1.1
GET http://user:secret@site.test/page HTTP/1.1' ] || { echo 'changed: the request lines are no longer these'; exit 1; }
