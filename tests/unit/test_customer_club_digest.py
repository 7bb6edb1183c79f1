"""Which week's digest is due, and its numbers in words."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.digest_words import SEND_HOUR, due_week, number_words
from pure.customer_club.tools.periods import MONDAY, SATURDAY

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1))


@pytest.mark.parametrize(
    ("now", "week_start", "week"),
    [
        (datetime(2026, 11, 21, 7, 59), SATURDAY, date(2026, 11, 7)),
        (datetime(2026, 11, 21, 8), SATURDAY, date(2026, 11, 14)),
        (datetime(2026, 11, 27, 23), SATURDAY, date(2026, 11, 14)),
        (datetime(2026, 11, 23, 9), MONDAY, date(2026, 11, 16)),
    ],
)
def test_the_week_that_has_ended(now, week_start, week):
    assert due_week(now, week_start) == week


@given(MOMENTS, st.sampled_from(range(7)))
def test_it_has_ended_and_is_the_last_that_has(now, week_start):
    week = due_week(now, week_start)
    due = datetime.combine(week + timedelta(days=7), datetime.min.time())
    due += timedelta(hours=SEND_HOUR)
    assert week.weekday() == week_start
    assert due <= now < due + timedelta(days=7)


@pytest.mark.parametrize(
    ("value", "unit", "english", "persian"),
    [
        (None, "", "–", "–"),
        (0, "", "0", "۰"),
        (1234567, "", "1,234,567", "۱٬۲۳۴٬۵۶۷"),
        (1234.5, "", "1,234.5", "۱٬۲۳۴٫۵"),
        (0.126, "", "0.13", "۰٫۱۳"),
        (42, "percent", "42%", "۴۲٪"),
        (-3, "", "-3", "-۳"),
    ],
)
def test_numbers_as_their_reader_writes_them(value, unit, english, persian):
    assert number_words(value, "en_US", unit) == english
    assert number_words(value, "fa_IR", unit) == persian
