"""What both protocols share on the way: time-outs, and what an interrupted call means.

Other libraries' logs are kept free of keys and numbers, but for our own calls only: while one of
them is under way (:func:`guarded`), a filter masks what they write in this thread.
"""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

import requests
import urllib3

from ..errors import SmsIrOutcomeUnknown, SmsIrUnreachable
from ..redact import RedactFilter, redact
from ..status_codes import Kind

TRANSPORT_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)

_NEVER_SENT = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidHeader,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.NameResolutionError,
    urllib3.exceptions.ConnectTimeoutError,
)


# Libraries that know what passes through them, and may write it to their debug log.
_TALKATIVE = ("http", "requests", "urllib3", "zeep")
# Loggers that come into being in the middle of the first call.
_LATE = ("zeep.transports", "zeep.cache", "zeep.wsdl.bindings.soap", "urllib3.util.retry")
_secrets = ContextVar("sms_ir_secrets", default=None)
_filter = RedactFilter(_secrets.get)


def _watch_loggers():
    """Put our filter on the loggers of other libraries; it does nothing outside our calls.

    A filter of a logger does not see what its children write, so each of them gets it.
    """
    for name in (*_LATE, *logging.Logger.manager.loggerDict):
        if name.split(".", 1)[0] in _TALKATIVE:
            logging.getLogger(name).addFilter(_filter)


@contextmanager
def guarded(*secrets):
    """Mask ``secrets`` and phone numbers in what other libraries log inside this block."""
    _watch_loggers()
    token = _secrets.set(tuple(secret for secret in secrets if secret))
    try:
        yield
    finally:
        _secrets.reset(token)


class _QuietHttp(urllib3.connection.HTTPConnection):
    """A connection that prints no headers, whatever somebody switched on for all connections."""

    debuglevel = 0


class _QuietHttps(urllib3.connection.HTTPSConnection):
    debuglevel = 0


class _QuietHttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _QuietHttp


class _QuietHttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _QuietHttps


def _quiet(manager):
    manager.pool_classes_by_scheme = {"http": _QuietHttpPool, "https": _QuietHttpsPool}
    return manager


class _Adapter(requests.adapters.HTTPAdapter):
    """Put the time-outs on every request, so that none can go without."""

    def __init__(self, timeout):
        super().__init__(max_retries=0)
        self._timeout = timeout

    def init_poolmanager(self, *args, **kwargs):
        """Make connections that print nothing."""
        result = super().init_poolmanager(*args, **kwargs)
        _quiet(self.poolmanager)
        return result

    def proxy_manager_for(self, *args, **kwargs):
        """Make connections that print nothing."""
        return _quiet(super().proxy_manager_for(*args, **kwargs))

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        """Send with our own time-outs."""
        return super().send(request, stream, timeout or self._timeout, verify, cert, proxies)


def new_session(timeout, proxy=None):
    """Return a session with time-outs (to connect, to read) and without retries."""
    session = requests.Session()
    session.mount("http://", _Adapter(timeout))
    session.mount("https://", _Adapter(timeout))
    if proxy:
        session.proxies = {"http": proxy, "https": proxy}
        session.trust_env = False
    return session


def transport_error(error, sends, secrets=()):
    """Tell a connection that was never made from an answer that never came."""
    text = redact(type(error).__name__, secrets)
    if not sends or never_sent(error):
        return SmsIrUnreachable(text, kind=Kind.TRANSIENT)
    return SmsIrOutcomeUnknown(text, kind=Kind.TRANSIENT)


def never_sent(error):
    """Look through the layers of requests and urllib3 for a connection that was never made."""
    seen = set()
    queue = [error]
    while queue:
        current = queue.pop()
        if id(current) in seen or not isinstance(current, BaseException):
            continue
        seen.add(id(current))
        if isinstance(current, _NEVER_SENT):
            return True
        queue += [getattr(current, "reason", None), current.__cause__, *current.args]
    return False
