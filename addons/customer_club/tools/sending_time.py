"""When a number of texts will be out, at a pace and around quiet hours."""

from datetime import datetime, timedelta

from .nuisance import Pace, quiet

STEP = timedelta(minutes=15)
MOST_STEPS = 20_000  # beyond that (more than 200 open days) nobody plans


def finish_at(count: int, a_minute: float, start: datetime, pace: Pace) -> datetime | None:
    """Return the moment (naive UTC) at which the last of ``count`` texts leaves.

    :param a_minute: how many texts go in an open minute (positive)
    :param start: naive UTC, from when on they may go
    :return: None where that is further ahead than anybody plans
    """
    if a_minute <= 0:
        raise ValueError(a_minute)
    at, left = start, float(count)
    for _step in range(MOST_STEPS):
        _code, at = quiet(at, pace)
        if left <= 0:
            return at
        room = a_minute * STEP.total_seconds() / 60
        if left <= room:
            # To the next open moment when the quiet hours begin within this step.
            end = at + timedelta(minutes=left / a_minute)
            return end if quiet(end, pace)[0] is None else quiet(end, pace)[1]
        left -= room
        at += STEP
    return None
