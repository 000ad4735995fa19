"""One page through one of Python's HTTP servers, as each reads its requests: served.py SERVER PORT.

A request for the listed page of the listed host, or of no host, gets LISTED; any other gets FREE. The path is what a server of files
would look up.
"""

import posixpath
import sys
from urllib.parse import unquote, urlsplit

LISTED_HOST = "mixed.test"
LISTED = b"LISTED PAGE\n"
FREE = b"FREE PAGE\n"


def page(host, path):
    """The page for a host as the server understood it, and for a path whose escapes are decoded once."""
    name = (host or LISTED_HOST).split(":")[0].rstrip(".").lower()
    looked_up = posixpath.normpath("/" + path.lstrip("/"))
    return LISTED if name == LISTED_HOST and looked_up.startswith("/blocked/") else FREE


def target_page(host, target):
    """The page for a target as it came: absolute, or a path."""
    absolute = "://" in target.split("/")[0] + "//" and not target.startswith("/")
    parts = urlsplit(target) if absolute else None
    if parts is not None:
        return page(parts.hostname, unquote(parts.path))
    return page(host, unquote(target.split("?")[0].split("#")[0]))


def application(environ, start_response):
    body = page(environ.get("HTTP_HOST"), environ.get("PATH_INFO", ""))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def http_server(port, version="HTTP/1.0"):
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = version
        timeout = 10

        def do_GET(self):
            host = self.headers.get("Host") if hasattr(self, "headers") else None
            body = target_page(host, self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def __getattr__(self, name):
            """Any method: as frameworks built on it do."""
            if name.startswith("do_"):
                return self.do_GET
            raise AttributeError(name)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

        def handle_error(self, *_):
            pass

    Server(("127.0.0.1", port), Handler).serve_forever()


def http_server_persistent(port):
    """With HTTP/1.1 its connections go on, and what is left of a body is read as a request."""
    http_server(port, "HTTP/1.1")


def wsgiref(port):
    import socketserver
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    class Handler(WSGIRequestHandler):
        timeout = 10

        def log_message(self, *_):
            pass

    class Server(socketserver.ThreadingMixIn, WSGIServer):
        request_queue_size = 512
        daemon_threads = True

        def handle_error(self, *_):
            pass

    make_server("127.0.0.1", port, application, server_class=Server, handler_class=Handler).serve_forever()


def werkzeug(port):
    from werkzeug.serving import WSGIRequestHandler, make_server
    from werkzeug.wrappers import Request

    def read(environ, start_response):
        request = Request(environ)
        body = page(request.host, request.path)
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    class Handler(WSGIRequestHandler):
        timeout = 10

        def log(self, *_):
            pass

    server = make_server("127.0.0.1", port, read, threaded=True, request_handler=Handler)
    server.socket.listen(512)
    server.serve_forever()


def twisted(port):
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import Site

    class Page(Resource):
        isLeaf = True

        def render(self, request):
            host = request.getHeader("host")
            path = "/" + "/".join(part.decode("latin-1") for part in request.postpath)
            return page(host, path)

    site = Site(Page(), timeout=10)
    site.noisy = False
    reactor.listenTCP(port, site, backlog=512, interface="127.0.0.1")
    reactor.run()


def tornado(port):
    from tornado.ioloop import IOLoop
    from tornado.web import Application, RequestHandler

    class Page(RequestHandler):
        SUPPORTED_METHODS = RequestHandler.SUPPORTED_METHODS + ("X", "SSH-X")

        def prepare(self):
            self.finish(page(self.request.host, unquote(self.request.path)))

    import logging

    logging.getLogger("tornado").setLevel(logging.CRITICAL)
    Application([(r".*", Page)]).listen(port, address="127.0.0.1", idle_connection_timeout=10)
    IOLoop.current().start()


def waitress(port):
    from waitress import serve

    import logging

    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    serve(application, host="127.0.0.1", port=port, threads=8, backlog=512, connection_limit=900, channel_timeout=10)


SERVERS = {
    "http.server": http_server,
    "http.server-1.1": http_server_persistent,
    "wsgiref": wsgiref,
    "werkzeug": werkzeug,
    "twisted": twisted,
    "tornado": tornado,
    "waitress": waitress,
}

SERVERS[sys.argv[1]](int(sys.argv[2]))
