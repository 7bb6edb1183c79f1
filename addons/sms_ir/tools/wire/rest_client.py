"""Client of SMS.ir REST v1. Plain Python and ``requests``: no Odoo, no retries, no clock.

Retries are left to the caller on purpose: only it knows whether a message may be sent again.
"""

import logging
import threading
from urllib.parse import urlsplit

from .. import envelope, results
from ..errors import SmsIrError, SmsIrOutcomeUnknown
from ..redact import redact
from ..status_codes import Kind
from .transport import TRANSPORT_ERRORS, guarded, new_session, transport_error

_logger = logging.getLogger(__name__)

PAGE_SIZE = 100
# A log of a busy day is long; a gateway that never ends its pages must not hang a worker.
MAX_PAGES = 1000
# The longest answer there is holds 100 reports: anything above this is not an answer of SMS.ir.
MAX_BODY = 4 * 1024 * 1024


class RestClient:
    """All calls of REST v1 with typed results and one family of exceptions.

    :param str base_url: such as ``https://api.sms.ir/v1``
    :param str api_key: the account's key, sent as a header and never logged
    :param tuple timeout: seconds to connect and to read
    :param str proxy: URL of a proxy, or nothing for the environment's
    """

    protocol = "rest"

    def __init__(self, base_url, api_key, *, timeout=(5, 30), proxy=None):
        try:
            parts = urlsplit(base_url or "")
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise SmsIrError("the base URL is not valid", kind=Kind.CONFIGURATION)
        if not api_key or not api_key.isascii() or not api_key.isprintable():
            raise SmsIrError("there is no usable API key", kind=Kind.CREDENTIALS)
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._timeout = timeout
        self._proxy = proxy
        # requests' sessions are not meant to be shared by threads.
        self._local = threading.local()

    def __repr__(self):
        return f"<RestClient {self._base_url}>"

    def _session(self):
        session = getattr(self._local, "session", None)
        if session is None:
            session = new_session(self._timeout, self._proxy)
            self._local.session = session
            session.headers.update({"X-API-KEY": self._api_key, "Accept": "application/json"})
        return session

    # -- sending ---------------------------------------------------------------------------

    def send_bulk(self, line, text, mobiles, *, send_at=None):
        """Send one ``text`` to at most 100 ``mobiles``; returns a ``PackResult``."""
        payload = {"lineNumber": int(line), "messageText": text, "mobiles": list(mobiles)}
        return self._send_pack("/send/bulk", payload, len(payload["mobiles"]), send_at)

    def send_like_to_like(self, line, texts, mobiles, *, send_at=None):
        """Send text *i* to mobile *i*, at most 100; returns a ``PackResult``."""
        payload = {
            "lineNumber": int(line),
            "messageTexts": list(texts),
            "mobiles": list(mobiles),
        }
        return self._send_pack("/send/likeToLike", payload, len(payload["mobiles"]), send_at)

    def _send_pack(self, path, payload, count, send_at):
        if send_at:
            payload["sendDateTime"] = int(send_at)
        answer = self._call("POST", path, json=payload, sends=True)
        return self._read(results.read_pack, answer, count, sends=True)

    def send_verify(self, mobile, template_id, parameters):
        """Send by an approved template; ``parameters`` maps names to values."""
        payload = {
            "mobile": mobile,
            "templateId": int(template_id),
            "parameters": [
                {"name": name, "value": str(value)} for name, value in parameters.items()
            ],
        }
        answer = self._call("POST", "/send/verify", json=payload, sends=True)
        return self._read(results.read_verify, answer, sends=True)

    def cancel_scheduled(self, pack_id):
        """Cancel a scheduled pack; returns a ``CancelResult``."""
        return self._read(results.read_cancel, self._call("DELETE", f"/send/scheduled/{pack_id}"))

    # -- reports ---------------------------------------------------------------------------

    def report(self, message_id):
        """Return the ``Report`` of one message."""
        return self._read(results.read_report, self._call("GET", f"/send/{int(message_id)}"))

    def packs(self):
        """Yield today's packs, page by page."""
        return self._pages("/send/pack", {}, results.read_packs)

    def pack_reports(self, pack_id):
        """Return the reports of every message of a pack."""
        return self._read(results.read_reports, self._call("GET", f"/send/pack/{pack_id}"))

    def live(self):
        """Yield the reports of today's messages, page by page."""
        return self._pages("/send/live", {}, results.read_reports)

    def archive(self, date_from=None, date_to=None):
        """Yield the reports up to the end of yesterday between two UTC times in seconds."""
        params = {"fromDate": date_from, "toDate": date_to}
        return self._pages("/send/archive", params, results.read_reports)

    # -- inbound ---------------------------------------------------------------------------

    def receive_latest(self, count=PAGE_SIZE):
        """Return unread inbound messages: the gateway gives each of them once only."""
        answer = self._call("GET", "/receive/latest", params={"count": count})
        return self._read(results.read_received, answer)

    def receive_live(self):
        """Yield today's inbound messages, read or not."""
        return self._pages("/receive/live", {"sortByNewest": "false"}, results.read_received)

    def receive_archive(self, date_from=None, date_to=None):
        """Yield inbound messages up to the end of yesterday."""
        params = {"fromDate": date_from, "toDate": date_to}
        return self._pages("/receive/archive", params, results.read_received)

    # -- account ---------------------------------------------------------------------------

    def credit(self):
        """Return the remaining credit, a number of messages."""
        return self._read(results.read_credit, self._call("GET", "/credit"))

    def lines(self):
        """Return the numbers of the lines that this account may send from."""
        return self._read(results.read_lines, self._call("GET", "/line"))

    # -- plumbing --------------------------------------------------------------------------

    def _pages(self, path, params, reader):
        """Yield the items of all pages; a page shorter than asked for is the last one."""
        params = {name: value for name, value in params.items() if value is not None}
        for number in range(1, MAX_PAGES + 1):
            query = {**params, "pageSize": PAGE_SIZE, "pageNumber": number}
            page = self._read(reader, self._call("GET", path, params=query))
            yield from page
            if len(page) < PAGE_SIZE:
                return
        raise SmsIrError("the list has no end", kind=Kind.UNKNOWN)

    def _read(self, reader, answer, *args, sends=False):
        try:
            return reader(answer.data, *args)
        except results.Malformed as error:
            kind = SmsIrOutcomeUnknown if sends else SmsIrError
            raise kind(f"broken answer: {error}", kind=Kind.TRANSIENT) from None

    def _call(self, method, path, *, sends=False, **kwargs):
        """Make one call; every failure comes out as a ``SmsIrError`` without secrets in it."""
        try:
            with guarded(self._api_key, self._proxy):
                body, response = self._exchange(method, path, **kwargs)
        except TRANSPORT_ERRORS as error:
            raise transport_error(error, sends, (self._api_key,)) from None
        if len(body) > MAX_BODY:
            body = b""
        _logger.debug("%s %s: HTTP %s", method, redact(path), response.status_code)
        return envelope.parse(response.status_code, body, response.headers)

    def _exchange(self, method, path, **kwargs):
        """Return the body of an answer, as far as it may be one, and the answer itself."""
        response = self._session().request(
            method,
            self._base_url + path,
            # A redirect would repeat a send elsewhere, and take the key along.
            allow_redirects=False,
            stream=True,
            **kwargs,
        )
        with response:
            return response.raw.read(MAX_BODY + 1, decode_content=True), response
