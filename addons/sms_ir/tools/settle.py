"""Settle calls whose outcome is not known, from what the gateway's own log says."""

from collections import defaultdict
from dataclasses import dataclass, field

ACCEPTED = "accepted"  # the gateway has it: never send it again
ABSENT = "absent"  # the gateway does not have it: back to the queue
WAIT = "wait"  # too early to say

# Our clock and the gateway's may differ by this much.
SKEW = 120
# A call may have been held up on its way for this long.
LATE = 900


@dataclass(frozen=True)
class Open:
    """One message of a call whose outcome is not known; times are UTC seconds.

    ``called_at`` is when the call was written down, ``since`` when it was given up: it was made
    somewhere in between. ``send_at`` is the time at which the gateway was asked to send it, 0 for
    at once.
    """

    key: int
    call: int
    line: str
    mobile: str
    text: str
    called_at: float
    since: float
    send_at: float = 0

    @property
    def span(self):
        """The earliest and the latest time at which the gateway's log may show it as sent."""
        if self.send_at:
            return self.send_at - SKEW, self.send_at + LATE
        return self.called_at - SKEW, self.since + LATE

    @property
    def due(self):
        """When the gateway's log may be expected to show it."""
        return max(self.since, self.send_at)


@dataclass
class Verdicts:
    """What was found.

    ``found``: report by message key; ``calls``: a verdict for each call; ``unlisted``: messages of
    accepted calls that the log does not show although it should by now.
    """

    found: dict = field(default_factory=dict)
    calls: dict = field(default_factory=dict)
    unlisted: set = field(default_factory=set)


def _plain(text):
    """Compare texts without what gateways are known to change: white space at the ends."""
    return " ".join((text or "").split())


def match(messages, reports, taken=frozenset()):
    """Match open messages with reports of the log, each report once.

    :param messages: iterable of :class:`Open`
    :param reports: iterable of reports (``results.Report``)
    :param taken: message ids that are already known to belong to other messages
    :return: report by message key
    """
    shelf = defaultdict(list)
    for report in sorted(reports, key=lambda report: (report.sent_at, report.message_id)):
        if report.message_id not in taken:
            shelf[report.mobile, _plain(report.text)].append(report)
    found = {}
    for message in sorted(messages, key=lambda message: (message.called_at, message.key)):
        candidates = shelf.get((message.mobile, _plain(message.text)), [])
        for report in candidates:
            same_line = not message.line or not report.line or report.line == message.line
            first, last = message.span
            in_time = first <= report.sent_at <= last
            if same_line and in_time:
                found[message.key] = report
                candidates.remove(report)
                break
    return found


def judge(messages, found, *, now, settle_after, absent_reads, taken_calls=frozenset()):
    """Return the verdicts after one complete read of the log.

    A call is *accepted* as soon as one of its messages is found, because the gateway takes a pack
    as a whole. It is *absent* only when the log was read twice without it, both times late enough.

    :param absent_reads: by call, how often something of it was missing from a late enough read
    :param taken_calls: calls of which other messages were found by an earlier read
    """
    verdicts = Verdicts(found=dict(found))
    by_call = defaultdict(list)
    for message in messages:
        by_call[message.call].append(message)
    for call, members in by_call.items():
        missing = {message.key for message in members if message.key not in found}
        late = now - members[0].due >= settle_after
        certain = late and absent_reads.get(call, 0) + 1 >= 2
        if len(missing) < len(members) or call in taken_calls:
            verdicts.calls[call] = ACCEPTED
            if certain:
                verdicts.unlisted |= missing
        else:
            verdicts.calls[call] = ABSENT if certain else WAIT
    return verdicts


def next_look(age, settle_after):
    """Return the seconds until the log should be read again for a call of ``age`` seconds.

    The age of a call is below zero while the time is not there at which it is to be sent.
    """
    if age < 0:
        return max(15, min(-age, 3600))
    if age < settle_after:
        return max(1, min(settle_after - age, 15))
    return min(max(settle_after / 4, 1), 900) if age < settle_after * 4 else 900
