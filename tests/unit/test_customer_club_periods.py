"""The periods of the owner's page: they hold their day, meet, and compare like with like."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.jalali import to_jalali
from pure.customer_club.tools.periods import (
    KINDS,
    LONGEST_OWN,
    MONDAY,
    SATURDAY,
    change,
    period,
    share,
    week_begin,
)

NOW = datetime(2026, 11, 24, 15, 30)  # Tuesday, 3 Azar 1405
ONE = timedelta(days=1)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1))
CALENDAR_KINDS = [kind for kind in KINDS if kind != "own"]


def days(found):
    return found.first, found.last, found.previous_first, found.previous_last


@pytest.mark.parametrize(
    ("kind", "first", "last", "previous_first", "previous_last", "previous_until"),
    [
        ("today", (11, 24), (11, 24), (11, 23), (11, 23), datetime(2026, 11, 23, 15, 30)),
        ("week", (11, 21), (11, 27), (11, 14), (11, 20), datetime(2026, 11, 17, 15, 30)),
        ("jalali_month", (11, 22), (12, 21), (10, 23), (11, 21), datetime(2026, 10, 25, 15, 30)),
        ("month", (11, 1), (11, 30), (10, 1), (10, 31), datetime(2026, 10, 24, 15, 30)),
    ],
)
def test_a_day_in_azar(kind, first, last, previous_first, previous_last, previous_until):
    found = period(kind, NOW)
    spans = (first, last, previous_first, previous_last)
    assert days(found) == tuple(date(2026, *day) for day in spans)
    assert found.previous_until == previous_until
    assert found.going_on


def test_a_jalali_year_has_its_twelve_months():
    found = period("jalali_year", NOW)
    assert days(found)[:2] == (date(2026, 3, 21), date(2027, 3, 20))
    assert [to_jalali(first)[1:] for first, _last in found.parts()] == [
        (month, 1) for month in range(1, 13)
    ]


def test_a_leap_year_has_thirty_days_of_esfand():
    # 1403 was a leap year.
    last_of_1403 = period("jalali_month", NOW, anchor=date(2025, 3, 20))
    assert (last_of_1403.days, to_jalali(last_of_1403.last)) == (30, (1403, 12, 30))
    assert period("jalali_year", NOW, anchor=date(2025, 3, 20)).days == 366


def test_a_long_month_that_is_at_its_end_is_compared_with_all_of_a_short_one():
    found = period("month", datetime(2026, 3, 31, 12))
    assert found.previous_until == datetime(2026, 3, 1)


def test_a_period_that_is_over_is_compared_with_the_whole_one_before():
    found = period("week", NOW, anchor=date(2026, 11, 20))
    assert not found.going_on
    assert (found.first, found.previous_until) == (date(2026, 11, 14), datetime(2026, 11, 14))


def test_a_week_begins_on_saturday_or_monday():
    assert week_begin(NOW.date(), SATURDAY) == date(2026, 11, 21)
    assert week_begin(NOW.date(), MONDAY) == date(2026, 11, 23)
    assert week_begin(date(2026, 11, 21), SATURDAY) == date(2026, 11, 21)


@pytest.mark.parametrize("kind", CALENDAR_KINDS)
@given(MOMENTS, st.sampled_from(range(7)))
def test_periods_hold_their_day_and_meet(kind, now, week_start):
    found = period(kind, now, week_start=week_start)
    assert found.first <= now.date() <= found.last
    assert found.previous_last + ONE == found.first
    before = period(kind, now, anchor=found.previous_last, week_start=week_start)
    assert (before.first, before.last) == (found.previous_first, found.previous_last)
    after = period(kind, now, anchor=found.last + ONE, week_start=week_start)
    assert (after.previous_first, after.previous_last) == (found.first, found.last)
    assert found.previous_start <= found.previous_until <= found.start
    # Like with like: what is compared is never longer than what has passed.
    assert found.previous_until - found.previous_start <= now - found.start


@given(
    MOMENTS,
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.integers(0, LONGEST_OWN - 1),
    st.sampled_from(["jalali", "gregorian"]),
)
def test_one_s_own_period_is_compared_with_as_many_days(now, first, more, calendar):
    own = (first, first + timedelta(days=more))
    found = period("own", now, own=own, calendar=calendar)
    assert days(found)[:2] == own
    assert found.previous_last + ONE == found.first
    assert (found.previous_last - found.previous_first).days == more
    parts = found.parts()
    assert parts[0][0] == found.first and parts[-1][1] == found.last
    for (_start, end), (start, _end) in zip(parts, parts[1:], strict=False):
        assert end + ONE == start


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("decade", None),
        ("own", None),
        ("own", (date(2026, 2, 1), date(2026, 1, 1))),
        ("own", (date(2000, 1, 1), date(2026, 1, 1))),
        ("own", (date(1800, 1, 1), date(1800, 1, 1))),
    ],
)
def test_what_is_no_period_is_refused(kind, own):
    with pytest.raises(ValueError):
        period(kind, NOW, own=own)


def test_hours_days_months():
    assert period("today", NOW).step == "hour"
    assert period("week", NOW).step == "day"
    assert period("month", NOW).step == "day"
    assert period("jalali_year", NOW).step == "month"


def test_changes_and_shares():
    assert change(150, 100) == 50
    assert change(50, 100) == -50
    assert change(5, 0) is None
    assert share(1, 3) == 33
    assert share(0, 0) is None
