"""Typed results of SMS.ir, read strictly from decoded JSON.

Every reader raises :class:`Malformed` where the data is not what the gateway documents: a broken
answer must never pass for a good one.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


class Malformed(ValueError):
    """The data of a successful answer is not what it should be."""


@dataclass(frozen=True)
class PackResult:
    """A pack that the gateway accepted; ``message_ids`` is aligned with the numbers sent."""

    pack_id: str
    message_ids: tuple
    cost: Decimal


@dataclass(frozen=True)
class VerifyResult:
    """A message that went out by an approved template."""

    message_id: int
    cost: Decimal


@dataclass(frozen=True)
class CancelResult:
    """A scheduled pack that was cancelled."""

    returned_credit: Decimal
    sms_count: int


@dataclass(frozen=True)
class PackSummary:
    """One of today's packs."""

    pack_id: str
    recipient_count: int
    created_at: int


@dataclass(frozen=True)
class Report:
    """What the gateway knows of a message; ``mobile`` has ten digits, times are UTC seconds."""

    message_id: int
    mobile: str
    text: str
    sent_at: int
    line: str
    cost: Decimal
    delivery_state: int | None
    delivered_at: int | None


@dataclass(frozen=True)
class Received:
    """One inbound message. ``return_id`` is 0 where the gateway does not give it."""

    return_id: int
    text: str
    line: str
    mobile: str
    received_at: int


def _mapping(data):
    if not isinstance(data, dict):
        raise Malformed(f"expected an object, got {type(data).__name__}")
    # The gateway matches member names case-insensitively and may answer in either case.
    return {str(key).lower(): value for key, value in data.items()}


def _rows(data):
    if data is None:
        return []
    if not isinstance(data, list):
        raise Malformed(f"expected a list, got {type(data).__name__}")
    return data


def _integer(value, name, *, optional=False):
    if value is None and optional:
        return None
    if isinstance(value, bool):
        raise Malformed(f"{name} is not a number")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value)
    if not isinstance(value, int):
        raise Malformed(f"{name} is not a whole number")
    return value


def _decimal(value, name):
    if value is None:
        return Decimal(0)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Malformed(f"{name} is not a number") from None
    if not number.is_finite():
        raise Malformed(f"{name} is not a number")
    return number


def pack_key(pack_id):
    """Return a pack id in one spelling: the gateway shows it with and without dashes."""
    return str(pack_id or "").replace("-", "").strip().lower()


def read_pack(data, count):
    """Read the answer of a send to ``count`` numbers."""
    data = _mapping(data)
    ids = data.get("messageids")
    if not isinstance(ids, list) or len(ids) != count:
        raise Malformed("messageIds does not match the numbers sent")
    pack_id = str(data.get("packid") or "")
    if not pack_id:
        raise Malformed("packId is missing")
    return PackResult(
        pack_id=pack_id,
        message_ids=tuple(_integer(value, "messageId", optional=True) for value in ids),
        cost=_decimal(data.get("cost"), "cost"),
    )


def read_verify(data):
    """Read the answer of a send by template."""
    data = _mapping(data)
    return VerifyResult(
        _integer(data.get("messageid"), "messageId"), _decimal(data.get("cost"), "cost")
    )


def read_cancel(data):
    """Read the answer of a cancellation."""
    data = _mapping(data)
    return CancelResult(
        _decimal(data.get("returnedcreditcount"), "returnedCreditCount"),
        _integer(data.get("smscount") or 0, "smsCount"),
    )


def read_report(data):
    """Read one report."""
    data = _mapping(data)
    return Report(
        message_id=_integer(data.get("messageid"), "messageId"),
        mobile=str(_integer(data.get("mobile"), "mobile")),
        text=str(data.get("messagetext") or ""),
        sent_at=_integer(data.get("senddatetime") or 0, "sendDateTime"),
        line=str(data.get("linenumber") or ""),
        cost=_decimal(data.get("cost"), "cost"),
        delivery_state=_integer(data.get("deliverystate"), "deliveryState", optional=True),
        delivered_at=_integer(data.get("deliverydatetime"), "deliveryDateTime", optional=True),
    )


def read_reports(data):
    """Read a list of reports."""
    return [read_report(row) for row in _rows(data)]


def read_packs(data):
    """Read the list of today's packs."""
    packs = []
    for raw in _rows(data):
        row = _mapping(raw)
        packs.append(
            PackSummary(
                str(row.get("packid") or ""),
                _integer(row.get("recipientcount") or 0, "recipientCount"),
                _integer(row.get("creationdatetime") or 0, "creationDateTime"),
            )
        )
    return packs


def read_received(data):
    """Read a list of inbound messages."""
    messages = []
    for raw in _rows(data):
        row = _mapping(raw)
        messages.append(
            Received(
                return_id=_integer(row.get("receivereturnid") or 0, "receiveReturnId"),
                text=str(row.get("messagetext") or ""),
                line=str(row.get("number") or ""),
                mobile=str(row.get("mobile") or ""),
                received_at=_integer(row.get("receiveddatetime") or 0, "receivedDateTime"),
            )
        )
    return messages


def read_credit(data):
    """Read the remaining credit (a number of messages, not money)."""
    if data is None or isinstance(data, (dict, list, bool)):
        raise Malformed("credit is not a number")
    return _decimal(data, "credit")


def read_lines(data):
    """Read the list of sender lines."""
    return [str(_integer(value, "line")) for value in _rows(data)]
