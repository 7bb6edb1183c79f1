"""What both protocols share on the way: time-outs, and what an interrupted call means."""

import requests
import urllib3

from ..errors import SmsIrOutcomeUnknown, SmsIrUnreachable
from ..redact import redact
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


class _Adapter(requests.adapters.HTTPAdapter):
    """Put the time-outs on every request, so that none can go without."""

    def __init__(self, timeout):
        super().__init__(max_retries=0)
        self._timeout = timeout

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
