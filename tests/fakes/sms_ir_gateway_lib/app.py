"""The gateway as a whole: which part answers which path."""

import time

from . import pages
from .answers import Reply, envelope
from .clock import Clock
from .control import Control
from .faults import Faults
from .journal import Journal
from .rest import PREFIX, Rest
from .soap import SOAP_PATH, Soap
from .store import Store


class Gateway:
    """Store, services, faults, journal and controls behind one ``handle``."""

    def __init__(self, path=None, soap_namespace=None, overrides=None, log=None):
        self.store = Store(path, Clock(), overrides)
        self.faults = Faults()
        self.journal = Journal()
        self.rest = Rest(self.store)
        self.soap = Soap(self.store, soap_namespace)
        self.control = Control(self)
        self.log = log

    def handle(self, request):
        """Return the reply to any request; never raises."""
        try:
            path = request.path.lower()
            if path.startswith("/_control"):
                return self.control.handle(request)
            if path == PREFIX or path.startswith(f"{PREFIX}/"):
                return self._serve(request, self.rest, False)
            if path.rstrip("/") == SOAP_PATH:
                return self._serve(request, self.soap, request.method == "GET")
            return pages.handle(request)
        except Exception as error:  # the last line of defence
            if self.log:
                self.log(error)
            return envelope(None, 0)

    def _serve(self, request, service, is_description):
        started = time.monotonic()
        fault = None
        reply = Reply(close=True)
        self.journal.begin()
        try:
            pause = self.store.settings["latency_ms"]
            if pause:
                time.sleep(pause / 1000)
            fault = self.faults.take(request, is_description)
            reply = self._answer(fault, request, service)
        except Exception as error:
            if self.log:
                self.log(error)
            reply = service.refuse(request, 0)
        finally:
            self.journal.end(
                service.label(request),
                request,
                reply,
                fault,
                self.store.clock.now(),
                time.monotonic() - started,
            )
        return reply

    def _answer(self, fault, request, service):
        if fault:
            return self.faults.apply(fault, request, service)
        return service.handle(request)

    def close(self):
        """Wake whoever hangs and close the database."""
        self.faults.clear()
        self.store.close()
