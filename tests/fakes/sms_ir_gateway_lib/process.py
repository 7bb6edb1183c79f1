"""Start the gateway as a process of its own and talk to it: for tests and benches."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

PROGRAM = Path(__file__).resolve().parents[1] / "sms_ir_gateway.py"


@dataclass
class Answer:
    """An HTTP answer; ``json`` decodes its body."""

    http: int
    body: bytes
    headers: dict

    @property
    def json(self):
        """Return the decoded body."""
        return json.loads(self.body)

    @property
    def status(self):
        """Return the numeric status of the envelope."""
        return self.json["status"]

    @property
    def data(self):
        """Return the data of the envelope."""
        return self.json["data"]


class GatewayProcess:
    """The real program in a process: ``with GatewayProcess() as gateway: …``."""

    def __init__(self, *arguments, state=None, port=0, key="club-demo-key"):
        self.arguments = [*arguments, *(["--state", str(state)] if state else [])]
        self.port = port
        self.key = key
        self.process = None
        self.url = ""

    def start(self):
        """Start and wait until it listens; a restart takes the same port again."""
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), "--port", str(self.port), *self.arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        first = self.process.stdout.readline()
        if "listening on" not in first:
            raise RuntimeError(self.process.communicate()[1] or "the gateway did not start")
        self.url = first.rsplit(" ", 1)[1].strip().rstrip("/")
        self.port = int(self.url.rsplit(":", 1)[1])
        return self

    def stop(self):
        """Ask it to end; return what it wrote to its error output."""
        self.process.terminate()
        try:
            return self.process.communicate(timeout=10)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise

    def kill(self):
        """End it at once, as ``kill -9`` does."""
        self.process.kill()
        self.process.communicate()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exception):
        if self.process.poll() is None:
            self.stop()

    def request(self, method, path, body=None, headers=None, timeout=20):
        """Send any request and return the answer, whatever its code."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        call = urllib.request.Request(self.url + path, body, headers or {}, method=method)
        try:
            with urllib.request.urlopen(call, timeout=timeout) as answer:
                return Answer(answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read(), dict(error.headers))

    def rest(self, method, path, body=None, /, key=None, timeout=20, **query):
        """Call REST v1; query parameters are given by name."""
        headers = {"X-API-KEY": self.key if key is None else key}
        if body is not None:
            headers["Content-Type"] = "application/json"
        suffix = f"?{urlencode(query)}" if query else ""
        return self.request(method, f"/v1{path}{suffix}", body, headers, timeout)

    def bulk(self, mobiles, text="سلام", line=30001234, key=None, timeout=20, **more):
        """Send one text to these mobiles."""
        body = {"lineNumber": line, "messageText": text, "mobiles": mobiles, **more}
        return self.rest("POST", "/send/bulk", body, key=key, timeout=timeout)

    def control(self, method, path, body=None, /, **query):
        """Use a control; return its JSON or raise ``ValueError`` with its error."""
        suffix = f"?{urlencode(query)}" if query else ""
        headers = {"Content-Type": "application/json"}
        answer = self.request(method, f"/_control/{path}{suffix}", body, headers)
        if answer.http != 200:
            raise ValueError(answer.json["error"])
        return answer.json

    def fault(self, kind, **order):
        """Order a fault."""
        return self.control("POST", "faults", {"kind": kind, **order})

    def settings(self, **values):
        """Change settings."""
        return self.control("POST", "settings", values)

    def messages(self, **filters):
        """Return the accepted messages."""
        return self.control("GET", "messages", **filters)
