"""Gregorian dates as Iranians read them: the Jalali calendar by Borkowski's leap-year breaks."""

from datetime import date

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
