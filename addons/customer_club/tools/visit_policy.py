"""Which entries are visits, and which visit each one is.

An entry is one press of a tag key. Two presses of the same person within the merge window are one
visit: the clerk pressed twice, or the customer was served by two. Numbers follow the time of the
press among the entries that are settled together; an entry that arrives later than counted ones
takes the next number, because the texts already sent have told the others.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted visit near in time. ``ref`` is whatever the caller knows it by."""

    ref: object
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One press. ``merge_minutes`` 0 counts every press.

    An entry of an old panel's history stands for ``weight`` visits at once and takes the number
    of the last of them.
    """

    at: datetime
    merge_minutes: int = 0
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """``number`` of the visit; for a merged entry also ``ref`` of the visit that took it in.

    ``ref`` is a :class:`Counted`'s ref, or the index of the entry in the same call that became
    the visit (``ref_is_entry``).
    """

    accepted: bool
    number: int
    ref: object = None
    ref_is_entry: bool = False


def settle(entries: list[Entry], counted: list[Counted], last_number: int) -> list[Verdict]:
    """Settle the entries of **one** person.

    :param entries: in any order.
    :param counted: the person's counted visits around the entries' times (at least those inside
        the widest merge window).
    :param last_number: the highest visit number so far, 0 for a newcomer.
    :return: one verdict per entry, in the order of ``entries``.
    """
    visits = [(visit.at, visit.number, visit.ref, False) for visit in counted]
    verdicts: list[Verdict | None] = [None] * len(entries)
    for index in sorted(range(len(entries)), key=lambda i: (entries[i].at, i)):
        entry = entries[index]
        host = _nearest_within(visits, entry)
        if host:
            _at, number, ref, is_entry = host
            verdicts[index] = Verdict(False, number, ref, is_entry)
            continue
        last_number += entry.weight
        visits.append((entry.at, last_number, index, True))
        verdicts[index] = Verdict(True, last_number)
    return verdicts


def _nearest_within(visits, entry):
    """The counted visit closest in time inside the entry's merge window, or None."""
    if entry.merge_minutes <= 0:
        return None
    window = timedelta(minutes=entry.merge_minutes)
    near = [visit for visit in visits if abs(visit[0] - entry.at) <= window]
    return min(near, key=lambda visit: (abs(visit[0] - entry.at), visit[1])) if near else None
