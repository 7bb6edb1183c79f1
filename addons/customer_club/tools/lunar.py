"""The lunar Hijri calendar as Iran publishes it, as near as it can be known in advance.

A month begins with the evening on which the new crescent is seen. Nobody can compute what will be
seen; the arithmetic ("tabular") calendar agrees with Iran's published years in six months of ten.
Here the conjunction of moon and sun is computed (Meeus, *Astronomical Algorithms*, chapter 49, to
a few minutes), and a month begins on the day after the first sunset in Tehran at which the moon is
at least eighteen hours old: nine published months of ten, and never more than one day off in the
years 1435 to 1447 (the unit tests hold the table). Whoever needs the day itself corrects it.
"""

from datetime import date, timedelta
from functools import lru_cache
from math import acos, asin, degrees, pi, radians, sin, tan

FIRST_YEAR, LAST_YEAR = 1300, 1600  # 1882 to 2174: where the formulas are good
_LATITUDE, _LONGITUDE = 35.70, 51.42  # Tehran
_AGE = 18 / 24  # days from the conjunction to a crescent that is usually seen
_JULIAN = 1_721_424.5  # Julian date of the day whose ordinal is 0
_DELTA_T = 70 / 86_400  # days by which the time of the formulas runs ahead of the clock
_MUHARRAM_1420 = -9  # the conjunctions of the formulas are counted from January 2000


def _conjunction(number: int) -> float:
    """Moment of the new moon ``number`` as a fractional ordinal of a day, in universal time."""
    t = number / 1236.85
    sun = radians(2.5534 + 29.10535670 * number - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * number - 0.0016118 * t * t)
    e = 1 - 0.002516 * t
    return (
        2_451_550.09766 - _JULIAN - _DELTA_T
        + 29.530588861 * number + 0.00015437 * t * t
        - 0.40720 * sin(moon) + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
        + 0.00739 * e * sin(moon - sun) - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e * e * sin(2 * sun) - 0.00111 * sin(moon - 2 * node)
        - 0.00057 * sin(moon + 2 * node) + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon) + 0.00042 * e * sin(sun + 2 * node)
        + 0.00038 * e * sin(sun - 2 * node) - 0.00024 * e * sin(2 * moon - sun)
    )  # fmt: skip


def _sunset(day: date) -> float:
    """Sunset in Tehran as a fraction of the day in universal time, to a quarter of an hour."""
    since_equinox = day.timetuple().tm_yday - 80.5
    declination = asin(sin(radians(23.44)) * sin(2 * pi * since_equinox / 365.25))
    half_day = degrees(acos(-tan(radians(_LATITUDE)) * tan(declination)))
    return 0.5 + (half_day - _LONGITUDE) / 360


@lru_cache(maxsize=4096)
def month_start(year: int, month: int) -> date:
    """Return the first day of a lunar month.

    :raise ValueError: the month is outside the years 1300 to 1600
    """
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise ValueError(f"no such month: {year}/{month}")
    born = _conjunction((year - 1420) * 12 + month - 1 + _MUHARRAM_1420)
    evening = date.fromordinal(int(born))
    while evening.toordinal() + _sunset(evening) - born < _AGE:
        evening += timedelta(days=1)
    return evening + timedelta(days=1)


def month_length(year: int, month: int) -> int:
    """Days of a lunar month: 29 or 30."""
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    return (month_start(*following) - month_start(year, month)).days


def from_lunar(year: int, month: int, day: int) -> date:
    """Return the day of a lunar date.

    :raise ValueError: the day does not exist, or lies outside the years 1300 to 1599
    """
    if not 1 <= day <= month_length(year, month):
        raise ValueError(f"no such day: {year}/{month}/{day}")
    return month_start(year, month) + timedelta(days=day - 1)


def to_lunar(day: date) -> tuple[int, int, int]:
    """Return ``day`` as (year, month, day) of the lunar calendar.

    :raise ValueError: the day lies outside the years 1300 to 1599
    """
    months = int((day - date(1999, 4, 17)).days // 29.530588861) + 1
    while True:
        year, month = 1420 + months // 12, months % 12 + 1
        start = month_start(year, month)
        if start <= day:
            return year, month, (day - start).days + 1
        months -= 1
