from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools import calendars, lunar
from pure.customer_club.tools.calendars import GREGORIAN, JALALI, LUNAR

PUBLISHED = Path(__file__).parent / "data/lunar_months_iran.txt"
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
each_calendar = pytest.mark.parametrize("calendar", [JALALI, LUNAR, GREGORIAN])


def published_months():
    """(lunar year, month) → first day."""
    table = {}
    for line in PUBLISHED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, _colon, firsts = line.partition(":")
        lunar_year, year = map(int, head.split())
        before = 0
        for number, first in enumerate(firsts.split(), 1):
            month, day = map(int, first.split("-"))
            year += month < before
            before = month
            table[lunar_year, number] = date(year, month, day)
    return table


def test_months_against_those_that_iran_published():
    """Nine of ten are the published day itself; no month is more than one day off."""
    off = [(lunar.month_start(*month) - first).days for month, first in published_months().items()]
    assert len(off) == 154
    assert off.count(0) >= 0.9 * len(off)
    assert set(off) <= {-1, 0, 1}


@pytest.mark.parametrize(
    ("lunar_day", "day"),
    [
        ((1445, 10, 1), date(2024, 4, 10)),  # Eid al-Fitr 1403
        ((1446, 10, 1), date(2025, 3, 31)),  # Eid al-Fitr 1404
        ((1446, 12, 10), date(2025, 6, 6)),  # Eid al-Adha, Saudi Arabia; in Iran a day later
        ((1447, 1, 10), date(2025, 7, 6)),  # Ashura 1404
        ((1447, 6, 20), date(2025, 12, 11)),  # Mother's Day 1404
        ((1447, 7, 13), date(2026, 1, 3)),  # Father's Day 1404
    ],
)
def test_known_lunar_days(lunar_day, day):
    assert abs((lunar.from_lunar(*lunar_day) - day).days) <= 1


@given(days)
def test_lunar_days_there_and_back_one_after_the_other(day):
    year, month, number = lunar.to_lunar(day)
    assert lunar.from_lunar(year, month, number) == day
    following = lunar.to_lunar(day + timedelta(days=1))
    assert following in (
        (year, month, number + 1),
        (year, month + 1, 1),
        (year + 1, 1, 1),
    )


@given(st.integers(1301, 1598), st.integers(1, 12))
def test_a_lunar_month_has_29_or_30_days(year, month):
    assert lunar.month_length(year, month) in (29, 30)


@pytest.mark.parametrize("lunar_day", [(1299, 1, 1), (1447, 13, 1), (1447, 1, 31), (1447, 1, 0)])
def test_lunar_days_that_are_none(lunar_day):
    with pytest.raises(ValueError, match="no such"):
        lunar.from_lunar(*lunar_day)


@pytest.mark.parametrize(
    ("calendar", "year", "month", "number", "day"),
    [
        (JALALI, 1403, 12, 30, date(2025, 3, 20)),  # a leap year has it
        (JALALI, 1404, 12, 30, date(2026, 3, 20)),  # a common one: 29 Esfand
        (GREGORIAN, 2028, 2, 29, date(2028, 2, 29)),
        (GREGORIAN, 2027, 2, 29, date(2027, 2, 28)),
        (JALALI, 1405, 1, 1, date(2026, 3, 21)),  # Nowruz
        (JALALI, 1405, 9, 30, date(2026, 12, 21)),  # the night of Yalda
        (GREGORIAN, 2027, 2, 14, date(2027, 2, 14)),
    ],
)
def test_celebrated(calendar, year, month, number, day):
    assert calendars.celebrated(calendar, year, month, number) == day


@pytest.mark.parametrize(
    ("calendar", "month", "number"),
    [(JALALI, 7, 31), (JALALI, 12, 31), (GREGORIAN, 2, 30), (LUNAR, 1, 31), (LUNAR, 0, 1)],
)
def test_no_year_has_such_a_day(calendar, month, number):
    assert not calendars.can_exist(calendar, month, number)
    with pytest.raises(ValueError, match="no such day"):
        calendars.celebrated(calendar, 1405, month, number)


def test_birthdays_of_leap_days_are_found_on_the_last_day_of_the_month():
    assert calendars.celebrated_keys(JALALI, date(2026, 3, 20)) == [1229, 1230]
    assert calendars.celebrated_keys(JALALI, date(2025, 3, 19)) == [1229]
    assert calendars.celebrated_keys(JALALI, date(2025, 3, 20)) == [1230]
    assert calendars.celebrated_keys(GREGORIAN, date(2027, 2, 28)) == [228, 229]
    assert calendars.celebrated_keys(GREGORIAN, date(2028, 2, 28)) == [228]


@each_calendar
@given(day=days, start=days)
def test_every_yearly_day_is_celebrated_once_in_each_year(calendar, day, start):
    """Whoever was born on any day is found on exactly one day of each year of that calendar."""
    _year, month, number = calendars.read(calendar, day)
    key = month * 100 + number
    year = calendars.read(calendar, start)[0]
    first = calendars.celebrated(calendar, year, 1, 1)
    after = calendars.celebrated(calendar, year + 1, 1, 1)
    found = [
        date
        for date in calendars.window(first, (after - first).days)
        if key in calendars.celebrated_keys(calendar, date)
    ]
    assert found == [calendars.celebrated(calendar, year, month, number)]


@each_calendar
@given(day=days, today=days)
def test_the_next_one_is_less_than_a_year_ahead(calendar, day, today):
    _year, month, number = calendars.read(calendar, day)
    ahead = calendars.next_celebrated(calendar, month, number, today)
    assert 0 <= (ahead - today).days <= 366
    assert month * 100 + number in calendars.celebrated_keys(calendar, ahead)


def test_a_lunar_day_can_come_twice_in_a_solar_year():
    days = calendars.occurrences(LUNAR, 1, 1, date(2008, 1, 1), date(2008, 12, 31))
    assert [year for year, _day in days] == [1429, 1430]


@given(days, st.integers(300, 900))
def test_occurrences_are_those_between(day, length):
    last = day + timedelta(days=length)
    found = calendars.occurrences(JALALI, 12, 30, day, last)
    assert all(day <= when <= last for _year, when in found)
    assert len(found) in (length // 366, length // 366 + 1)


def test_days_in_words():
    yalda = date(2026, 12, 21)
    assert calendars.name_day(JALALI, yalda, "fa_IR") == "۳۰ آذر ۱۴۰۵"
    assert calendars.name_day(LUNAR, yalda, "fa_IR") == "۱۱ رجب ۱۴۴۸"
    assert calendars.name_day(GREGORIAN, yalda, "en_US") == "21 December 2026"


@each_calendar
@given(day=days)
def test_earlier_days_are_those_that_are_celebrated_today(calendar, day):
    found = calendars.earlier_days(calendar, day, 5)
    assert len(found) == len(set(found)) <= 10
    for born in found:
        year, month, number = calendars.read(calendar, born)
        assert (
            calendars.celebrated(calendar, calendars.read(calendar, day)[0], month, number) == day
        )
        assert year < calendars.read(calendar, day)[0]


@given(days, days)
def test_whoever_keeps_a_birthday_is_never_held_back(born, today):
    """Two celebrations are always further apart than the least days between two gifts."""
    for calendar in (JALALI, GREGORIAN):
        _year, month, number = calendars.read(calendar, born)
        first = calendars.next_celebrated(calendar, month, number, today)
        second = calendars.next_celebrated(calendar, month, number, first + timedelta(days=1))
        assert 364 <= (second - first).days <= 367


def test_places_in_the_year():
    assert calendars.day_of_year(101, JALALI) == 1
    assert calendars.day_of_year(1230, JALALI) == 366
    assert calendars.day_of_year(301, GREGORIAN) == 61
