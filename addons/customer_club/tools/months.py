"""Months of the reader's calendar, as spans of Gregorian days."""

from datetime import date, timedelta

from .jalali import to_jalali


def gregorian(day: date) -> tuple[int, int, int]:
    """Year, month and day of ``day`` in the Gregorian calendar."""
    return day.year, day.month, day.day


def months(first: date, last: date, calendar=gregorian) -> list[tuple[date, date, int, str]]:
    """Months from the one of ``first`` to the one of ``last``.

    :param calendar: function from a day to its year, month and day: :func:`gregorian` or
        :func:`..tools.jalali.to_jalali`
    :return: list of ``(first day, first day of the next month, running number, label)``; labels
        sort as the months do (``1405/09``)
    """
    found = []
    year, month, number = calendar(first)
    start = first - timedelta(days=number - 1)
    while start <= last:
        # No month of either calendar is shorter than 28 days or longer than 31.
        following = start + timedelta(days=28)
        while calendar(following)[2] != 1:
            following += timedelta(days=1)
        found.append((start, following, year * 12 + month, f"{year:04}/{month:02}"))
        start = following
        year, month, _day = calendar(start)
    return found


def reader_calendar(lang: str | None):
    """Calendar of somebody who reads ``lang``."""
    return to_jalali if (lang or "").startswith("fa") else gregorian
