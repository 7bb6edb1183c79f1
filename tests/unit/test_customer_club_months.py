from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.jalali import to_jalali
from pure.customer_club.tools.months import gregorian, months, reader_calendar

DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))


def test_months_of_a_persian_reader():
    found = months(date(2026, 11, 24), date(2026, 12, 30), to_jalali)
    assert [(start, label) for start, _next, _number, label in found] == [
        (date(2026, 11, 22), "1405/09"),
        (date(2026, 12, 22), "1405/10"),
    ]


def test_months_over_the_turn_of_the_year():
    labels = [label for *_rest, label in months(date(2025, 2, 1), date(2025, 4, 30), to_jalali)]
    assert labels == ["1403/11", "1403/12", "1404/01", "1404/02"]


def test_the_calendar_follows_the_language():
    assert reader_calendar("fa_IR") is to_jalali
    assert reader_calendar("en_US") is gregorian
    assert reader_calendar(None) is gregorian


@pytest.mark.parametrize("calendar", [gregorian, to_jalali])
@given(DAYS, st.integers(0, 1000))
def test_months_meet_and_cover_every_day(calendar, first, days):
    last = first + timedelta(days=days)
    found = months(first, last, calendar)
    assert found[0][0] <= first
    assert found[-1][1] > last
    for (_start, end, number, label), (start, _end, following, later) in zip(
        found, found[1:], strict=False
    ):
        assert end == start
        assert following == number + 1
        assert later > label
    assert all(calendar(start)[2] == 1 for start, *_rest in found)
