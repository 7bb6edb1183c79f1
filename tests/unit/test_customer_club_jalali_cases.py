"""The server and the browser read a typed day alike: one table of cases for both."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.jalali import month_and_day, read_day, to_jalali

TABLE = Path(__file__).parents[2] / "addons/customer_club/static/tests/unit/jalali_cases.js"
CASES = json.loads(re.search(r"= (\[.*\]);", TABLE.read_text(encoding="utf-8"), re.DOTALL)[1])


@pytest.mark.parametrize(("typed", "day", "calendar"), CASES)
def test_a_typed_day(typed, day, calendar):
    assert read_day(typed) == (day and date.fromisoformat(day), calendar)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_month_and_day_in_both_calendars(day):
    _year, month, number = to_jalali(day)
    assert month_and_day(day, "jalali") == month * 100 + number
    assert month_and_day(day, "gregorian") == day.month * 100 + day.day
