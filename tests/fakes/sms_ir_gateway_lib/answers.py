"""Requests as they come in and replies as they go out."""

import json
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .codes import OK, http_status, message_of

JSON = "application/json; charset=utf-8"


@dataclass
class Request:
    """What the server read from the wire."""

    method: str
    path: str
    query: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    client: str = ""

    def header(self, name):
        """Return a header by its lower-case name, or an empty string."""
        return self.headers.get(name, "")


@dataclass
class Reply:
    """What the server is to write, or how it is to misbehave."""

    http: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict = field(default_factory=dict)
    close: bool = False  # hang up without a word
    cut: bool = False  # promise the whole body, send half of it, hang up
    status: int | None = None  # the numeric status inside the body, for the request log


class Problem(Exception):
    """The request does not bind to its model: ASP.NET answers with ProblemDetails."""

    def __init__(self, errors=None, http=400, title=None):
        super().__init__(title or errors)
        self.errors = errors
        self.http = http
        self.title = title or "One or more validation errors occurred."


def to_json(value):
    """Encode a value as UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_reply(value, http=200, **kwargs):
    """Return a reply with a JSON body."""
    return Reply(http, to_json(value), **kwargs)


def envelope(data=None, code=OK, message=None, overrides=None, xml=False):
    """Return the answer ``{status, message, data}`` that all of REST v1 shares."""
    content = {"status": code, "message": message or message_of(code), "data": data}
    http = http_status(code, overrides)
    if xml:
        body = f'<?xml version="1.0" encoding="utf-8"?>{_xml("ApiResult", content)}'
        return Reply(http, body.encode(), "application/xml; charset=utf-8", status=code)
    return json_reply(content, http, status=code)


def problem_reply(problem):
    """Return the ProblemDetails body of ASP.NET; its ``status`` is no SMS.ir code."""
    content = {
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": problem.title,
        "status": problem.http,
        "traceId": "00-00000000000000000000000000000000-0000000000000000-00",
    }
    if problem.errors:
        content["errors"] = problem.errors
    return json_reply(content, problem.http, content_type="application/problem+json; charset=utf-8")


def _xml(name, value):
    if value is None:
        return f"<{name} />"
    if isinstance(value, dict):
        inner = "".join(_xml(key[:1].upper() + key[1:], item) for key, item in value.items())
    elif isinstance(value, list):
        inner = "".join(_xml("Item", item) for item in value)
    else:
        inner = escape("".join(char for char in str(value) if char >= " " or char in "\t\n"))
    return f"<{name}>{inner}</{name}>"
