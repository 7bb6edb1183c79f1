"""What each numeric status of SMS.ir means for us: its kind and the failure shown in Odoo.

The sentences for people live in ``messages.py`` (they are translated); this table is pure.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an answer of the gateway is about, which decides what is done next."""

    OK = "ok"
    TRANSIENT = "transient"
    QUOTA = "quota"
    CREDENTIALS = "credentials"
    ACCOUNT = "account"
    CREDIT = "credit"
    REQUEST = "request"
    NUMBER = "number"
    BLACKLIST = "blacklist"
    CONTENT = "content"
    CONFIGURATION = "configuration"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Status:
    """One row of the gateway's table of statuses."""

    code: int
    kind: Kind
    failure_type: str


_TABLE = {
    0: (Kind.TRANSIENT, "sms_server"),
    1: (Kind.OK, ""),
    10: (Kind.CREDENTIALS, "sms_acc"),
    11: (Kind.CREDENTIALS, "sms_acc"),
    12: (Kind.CREDENTIALS, "sms_acc"),
    13: (Kind.ACCOUNT, "sms_acc"),
    14: (Kind.ACCOUNT, "sms_acc"),
    15: (Kind.ACCOUNT, "sms_acc"),
    16: (Kind.REQUEST, "sms_ir_request"),
    20: (Kind.TRANSIENT, "sms_server"),
    101: (Kind.CONFIGURATION, "sms_ir_configuration"),
    102: (Kind.CREDIT, "sms_credit"),
    103: (Kind.REQUEST, "sms_ir_request"),
    104: (Kind.NUMBER, "sms_number_format"),
    105: (Kind.REQUEST, "sms_ir_request"),
    106: (Kind.REQUEST, "sms_ir_request"),
    107: (Kind.REQUEST, "sms_ir_request"),
    108: (Kind.REQUEST, "sms_ir_request"),
    109: (Kind.REQUEST, "sms_ir_request"),
    110: (Kind.REQUEST, "sms_ir_request"),
    111: (Kind.NOT_FOUND, "sms_ir_request"),
    112: (Kind.NOT_FOUND, "sms_ir_request"),
    113: (Kind.CONFIGURATION, "sms_ir_template"),
    114: (Kind.REQUEST, "sms_ir_template"),
    115: (Kind.BLACKLIST, "sms_blacklist"),
    116: (Kind.REQUEST, "sms_ir_template"),
    117: (Kind.CONTENT, "sms_ir_content"),
    118: (Kind.QUOTA, "sms_server"),
    119: (Kind.ACCOUNT, "sms_acc"),
    123: (Kind.CONFIGURATION, "sms_ir_configuration"),
    124: (Kind.CONTENT, "sms_ir_template"),
}

STATUSES = {code: Status(code, kind, failure) for code, (kind, failure) in _TABLE.items()}

# Codes that say something about the sender line rather than about the account.
LINE_CODES = frozenset({101, 123})
# Codes that say something about an approved template rather than about the text or the number.
TEMPLATE_CODES = frozenset({113, 114, 116, 119, 124})


def status_of(code):
    """Return the row of ``code``; a code that is in no table has the kind *unknown*."""
    return STATUSES.get(code) or Status(code, Kind.UNKNOWN, "sms_server")
