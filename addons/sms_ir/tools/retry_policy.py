"""What to do after a call that did not succeed."""

from dataclasses import dataclass

from .errors import SmsIrOutcomeUnknown
from .status_codes import LINE_CODES, TEMPLATE_CODES, Kind

UNKNOWN = "unknown"  # nobody knows: settle from the gateway's log first
RETRY = "retry"  # nothing was sent: back to the queue, later
SPLIT = "split"  # some message of the call is bad: find it by halves
FAIL = "fail"  # these messages cannot be sent as they are
STOP = "stop"  # nothing can be sent until a person acts: open the circuit
BLOCK_LINE = "block_line"  # this line cannot be used until a person acts
BLOCK_TEMPLATE = "block_template"  # this approved template cannot be used
KEEP = "keep"  # the gateway does not take this time: Odoo keeps the messages until then

# The gateway's code for a time of sending that it does not take.
_BAD_TIME = 109

_STOPPING = frozenset({Kind.CREDENTIALS, Kind.ACCOUNT, Kind.CREDIT, Kind.CONFIGURATION})
_ABOUT_ONE = frozenset({Kind.NUMBER, Kind.BLACKLIST, Kind.CONTENT, Kind.REQUEST, Kind.UNKNOWN})


@dataclass(frozen=True)
class Decision:
    """What to do; ``pause`` is how many seconds the whole account rests."""

    action: str
    pause: float = 0


def backoff(attempt, jitter, base=5.0, cap=900.0):
    """Return an exponential delay; ``jitter`` in [0, 1] spreads it over its upper half."""
    if not 0 <= jitter <= 1:
        raise ValueError("jitter must be between 0 and 1")
    full = min(cap, base * 2 ** min(max(attempt, 0), 30))
    return full * (0.5 + jitter / 2)


def decide(error, *, size, failures, jitter, by_template=False, scheduled=False):
    """Return the :class:`Decision` for ``error``.

    :param error: a ``SmsIrError``
    :param int size: number of messages in the call
    :param int failures: how many calls of this account failed in a row
    :param float jitter: randomness in [0, 1], given by the caller
    :param bool by_template: whether the call went by an approved template
    :param bool scheduled: whether the call named a later time of sending
    """
    if isinstance(error, SmsIrOutcomeUnknown):
        return Decision(UNKNOWN, pause=backoff(failures, jitter, base=1, cap=120))
    kind = error.kind
    if by_template and error.code in TEMPLATE_CODES:
        return Decision(FAIL if kind is Kind.REQUEST else BLOCK_TEMPLATE)
    if scheduled and error.code == _BAD_TIME:
        return Decision(KEEP)
    if error.code in LINE_CODES:
        return Decision(BLOCK_LINE)
    if kind in _STOPPING:
        return Decision(STOP, pause=backoff(failures, jitter, base=60, cap=3600))
    if kind is Kind.QUOTA and size == 1:
        return Decision(RETRY, pause=backoff(failures, jitter, base=300, cap=3600))
    if kind is Kind.TRANSIENT:
        wait = error.retry_after or backoff(failures, jitter, base=2, cap=300)
        return Decision(RETRY, pause=min(wait, 3600))
    if kind in _ABOUT_ONE or kind is Kind.QUOTA:
        return Decision(SPLIT if size > 1 else FAIL)
    return Decision(FAIL)
