"""What has been asked of the gateway: counters by route and the latest requests."""

import threading
from collections import Counter, deque

_KEPT = 1000
_EXCERPT = 2000


class Journal:
    """Counters and a ring of recent requests, kept in memory only. Keys are never kept."""

    def __init__(self):
        self._lock = threading.Lock()
        self.clear()

    def clear(self):
        """Start counting from nothing."""
        with self._lock:
            self._by_path = Counter()
            self._by_http = Counter()
            self._by_fault = Counter()
            self._recent = deque(maxlen=_KEPT)
            self._running = 0
            self._peak = 0
            self._sequence = 0

    def begin(self):
        """Count a request that has arrived."""
        with self._lock:
            self._running += 1
            self._peak = max(self._peak, self._running)

    def end(self, route, request, reply, fault, at, seconds):
        """Count a request that is over."""
        http = "closed" if reply.close else str(reply.http)
        with self._lock:
            self._running = max(0, self._running - 1)
            self._sequence += 1
            self._by_path[f"{request.method} {route}"] += 1
            self._by_http[http] += 1
            if fault:
                self._by_fault[fault.kind] += 1
            self._recent.append(
                {
                    "seq": self._sequence,
                    "at": round(at, 3),
                    "method": request.method,
                    "path": request.path,
                    "route": route,
                    "query": {k: v for k, v in request.query.items() if k != "password"},
                    "body": _readable(request),
                    "client": request.client,
                    "http": None if reply.close else reply.http,
                    "status": reply.status,
                    "fault": fault and {"kind": fault.kind, "accept": fault.accept},
                    "seconds": round(seconds, 4),
                }
            )

    def counters(self):
        """Return the counters as a dict."""
        with self._lock:
            return {
                "total": self._sequence,
                "by_path": dict(self._by_path),
                "by_http": dict(self._by_http),
                "by_fault": dict(self._by_fault),
                "running": self._running,
                "peak": self._peak,
            }

    def recent(self, limit, path=""):
        """Return the latest requests, oldest first."""
        with self._lock:
            found = [item for item in self._recent if path.lower() in item["path"].lower()]
        return found[-limit:] if limit else []


def _readable(request):
    if request.path.lower().startswith("/ws"):
        return f"{len(request.body)} bytes of SOAP" if request.body else ""  # holds a password
    return request.body[:_EXCERPT].decode("utf-8", "replace")
