"""Reading what a keypad sends: the envelope, and each event in it.

Pure rules: the time of day, the device's limits, the meanings of its keys and the reading
of mobile numbers are arguments. Nothing here raises on bad input but
:class:`EnvelopeError`, whatever the bytes.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MAX_BODY = 1024 * 1024
MAX_EVENTS = 500
FUTURE_LIMIT = timedelta(minutes=5)
RAW_LIMIT = 2000
"""Characters of an event's own text that the inbox keeps."""
_TYPED_LIMIT = 64

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


class EnvelopeError(Exception):
    """The request as a whole cannot be read; carries the answer's status and code."""

    def __init__(self, status: int, code: str, message: str = ""):
        super().__init__(message or code)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Health:
    """What a keypad says of itself; whatever is missing or senseless is ``None``."""

    queued: int | None = None
    battery: int | None = None
    firmware: str | None = None


@dataclass(frozen=True)
class Envelope:
    """A request's events, still unread, and the keypad's health."""

    events: list
    health: Health | None = None


@dataclass(frozen=True)
class Limits:
    """The device's settings that decide which events are usable."""

    tag_at: Callable[[int, datetime], int | None]
    """What a key meant at a time, as the id of a tag; ``None``: nothing."""
    tag_required: bool = True
    late: timedelta = timedelta(days=30)
    greet: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Reading:
    """One event as understood; ``code`` says why it is not usable, if it is not."""

    echo: str | None
    """The id to name in the answer."""
    raw: str
    """The event's own JSON text, shortened, safe to store."""
    digest: str
    """Tells two contents apart."""
    uuid: str | None = None
    at: datetime | None = None
    """UTC, without a time zone, as Odoo stores it."""
    typed: str | None = None
    mobile: str | None = None
    tag_key: int | None = None
    tag_given: bool = False
    origin: str | None = None
    """What the entry came from, in the words of a till: its receipt, say."""
    tag_id: int | None = None
    """What the key meant when it was pressed."""
    code: str | None = None
    silent: bool = False
    """The visit counts, but its text would come too late to make sense."""


def printable(text: str, limit: int) -> str:
    """Shorten a text and write what a database or a page cannot hold as escapes."""
    text = text[:limit].encode("utf-8", "backslashreplace").decode("utf-8")
    return text.replace("\x00", "\\x00")[:limit]


def parse_json(body: bytes):
    """Read strict JSON in UTF-8.

    :raise EnvelopeError: ``bad_json``
    """
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise EnvelopeError(400, "bad_json") from error


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def parse_envelope(body: bytes) -> Envelope:
    """Read a request's body as an envelope of 1 to 500 events.

    :raise EnvelopeError: ``bad_json``, ``too_large`` or ``bad_envelope``
    """
    if len(body) > MAX_BODY:
        raise EnvelopeError(413, "too_large")
    data = parse_json(body)
    if not isinstance(data, dict):
        raise EnvelopeError(422, "bad_envelope", "The body must be an object.")
    events = data.get("events")
    if not isinstance(events, list):
        raise EnvelopeError(422, "bad_envelope", "'events' must be a list.")
    if not events:
        raise EnvelopeError(422, "bad_envelope", "'events' must hold 1 to 500 events.")
    if len(events) > MAX_EVENTS:
        raise EnvelopeError(413, "too_large")
    return Envelope(events, read_health(data.get("health")))


def read_health(value) -> Health | None:
    """Read the optional health report; a senseless one never costs an event."""
    if not isinstance(value, dict):
        return None
    firmware = value.get("firmware")
    return Health(
        queued=_whole_number(value.get("queued"), 0, 10_000_000),
        battery=_whole_number(value.get("battery"), 0, 100),
        firmware=printable(firmware, _TYPED_LIMIT) if isinstance(firmware, str) else None,
    )


def _whole_number(value, low, high):
    # bool is an int in Python, not in JSON
    if type(value) is int and low <= value <= high:
        return value
    return None


def read_event(
    event,
    *,
    now: datetime,
    limits: Limits,
    normalize: Callable[[str], str | None],
) -> Reading:
    """Read one event and judge it by itself, in the order of the protocol's table of codes.

    :param now: the server's time, UTC, without a time zone
    :param normalize: reads a mobile number as typed; ``None`` if it is not possible
    """
    raw = printable(_text(event, ensure_ascii=False), RAW_LIMIT)
    if not isinstance(event, dict):
        return Reading(None, raw, _digest(event), code="bad_event")
    ident, at, typed = event.get("id"), event.get("at"), event.get("mobile")
    tag = event.get("tag")
    origin = event.get("origin")
    echo = printable(ident, _TYPED_LIMIT) if isinstance(ident, str) else None
    if not all(isinstance(value, str) for value in (ident, at, typed)) or not _is_origin(origin):
        return Reading(echo, raw, _digest(event), code="bad_event")
    content = {
        "typed": printable(typed, _TYPED_LIMIT),
        "tag_key": _whole_number(tag, 1, 8),
        "tag_given": tag is not None,
        "origin": origin,
        "at": parse_time(at),
    }
    if not _UUID.fullmatch(ident):
        return Reading(echo, raw, _digest(event), code="bad_id", **content)
    # The id is not part of the digest: it names the content, it is not content.
    mobile = normalize(typed) if len(typed) <= _TYPED_LIMIT else None
    key, at = content["tag_key"], content["at"]
    tag_id = limits.tag_at(key, at or now) if key else None
    code = _verdict(mobile, content["tag_given"], tag_id, at, now, limits)
    return Reading(
        echo,
        raw,
        _digest([event["at"], typed, tag, *([origin] if origin else [])]),
        uuid=ident.lower(),
        mobile=mobile,
        tag_id=tag_id,
        code=code,
        silent=not code and now - at > limits.greet,
        **content,
    )


def _is_origin(value) -> bool:
    """Tell whether a till may call the source of an entry so: up to 64 visible characters."""
    return value is None or (
        isinstance(value, str)
        and 0 < len(value) <= _TYPED_LIMIT
        and value.isprintable()
        and not value.isspace()
    )


def _verdict(mobile, tag_given, tag_id, at, now: datetime, limits: Limits) -> str | None:
    if not mobile:
        return "bad_mobile"
    if tag_id is None and (tag_given or limits.tag_required):
        return "bad_tag"
    if at is None or not now - limits.late <= at <= now + FUTURE_LIMIT:
        return "bad_time"
    return None


def _digest(value) -> str:
    return hashlib.sha256(_text(value, sort_keys=True).encode("ascii")).hexdigest()[:32]


def _text(value, **options) -> str:
    try:
        return json.dumps(value, **options)
    except RecursionError:  # what could just be read may still be too deep to write
        return "[...]"


def parse_time(text: str) -> datetime | None:
    """Read ISO 8601 with an offset as naive UTC, to the second; ``None`` if it cannot be read."""
    if len(text) > 40 or not text.isascii():
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return None
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        return None
