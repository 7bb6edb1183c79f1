"""Patterns that honest customers do not make. Pure: key presses in, reasons out.

A reason never costs anybody a visit: it is shown to the shop, which decides.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Press:
    """One key press of a keypad; ``counted``: a visit, not merged; ``first``: of a new number."""

    at: datetime
    mobile: str
    counted: bool = True
    first: bool = False


@dataclass(frozen=True)
class Patterns:
    """From how many on it is suspicious; 0 switches a pattern off."""

    often: int = 6
    """Visits of one number within 24 hours."""
    fast: int = 20
    """Key presses within a minute."""
    newcomers: int = 25
    """New numbers in a row."""


def judge(presses: Iterable[Press], patterns: Patterns) -> list[str | None]:
    """Return a reason (``often``, ``fast``, ``newcomers``) or ``None`` for each press.

    :param presses: of one keypad, sorted by time
    """
    reasons = []
    by_number: dict[str, deque[datetime]] = {}
    last_minute: deque[datetime] = deque()
    in_a_row = 0
    for press in presses:
        last_minute.append(press.at)
        _forget(last_minute, press.at - MINUTE)
        in_a_row = in_a_row + 1 if press.first else 0
        visits = by_number.setdefault(press.mobile, deque())
        if press.counted:
            visits.append(press.at)
        _forget(visits, press.at - DAY)
        reasons.append(
            _reason(len(visits) if press.counted else 0, len(last_minute), in_a_row, patterns)
        )
    return reasons


def _forget(times: deque, before: datetime):
    while times and times[0] <= before:
        times.popleft()


def _reason(visits: int, a_minute: int, in_a_row: int, patterns: Patterns) -> str | None:
    if patterns.often and visits >= patterns.often:
        return "often"
    if patterns.fast and a_minute >= patterns.fast:
        return "fast"
    if patterns.newcomers and in_a_row >= patterns.newcomers:
        return "newcomers"
    return None


def judge_new(history: Sequence[Press], new: Sequence[Press], patterns: Patterns) -> list:
    """Judge new presses against what came before; order among ``new`` is kept in the result."""
    places = sorted(
        [(press.at, 0, None, press) for press in history]
        + [(press.at, 1, place, press) for place, press in enumerate(new)],
        key=lambda item: item[:2],
    )
    reasons = judge([press for *_rest, press in places], patterns)
    found = [None] * len(new)
    for (_at, _order, place, _press), reason in zip(places, reasons, strict=True):
        if place is not None:
            found[place] = reason
    return found
