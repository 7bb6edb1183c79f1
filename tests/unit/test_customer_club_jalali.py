from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.jalali import (
    format_jalali,
    from_jalali,
    is_jalali_leap,
    month_length,
    parse_day,
    to_jalali,
)


@pytest.mark.parametrize(
    ("day", "jalali"),
    [
        (date(2026, 11, 24), "1405/09/03"),
        (date(2025, 3, 20), "1403/12/30"),  # the last day of a leap year
        (date(2025, 3, 21), "1404/01/01"),
        (date(2021, 3, 21), "1400/01/01"),
        (date(1979, 2, 11), "1357/11/22"),
    ],
)
def test_known_jalali_days(day, jalali):
    assert format_jalali(day) == jalali


@given(st.dates(date(1930, 1, 1), date(2090, 12, 30)))
def test_the_next_day_is_the_next_jalali_day(day):
    year, month, number = to_jalali(day)
    assert to_jalali(day + timedelta(days=1)) in (
        (year, month, number + 1),
        (year, month + 1, 1),
        (year + 1, 1, 1),
    )
    assert 1 <= month <= 12
    assert 1 <= number <= (31 if month <= 6 else 30)


@given(st.dates(date(1900, 3, 22), date(2120, 3, 19)))
def test_there_and_back(day):
    assert from_jalali(*to_jalali(day)) == day


@given(st.integers(1279, 1498))
def test_a_leap_year_has_a_thirtieth_of_esfand(year):
    assert (month_length(year, 12) == 30) == is_jalali_leap(year)
    days = (from_jalali(year + 1, 1, 1) - from_jalali(year, 1, 1)).days
    assert days == (366 if is_jalali_leap(year) else 365)


@pytest.mark.parametrize("year", [1395, 1399, 1403, 1408, 1412])
def test_known_leap_years(year):
    assert is_jalali_leap(year)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (1404, 1, 0)]
)
def test_days_that_do_not_exist_are_refused(year, month, day):
    with pytest.raises(ValueError, match="no such day"):
        from_jalali(year, month, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("۱۳۷۰/۵/۳", date(1991, 7, 25)),
        ("1370-05-03", date(1991, 7, 25)),
        (" ۳/۵/۱۳۷۰ ", date(1991, 7, 25)),
        ("٢٥.٧.١٩٩١", date(1991, 7, 25)),
        ("1991-07-25", date(1991, 7, 25)),
        ("1403/12/30", date(2025, 3, 20)),
        ("۱۳۷۰۰۵۰۳", date(1991, 7, 25)),
        ("1404/12/30", None),
        ("2025-02-29", None),
        ("70/5/3", None),
        ("", None),
        ("روز اول", None),
        ("1370/5", None),
    ],
)
def test_days_as_people_type_them(text, day):
    assert parse_day(text) == day


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_nothing(text):
    assert parse_day(text) is None or isinstance(parse_day(text), date)
