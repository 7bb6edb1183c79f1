"""Read an answer of SMS.ir: envelope, ProblemDetails, or whatever a proxy put in its place."""

import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from .errors import SmsIrOutcomeUnknown, SmsIrRejected
from .status_codes import Kind, status_of

# What an HTTP status says where the body holds no status of SMS.ir.
_HTTP_KINDS = {
    401: Kind.CREDENTIALS,
    403: Kind.CREDENTIALS,
    404: Kind.CONFIGURATION,
    405: Kind.CONFIGURATION,
    429: Kind.TRANSIENT,
}
_CLIENT_TIMEOUT = 408


@dataclass(frozen=True)
class Answer:
    """A successful answer: the gateway's status was 1."""

    data: Any
    message: str


def _retry_after(headers):
    """Return the seconds that an answer asks to wait, or ``None``.

    A moment is read against the answer's own ``Date``: our clock may be wrong, theirs is the same.
    """
    headers = headers or {}
    value = str(headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return int(value)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(str(headers.get("Date") or ""))
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0, int(wait.total_seconds())) or None


def _decode(body):
    if isinstance(body, bytes):
        body = body.decode("utf-8", errors="replace")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _problem_text(payload):
    errors = payload.get("errors")
    parts = [str(payload.get("title") or "")]
    if isinstance(errors, dict):
        parts += [f"{name}: {value}" for name, value in sorted(errors.items())]
    return " ".join(part for part in parts if part)[:500]


def parse(http_status, body, headers=None):
    """Return the :class:`Answer` in ``body`` or raise the fitting error.

    :param int http_status: status of the HTTP answer
    :param body: bytes or text of the answer
    :param headers: its headers, for ``Retry-After``
    :raise SmsIrRejected: the gateway said no; nothing was sent
    :raise SmsIrOutcomeUnknown: the answer does not tell whether something was sent
    """
    payload = _decode(body)
    retry_after = _retry_after(headers)
    code = payload.get("status") if isinstance(payload, dict) else None
    # An ASP.NET ProblemDetails carries the HTTP status in "status": not a code of SMS.ir.
    is_problem = isinstance(payload, dict) and ("title" in payload or "errors" in payload)
    is_envelope = isinstance(code, int) and not isinstance(code, bool) and not is_problem
    if is_envelope:
        message = str(payload.get("message") or "")
        if http_status < 300 and code == 1:
            return Answer(payload.get("data"), message)
        return _refuse(http_status, code, message, retry_after)
    text = _problem_text(payload) if is_problem else f"HTTP {http_status}"
    if 400 <= http_status < 500 and http_status != _CLIENT_TIMEOUT:
        kind = _HTTP_KINDS.get(http_status, Kind.REQUEST if is_problem else Kind.CONFIGURATION)
        raise SmsIrRejected(text, kind=kind, http_status=http_status, retry_after=retry_after)
    if 300 <= http_status < 400:
        raise SmsIrRejected(text, kind=Kind.CONFIGURATION, http_status=http_status)
    raise SmsIrOutcomeUnknown(
        text, kind=Kind.TRANSIENT, http_status=http_status, retry_after=retry_after
    )


def _refuse(http_status, code, message, retry_after):
    """Raise for an envelope that is not a success."""
    # Success and a failing HTTP status contradict each other, and status 0 or a 5xx is a fault
    # inside the gateway: neither says whether the messages left.
    ambiguous = code in (0, 1) or http_status >= 500
    kind = status_of(code).kind
    if ambiguous:
        raise SmsIrOutcomeUnknown(
            message or f"HTTP {http_status}",
            kind=Kind.TRANSIENT,
            code=None if code == 1 else code,
            http_status=http_status,
            retry_after=retry_after,
        )
    if http_status == 429:
        kind = Kind.TRANSIENT
    elif http_status in (401, 403) and kind is Kind.UNKNOWN:
        kind = Kind.CREDENTIALS
    raise SmsIrRejected(
        message or f"status {code}",
        kind=kind,
        code=code,
        http_status=http_status,
        retry_after=retry_after,
    )
