"""Serving the protocol: every answer is JSON, errors and Odoo's own refusals included."""

import json
import logging
import random
import time

import psycopg2
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge

from odoo.exceptions import ConcurrencyError
from odoo.http import Dispatcher, Response, db_list
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools import device_reply
from ..tools.device_reply import Refusal
from ..tools.event_schema import EnvelopeError

_logger = logging.getLogger(__name__)

# Odoo waits up to seconds before it runs a request again, and does so five times. A keypad's
# customer stands at the counter: first try again at once.
_QUICK_TRIES = 6
_COLLISIONS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


def json_response(body, status=200, headers=()):
    """Build an answer of the protocol (``body`` ``None``: no content).

    The ``Date`` by which keypads set their clocks is added by the HTTP server.
    """
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return Response(
        content,
        status=status,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "no-store",
            **dict(headers),
        },
    )


class DirectDispatcher(Dispatcher):
    """Routes of ``type='direct'``: the body is left to the route, which signs for its bytes."""

    routing_type = "direct"
    mimetypes = ("application/json", "*/*")

    @classmethod
    def is_compatible_with(cls, request):
        return True

    def pre_dispatch(self, rule, args):
        """Settle the language before Odoo reads the user, the company and its partner for it."""
        if self.request.db:
            installed = self.request.env["res.lang"].get_installed()
            self.request.update_context(lang=installed[0][0])
        return super().pre_dispatch(rule, args)

    def dispatch(self, endpoint, args):
        """Run the route; a refusal is an answer, a collision is tried again at once."""
        self.request.params = dict(args)
        if not self.request.db:
            return self._refuse(self._no_database())
        for tries_left in reversed(range(_QUICK_TRIES)):
            try:
                response = self.request.registry["ir.http"]._dispatch(endpoint)
                self.request.env.cr.flush()
                return response
            except _COLLISIONS:
                if not tries_left:
                    raise  # to Odoo's own, slower tries
                self._start_again()
                time.sleep(random.uniform(0.0, 0.05))  # noqa: S311
            except Refusal as refusal:
                return self._refuse(refusal)
            except EnvelopeError as error:
                return self._refuse(Refusal(error.status, error.code, error.message))
            except RequestEntityTooLarge:
                return self._refuse(Refusal(413, "too_large"))
            except (ClientDisconnected, OSError):  # the body ended early or is badly chunked
                return self._refuse(Refusal(400, "bad_json"))
        return None

    def _no_database(self):
        """None can be reached, or the keypad names one that is not there."""
        name = self.request.httprequest.headers.get("X-Odoo-Database")
        there = db_list(force=True, host=self.request.httprequest.environ.get("HTTP_HOST"))
        if name and there and name not in there:
            return Refusal(404, "not_found")
        return device_reply.try_later()

    def _start_again(self):
        env = self.request.env
        env.cr.rollback()
        env.transaction.reset()
        env.registry.reset_changes()

    def handle_error(self, exc):
        """Answer what no route answered: Odoo's refusals, a lost database, our own faults."""
        if isinstance(exc, (psycopg2.OperationalError, psycopg2.InterfaceError, ConcurrencyError)):
            # The database is down or too busy; the keypad keeps its events. One line is enough.
            exc.loglevel = logging.WARNING
            return self._refuse(device_reply.try_later())
        if isinstance(exc, HTTPException) and exc.code:
            return self._refuse(Refusal(exc.code, (exc.name or "error").lower().replace(" ", "_")))
        return self._refuse(Refusal(500, "server_error", retry_after=60))

    @staticmethod
    def _refuse(refusal):
        return json_response(refusal.body, refusal.status, refusal.headers)
