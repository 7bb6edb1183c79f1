"""Gregorian dates as Iranians read them: the Jalali calendar by Borkowski's leap-year breaks."""

import re
from datetime import date, timedelta

from .digits import localize_digits, to_ascii_digits

_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262)


def _leaps_before(year: int) -> int:
    """Jalali leap days counted up to ``year``, from which the day of Nowruz follows."""
    leaps, previous = -14, _BREAKS[0]
    for jump in _BREAKS[1:]:
        span = jump - previous
        if year < jump:
            break
        leaps += span // 33 * 8 + span % 33 // 4
        previous = jump
    passed = year - previous
    leaps += passed // 33 * 8 + (passed % 33 + 3) // 4
    if span % 33 == 4 and span - passed == 4:
        leaps += 1
    return leaps


def _nowruz(year: int) -> date:
    gregorian = year + 621
    leap_days = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 20 + _leaps_before(year) - leap_days)


def to_jalali(day: date) -> tuple[int, int, int]:
    """Return ``day`` as (year, month, day) of the Jalali calendar."""
    year = day.year - 621
    start = _nowruz(year)
    if day < start:
        year -= 1
        start = _nowruz(year)
    passed = (day - start).days
    if passed < 186:
        return year, passed // 31 + 1, passed % 31 + 1
    passed -= 186
    return year, passed // 30 + 7, passed % 30 + 1


def format_jalali(day: date) -> str:
    """``1405/09/03``, in ASCII digits."""
    return "{:04}/{:02}/{:02}".format(*to_jalali(day))


def day_words(day: date, lang: str | None) -> str:
    """``day`` as readers of ``lang`` write it: ``۱۴۰۵/۰۹/۰۳``, or ``2026-11-24``."""
    persian = (lang or "").startswith("fa")
    return localize_digits(format_jalali(day) if persian else day.isoformat(), lang)


def is_jalali_leap(year: int) -> bool:
    """Whether Esfand of the Jalali ``year`` has thirty days."""
    return (_nowruz(year + 1) - _nowruz(year)).days == 366


def month_length(year: int, month: int) -> int:
    """Days of a Jalali month."""
    if month <= 6:
        return 31
    return 30 if month <= 11 or is_jalali_leap(year) else 29


def from_jalali(year: int, month: int, day: int) -> date:
    """Return the Gregorian day of a Jalali one.

    :raise ValueError: the day does not exist (30 Esfand of a common year), or lies outside the
        years 1 to 1600
    """
    if not (1 <= year <= 1600 and 1 <= month <= 12 and 1 <= day <= month_length(year, month)):
        raise ValueError(f"no such day: {year}/{month}/{day}")
    passed = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return _nowruz(year) + timedelta(days=passed + day - 1)


# Year first or last, any of the usual marks between; or eight digits, year first.
_TYPED = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})|(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")


def parse_day(text: str) -> date | None:
    """Return the day that somebody typed, in either calendar, with any digits; None if it is none.

    ``۱۳۷۰/۵/۳``, ``3/5/1370`` and ``13700503`` are Jalali; years from 1600 on are Gregorian.
    """
    return read_day(text)[0]


def read_day(text: str) -> tuple[date | None, str | None]:
    """Return the day as :func:`parse_day` and its calendar, ``jalali`` or ``gregorian``."""
    typed = to_ascii_digits(text.strip())
    found = _TYPED.fullmatch(typed) or _RUN.fullmatch(typed)
    if not found:
        return None, None
    parts = [int(part) for part in found.groups() if part is not None]
    if found.re is _TYPED and found.group(6):
        parts.reverse()
    try:
        if parts[0] >= 1600:
            return date(*parts), "gregorian"
        return from_jalali(*parts), "jalali"
    except ValueError:
        return None, None


def month_and_day(day: date, calendar: str) -> int:
    """Return ``month * 100 + day`` of ``day`` in a calendar, by which birthdays are found."""
    _year, month, number = to_jalali(day) if calendar == "jalali" else day.timetuple()[:3]
    return month * 100 + number
