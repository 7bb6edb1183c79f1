"""Which rules fire, in which period they do, and when: pure."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.jalali import to_jalali
from pure.customer_club.tools.rule_decide import VISIT_TRIGGERS, Event, Spec, fired, why_not
from pure.customer_club.tools.rule_time import (
    ONCE,
    days_due,
    delayed,
    local_day,
    moment_at,
    period_key,
    period_start,
)

TEHRAN = ZoneInfo("Asia/Tehran")
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
numbers = st.integers(1, 50)
tags = st.none() | st.integers(1, 5)
specs = st.builds(
    Spec, st.just("rule:1"), st.sampled_from([*VISIT_TRIGGERS, "joined"]), numbers, tags
)


@pytest.mark.parametrize(
    ("spec", "event", "reason"),
    [
        (Spec("w", "first_visit", tag_id=3), Event("visit", 1, 3), None),
        (Spec("w", "first_visit", tag_id=3), Event("visit", 1, 4), "other_tag"),
        (Spec("w", "first_visit"), Event("visit", 2, 3), "not_first"),
        (Spec("r", "later_visit"), Event("visit", 1, 3), "still_first"),
        (Spec("r", "later_visit"), Event("visit", 9, None), None),
        (Spec("n", "nth_visit", 10), Event("visit", 10), None),
        (Spec("n", "nth_visit", 10), Event("visit", 11), "other_number"),
        (Spec("j", "joined"), Event("joined"), None),
        (Spec("j", "joined"), Event("visit", 1), "other_event"),
        (Spec("f", "first_visit"), Event("joined", 1), "other_event"),
        (Spec("t", "tag_given", tag_id=2), Event("tag_given", 0, 3), "other_tag"),
    ],
)
def test_why_not(spec, event, reason):
    assert why_not(spec, event) == reason
    assert fired([spec], event) == ([] if reason else [spec])


@given(numbers, tags)
def test_a_visit_is_a_first_or_a_later_one(number, tag):
    event = Event("visit", number, tag)
    found = {spec.trigger for spec in fired([Spec("a", t) for t in VISIT_TRIGGERS[::2]], event)}
    assert len(found) == 1


@given(specs, numbers, tags)
def test_a_rule_without_a_tag_asks_no_less_of_the_rest(spec, number, tag):
    event = Event("visit", number, tag)
    if why_not(spec, event) is None:
        assert why_not(Spec(spec.key, spec.trigger, spec.number), event) is None


@given(days, days, st.sampled_from(ONCE), st.booleans())
def test_one_period_has_one_key(one, other, once, jalali):
    keys = [period_key(once, day, f"e:{day}", jalali) for day in (one, other)]
    if once in ("each", "day"):
        same = one == other
    elif once == "ever":
        same = True
    else:
        same = period_start(once, one, jalali) == period_start(once, other, jalali)
    assert (keys[0] == keys[1]) == same


@given(days, st.sampled_from(["week", "month", "year"]), st.booleans())
def test_a_period_starts_on_or_before_its_days(day, once, jalali):
    start = period_start(once, day, jalali)
    assert start <= day
    assert period_key(once, start, "", jalali) == period_key(once, day, "", jalali)
    before = start - timedelta(days=1)
    assert period_key(once, before, "", jalali) != period_key(once, day, "", jalali)
    if jalali and once == "week":
        assert start.weekday() == 5  # Saturday
    if jalali and once != "week":
        assert to_jalali(start)[2] == 1


def test_periods_are_of_the_company_s_calendar():
    day = date(2026, 3, 21)  # 1 Farvardin 1405
    assert period_key("year", day, "", jalali=True) == "year:1405"
    assert period_key("year", day, "") == "year:2026"
    assert period_key("month", day - timedelta(days=1), "", jalali=True) == "month:1404/12"
    with pytest.raises(ValueError, match="fortnight"):
        period_key("fortnight", day, "")


@given(days, st.floats(0, 23.99))
def test_hours_are_local(day, hour):
    moment = moment_at(day, hour, TEHRAN)
    assert moment.tzinfo is None
    assert local_day(moment, TEHRAN) == day
    wall = moment.replace(tzinfo=timezone.utc).astimezone(TEHRAN)
    # An hour that the clock skips is taken for the next one.
    assert abs(wall.hour + wall.minute / 60 - hour) <= 1 + 1 / 60


def test_delays():
    noon = datetime(2026, 11, 24, 12)
    assert delayed(noon, 90, "minutes") == datetime(2026, 11, 24, 13, 30)
    assert delayed(noon, 2, "weeks") == datetime(2026, 12, 8, 12)
    with pytest.raises(ValueError, match="years"):
        delayed(noon, 1, "years")


@given(st.none() | days, days)
def test_today_is_always_planned_and_no_day_is_left_out(planned_until, today):
    found = days_due(planned_until, today)
    assert found[-1] == today
    assert found == [found[0] + timedelta(days=n) for n in range(len(found))]
    assert len(found) <= 8
    if planned_until and today - timedelta(days=7) <= planned_until < today:
        assert found[0] == planned_until + timedelta(days=1)
