"""The HTTP side: keep-alive, a thread per connection, one write per answer."""

import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from .answers import Reply, Request, to_json

_LARGEST = 4 * 1024 * 1024
_IDLE_SECONDS = 120


class _TooLarge(Exception):
    pass


class _BadFraming(Exception):
    pass


class Handler(BaseHTTPRequestHandler):
    """Reads requests from a connection and writes what the gateway answers."""

    protocol_version = "HTTP/1.1"
    server_version = "sms-ir-stand-in"
    sys_version = ""
    timeout = _IDLE_SECONDS
    wbufsize = -1
    disable_nagle_algorithm = True

    def _serve(self):
        try:
            body = self._read_body()
        except _TooLarge:
            self.close_connection = True
            return self._write(Reply(413))
        except _BadFraming as error:
            self.close_connection = True
            return self._write(Reply(400, to_json({"error": str(error)})))
        try:
            parts = urlsplit(self.path)
        except ValueError:
            return self._write(Reply(400, to_json({"error": "the address is not valid"})))
        request = Request(
            self.command,
            unquote(parts.path) or "/",
            {name.lower(): value for name, value in parse_qsl(parts.query, keep_blank_values=True)},
            {name.lower(): value for name, value in self.headers.items()},
            body,
            self.client_address[0],
        )
        if request.header("content-type").startswith("application/x-www-form-urlencoded"):
            form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
            request.query |= {name.lower(): value for name, value in form}
        return self._write(self.server.gateway.handle(request))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve

    def _read_body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = self.headers.get("Content-Length", "0").strip()
        if not length.isascii() or not length.isdecimal():
            raise _BadFraming("Content-Length is not a number")
        if int(length) > _LARGEST:
            raise _TooLarge
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionResetError("the client left in the middle of its request")
        return body

    def _read_chunks(self):
        body = b""
        while True:
            line = self.rfile.readline(100).split(b";")[0].strip()
            try:
                size = int(line, 16)
            except ValueError:
                raise _BadFraming("broken chunk") from None
            if size < 0 or len(body) + size > _LARGEST:
                raise _TooLarge
            if size == 0:
                while self.rfile.readline(65537).strip():
                    pass
                return body
            body += self.rfile.read(size)
            self.rfile.readline(10)

    def _write(self, reply):
        if reply.close:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(reply.http)
        if reply.body:
            self.send_header("Content-Type", reply.content_type)
        bodyless = reply.http in (204, 304)
        if not bodyless:
            self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if self.close_connection or reply.cut:
            self.send_header("Connection", "close")
        self.end_headers()
        if reply.cut:
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.command != "HEAD" and not bodyless:
            self.wfile.write(reply.body)
        self.wfile.flush()

    def log_message(self, format, *args):
        """Keep quiet: the journal is at ``/_control/requests``."""


class Server(ThreadingHTTPServer):
    """A threaded server that outlives clients that vanish."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address, gateway):
        self.gateway = gateway
        super().__init__(address, Handler)

    def handle_error(self, request, client_address):
        """Show errors, except of clients that hang up or send half a request."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)
