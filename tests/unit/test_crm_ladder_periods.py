"""Months and years of a limit, on both calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.periods import EVER, period_start
from pure.customer_club.tools.jalali import from_jalali, to_jalali
from pure.customer_club.tools.months import gregorian

days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(days)
def test_gregorian(day):
    assert period_start(day, "month", gregorian) == day.replace(day=1)
    assert period_start(day, "year", gregorian) == day.replace(month=1, day=1)


@given(days)
def test_jalali(day):
    year, month, _day = to_jalali(day)
    assert period_start(day, "month", to_jalali) == from_jalali(year, month, 1)
    assert period_start(day, "year", to_jalali) == from_jalali(year, 1, 1)


@given(days, st.sampled_from([gregorian, to_jalali]), st.sampled_from(["month", "year", "ever"]))
def test_a_period_is_the_same_throughout(day, calendar, period):
    start = period_start(day, period, calendar)
    assert start <= day
    assert period_start(start, period, calendar) == start
    if period != "ever":
        assert period_start(start - timedelta(days=1), period, calendar) < start


@pytest.mark.parametrize("calendar", [gregorian, to_jalali])
def test_ever(calendar):
    assert period_start(date(2026, 11, 24), "ever", calendar) == EVER
