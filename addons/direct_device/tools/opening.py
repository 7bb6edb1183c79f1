"""How long a shop has been open. Pure: local times in, minutes out.

Hours are decimal (8.5 is half past eight). ``closes`` at or before ``opens`` means that the shop
closes after midnight; both equal means that it never closes. Days are Python's: Monday is 0.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta

ALL_DAYS = frozenset(range(7))


def open_minutes(
    since: datetime,
    until: datetime,
    *,
    opens: float = 0.0,
    closes: float = 0.0,
    days: Collection[int] = ALL_DAYS,
    horizon: timedelta = timedelta(days=14),
) -> float:
    """Minutes within opening hours between two local times (at most ``horizon`` back).

    A day's hours belong to the day on which the shop opens, also those after midnight.
    """
    since = max(since, until - horizon)
    length = timedelta(hours=closes - opens)
    if length <= timedelta(0):
        length += timedelta(days=1)
    total = timedelta(0)
    day = since.date() - timedelta(days=1)
    while day <= until.date():
        if day.weekday() in days:
            start = datetime.combine(day, time.min) + timedelta(hours=opens)
            overlap = min(start + length, until) - max(start, since)
            total += max(overlap, timedelta(0))
        day += timedelta(days=1)
    return total.total_seconds() / 60
