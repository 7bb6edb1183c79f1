"""Faults on demand: what may go wrong between a client and a gateway, when a test asks."""

import itertools
import json
import threading
from dataclasses import asdict, dataclass, field

from .answers import JSON, Reply

# kind -> (accepted by default, about)
KINDS = {
    "rate_limit": (False, "429 with status 20; retry_after sets the header"),
    "server_error": (False, "500 with status 0"),
    "status": (False, "any envelope: status, http, message"),
    "html": (False, "502 with an HTML page of a proxy"),
    "empty": (False, "200 with an empty body"),
    "garbage": (False, "200 with broken JSON"),
    "truncated": (True, "half of the answer, then the connection closes"),
    "close": (False, "the connection closes without an answer"),
    "hang": (False, "no answer for seconds (default 120), then the connection closes"),
    "slow": (True, "the right answer, seconds (default 2) late"),
}
_SECONDS = {"hang": 120.0, "slow": 2.0}

_HTML = (
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
    "</center><hr><center>nginx</center></body></html>"
)


class BadFault(ValueError):
    """An order for a fault that does not exist."""


@dataclass
class Fault:
    """An order: which requests, how many of them, and what goes wrong."""

    kind: str
    accept: bool
    count: int = 1  # how many requests; 0: all until cleared
    skip: int = 0  # let so many matching requests pass first
    path: str = ""  # part of the path, without case
    method: str = ""
    contains: str = ""  # part of the body (or, without a body, of the query)
    seconds: float = 0.0
    retry_after: float | str | None = None
    http: int | None = None
    status: int = 0
    message: str = ""
    id: int = 0
    used: int = field(default=0)

    def matches(self, request, is_description):
        """Tell whether this request is one of those ordered."""
        if self.method and self.method.upper() != request.method:
            return False
        if is_description and "wsdl" not in self.path.lower():
            return False  # reading the WSDL takes no fault meant for calls
        if self.path and self.path.lower() not in target(request).lower():
            return False
        return not self.contains or self.contains in _content(request)


def target(request):
    """Return path and SOAP action or query key of a request, to match a fault on."""
    action = request.header("soapaction").strip('"').rsplit("/", 1)[-1]
    wsdl = "?wsdl" if "wsdl" in request.query else ""
    return f"{request.path}{wsdl}" + (f"#{action}" if action else "")


def _content(request):
    if request.body:
        text = request.body.decode("utf-8", "replace")
        try:
            # Many clients write Persian as \u0633…: orders are matched on the letters.
            return text + json.dumps(json.loads(text), ensure_ascii=False)
        except (ValueError, RecursionError):
            return text
    return "&".join(f"{name}={value}" for name, value in request.query.items())


def parse(order):
    """Return a ``Fault`` from a JSON object or raise ``BadFault``."""
    if not isinstance(order, dict):
        raise BadFault("a fault is a JSON object")
    order = dict(order)
    kind = order.pop("kind", None)
    accept = order.pop("accept", None)
    if isinstance(kind, str):
        for suffix, value in (("_before", False), ("_after", True)):
            if kind.endswith(suffix):
                kind, accept = kind.removesuffix(suffix), value
    if kind not in KINDS:
        raise BadFault(f"kind is one of {', '.join(KINDS)}, with _before or _after if need be")
    fields = {name for name in Fault.__dataclass_fields__ if name not in ("id", "used")}
    unknown = order.keys() - fields
    if unknown:
        raise BadFault(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(fields)}")
    _check_types(order)
    order.setdefault("seconds", _SECONDS.get(kind, 0.0))
    accept = KINDS[kind][0] if accept is None else bool(accept)
    if kind in ("truncated", "slow"):
        accept = True
    return Fault(kind, accept, **order)


def _check_types(order):
    for name in ("count", "skip", "seconds", "http", "status"):
        value = order.get(name)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or value < 0
        ):
            raise BadFault(f"{name} is a number, not {value!r}")
    for name in ("path", "method", "contains", "message"):
        if not isinstance(order.get(name, ""), str):
            raise BadFault(f"{name} is a text")
    if order.get("http") is not None and not 200 <= order["http"] <= 599:
        raise BadFault("http is a code from 200 to 599")


class Faults:
    """The orders in force; ``release`` wakes whoever hangs."""

    def __init__(self):
        self._lock = threading.Lock()
        self._orders = []
        self._ids = itertools.count(1)
        self._released = threading.Event()

    def add(self, fault):
        """Put an order in force."""
        with self._lock:
            fault.id = next(self._ids)
            self._orders.append(fault)
        return fault

    def list(self):
        """Return the orders in force as dicts."""
        with self._lock:
            return [asdict(fault) for fault in self._orders]

    def clear(self):
        """Cancel all orders and end all pauses."""
        with self._lock:
            self._orders.clear()
            self._released.set()
            self._released = threading.Event()

    def take(self, request, is_description=False):
        """Return the fault that this request meets, or None."""
        with self._lock:
            for fault in self._orders:
                if not fault.matches(request, is_description):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.used += 1
                if fault.count and fault.used >= fault.count:
                    self._orders.remove(fault)
                return fault
        return None

    def _pause(self, seconds):
        with self._lock:
            released = self._released
        released.wait(seconds)

    def apply(self, fault, request, service):
        """Return the reply of a request that meets a fault; ``service`` is REST or SOAP."""
        reply = service.handle(request) if fault.accept else None
        if fault.kind in ("hang", "slow"):
            self._pause(fault.seconds)
        if fault.kind in ("close", "hang"):
            return Reply(close=True)
        if fault.kind == "slow":
            return reply
        if fault.kind == "truncated":
            reply.cut = True
            return reply
        return _broken(fault, request, service)


def _broken(fault, request, service):
    if fault.kind == "rate_limit":
        reply = service.refuse(request, 20)
        if fault.retry_after is not None:
            reply.headers["Retry-After"] = str(fault.retry_after)
    elif fault.kind == "server_error":
        reply = service.refuse(request, 0)
    elif fault.kind == "status":
        reply = service.refuse(request, fault.status, fault.message)
    elif fault.kind == "html":
        reply = Reply(502, _HTML.encode(), "text/html")
    elif fault.kind == "garbage":
        reply = Reply(200, b'{"status":1,"message":"\xd9\x85\xd9\x88', JSON)
    else:
        reply = Reply(200, b"", JSON)
    if fault.http is not None:
        reply.http = int(fault.http)
    return reply
