"""REST v1: routes, authentication and the shape of every answer."""

import re

from . import accounts, rest_receive, rest_reports, rest_send
from .answers import Problem, Reply, envelope, problem_reply
from .binding import query_text
from .codes import Refusal

PREFIX = "/v1"

# Paths are compared without case; a name in braces is handed to the function.
ROUTES = [
    ("POST", "/send/bulk", rest_send.bulk),
    ("POST", "/send/likeToLike", rest_send.like_to_like),
    ("POST", "/send/verify", rest_send.verify),
    ("DELETE", "/send/scheduled/{pack_id}", rest_send.delete_scheduled),
    ("GET", "/send", rest_send.by_url),
    ("POST", "/send", rest_send.by_url),
    ("GET", "/send/live", rest_reports.live),
    ("GET", "/send/archive", rest_reports.archive),
    ("GET", "/send/pack", rest_reports.packs),
    ("GET", "/send/pack/{pack_id}", rest_reports.pack),
    ("GET", "/send/{message_id}", rest_reports.one),
    ("GET", "/receive/latest", rest_receive.latest),
    ("GET", "/receive/live", rest_receive.live),
    ("GET", "/receive/archive", rest_receive.archive),
    ("GET", "/credit", rest_receive.credit),
    ("GET", "/line", rest_receive.lines),
]
_COMPILED = [
    (
        method,
        re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path), re.IGNORECASE),
        path,
        function,
    )
    for method, path, function in ROUTES
]


class Rest:
    """The REST service over a store."""

    def __init__(self, store):
        self.store = store
        self.pace = accounts.Pace()

    def handle(self, request):
        """Return the reply to a request below ``/v1``."""
        function, params, allowed = find(request)
        if function is None:
            if allowed:
                return Reply(405, headers={"Allow": ", ".join(sorted(allowed))})
            return Reply(404)
        try:
            caller = self._caller(request, function)
            self.pace.check(caller.account, self.store.settings["rate_per_second"])
            data = function(self.store, caller, request, **params)
        except Refusal as refusal:
            reply = self.refuse(request, refusal.code, refusal.message)
            if refusal.code == 20 and self.store.settings["retry_after"] is not None:
                reply.headers["Retry-After"] = f"{self.store.settings['retry_after']:g}"
            return reply
        except Problem as problem:
            return problem_reply(problem)
        return envelope(data, xml=_wants_xml(request))

    def refuse(self, request, code, message=None):
        """Return the envelope of a refusal, with the HTTP code the settings give it."""
        overrides = self.store.settings["http_status"]
        return envelope(None, code, message, overrides, _wants_xml(request))

    def label(self, request):
        """Return the route of a request, ids replaced by their names, for the counters."""
        path = request.path[len(PREFIX) :].rstrip("/")
        for method, pattern, route, _function in _COMPILED:
            if method == request.method and pattern.fullmatch(path):
                return f"{PREFIX}{route}"
        return f"{PREFIX}/?"

    def _caller(self, request, function):
        if function is not rest_send.by_url:
            return accounts.by_key(self.store, request.header("x-api-key"), request.client)
        # The URL call carries its own login; the password is the API key.
        key = query_text(request.query, "password")
        caller = accounts.by_key(self.store, key, request.client)
        name = query_text(request.query, "username")
        if name.lower() != accounts.username_of(self.store, caller.account).lower():
            raise Refusal(10)
        return caller


def find(request):
    """Return ``(function, path parameters, methods allowed)`` for a request."""
    path = request.path[len(PREFIX) :].rstrip("/")
    allowed = set()
    for method, pattern, _path, function in _COMPILED:
        found = pattern.fullmatch(path)
        if not found:
            continue
        if method == request.method:
            return function, found.groupdict(), allowed
        allowed.add(method)
    return None, {}, allowed


def _wants_xml(request):
    return "application/xml" in request.header("accept").lower()
