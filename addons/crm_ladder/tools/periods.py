"""The period that a limit counts in, in the calendar of the shop."""

from collections.abc import Callable
from datetime import date, timedelta

EVER = date(1970, 1, 1)


def period_start(day: date, period: str, calendar: Callable[[date], tuple[int, int, int]]) -> date:
    """Return the first day of the period in which ``day`` lies.

    :param period: ``month``, ``year``, or ``ever``: one period for good
    :param calendar: gives ``(year, month, day of the month)`` of a date
    """
    if period == "ever":
        return EVER
    while True:
        _year, month, day_of_month = calendar(day)
        day -= timedelta(days=day_of_month - 1)
        if period == "month" or month == 1:
            return day
        day -= timedelta(days=1)
