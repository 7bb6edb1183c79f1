"""The next birthday, in the calendar in which it was given."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.calendars import days_until
from pure.customer_club.tools.jalali import month_and_day


@pytest.mark.parametrize(
    ("born", "calendar", "today", "days"),
    [
        ("1991-07-25", "jalali", "2026-07-25", 0),
        ("1991-07-25", "jalali", "2026-07-20", 5),
        ("1991-07-25", "jalali", "2026-07-26", 364),
        ("1991-07-25", "gregorian", "2024-07-25", 0),
        # 3 Mordad of a year after a leap day is 24 July.
        ("1991-07-25", "jalali", "2024-07-24", 0),
        # Born on 30 Esfand: 29 Esfand in a common year.
        ("2021-03-20", "jalali", "2026-03-20", 0),
        ("2021-03-20", "jalali", "2025-03-20", 0),
        ("2024-02-29", "gregorian", "2026-02-28", 0),
        ("2024-02-29", "gregorian", "2028-02-28", 1),
    ],
)
def test_the_next_birthday(born, calendar, today, days):
    assert days_until(date.fromisoformat(born), calendar, date.fromisoformat(today)) == days


@given(
    st.dates(date(1920, 1, 1), date(2020, 1, 1)),
    st.dates(date(2020, 1, 2), date(2120, 1, 1)),
    st.sampled_from(["jalali", "gregorian"]),
)
def test_it_comes_within_a_year_on_its_month_and_day(born, today, calendar):
    days = days_until(born, calendar, today)
    assert 0 <= days <= 366
    found, wanted = (
        month_and_day(today + timedelta(days=days), calendar),
        month_and_day(born, calendar),
    )
    assert found == wanted or (wanted in (1230, 229) and found == wanted - 1)
