"""Many connections that each ask as fast as they are answered. Lean: it shares the server's cores.

The bytes of HTTP are written by hand, so that a request costs this side little whatever it asks:
else the cheaper of two routes would look dearer than it is.
"""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
import uuid
from datetime import UTC, datetime

import database

CONNECTIONS = 8
TARGET = "/direct/v1/events"


class Connection:
    """One client. Keeps its connection open as long as the server does."""

    def __init__(self, port, cookie=""):
        self.port = port
        self.cookie = cookie
        self._socket = None

    def ask(self, method, path, body=b"", headers=""):
        """Send a request. :return: status, head and body, as bytes"""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{cookie}{headers}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if not self._socket:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(head.encode() + body)
        return self._answer()

    def _answer(self):
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _blank, content = got.partition(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(content) < length:
            content += self._more()
        if b"connection: close" in lower or head.startswith(b"HTTP/1.0"):
            self._socket.close()
            self._socket = None
        return int(head[9:12]), head, content

    def _more(self):
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("the server ended the connection in the middle of an answer")
        return part


def event(mobile):
    """Return a key press of this moment."""
    return {
        "id": str(uuid.uuid4()),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "mobile": mobile,
        "tag": 1,
    }


def post_events(connection, secret, events):
    """Send a signed request; fail unless each event was counted."""
    body = json.dumps({"events": events}).encode()
    stamp = int(time.time())
    text = f"POST\n{TARGET}\n{stamp}\n{hashlib.sha256(body).hexdigest()}".encode()
    sign = hmac.new(secret, text, hashlib.sha256).hexdigest()
    headers = (
        f"X-Direct-Device: {database.SERIAL}\r\nX-Direct-Timestamp: {stamp}\r\n"
        f"X-Direct-Signature: v1={sign}\r\n"
    )
    status, _head, content = connection.ask("POST", TARGET, body, headers)
    results = json.loads(content).get("results", []) if status == 200 else []
    if [result["status"] for result in results] != ["accepted"] * len(events):
        raise SystemExit(f"The server answered {status}: {content[:500].decode()}")


def encode_secret(secret):
    """Return a secret as keypads keep it."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


class Session(Connection):
    """A signed-in session that calls models over JSON-RPC, as Odoo's own pages do."""

    def sign_in(self, db, login, password):
        """Open a session."""
        params = {"db": db, "login": login, "password": password}
        answer, head = self._rpc("/web/session/authenticate", params)
        self.cookie = "session_id=" + head.decode().split("session_id=")[1].split(";")[0]
        self.access = [db, answer["uid"], password]

    def call(self, model, method, *arguments):
        """Call a method of a model and return what it returned."""
        params = {"model": model, "method": method, "args": arguments, "kwargs": {}}
        return self._rpc(f"/web/dataset/call_kw/{model}/{method}", params)[0]

    def _rpc(self, path, params):
        call = {"jsonrpc": "2.0", "method": "call", "params": params}
        status, head, content = self.ask("POST", path, json.dumps(call).encode())
        answer = json.loads(content) if status == 200 else {}
        if "result" not in answer:
            raise SystemExit(f"{path} answered {status}: {content[:500].decode()}")
        return answer["result"], head


class External(Session):
    """Odoo's external API: every call brings its own credentials, as programs outside do."""

    def sign_in(self, db, login, password):
        """Learn the user's id."""
        super().sign_in(db, login, password)
        self.cookie = ""

    def call(self, model, method, *arguments):
        """Call a method of a model and return what it returned."""
        arguments = [*self.access, model, method, arguments]
        params = {"service": "object", "method": "execute_kw", "args": arguments}
        return self._rpc("/jsonrpc", params)[0]


def rate(clients, act, seconds):
    """Let every client act again and again. :return: acts a second, all together"""
    counts, failures = [0] * len(clients), []
    until = time.monotonic() + seconds

    def work(place):
        try:
            while time.monotonic() < until:
                act(clients[place])
                counts[place] += 1
        except (Exception, SystemExit) as error:  # shown by the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=[place]) for place in range(len(clients))]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (time.monotonic() - began)
