"""Opening hours and suspicious patterns."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.direct_device.tools.opening import open_minutes
from pure.direct_device.tools.suspicion import Patterns, Press, judge, judge_new

TUESDAY = datetime(2026, 11, 24)
OFF = Patterns(often=0, fast=0, newcomers=0)


def at(hours, days=0):
    return TUESDAY + timedelta(days=days, hours=hours)


@pytest.mark.parametrize(
    ("since", "until", "hours", "minutes"),
    [
        (at(9), at(10), {}, 60),
        (at(9), at(9), {}, 0),
        (at(10), at(9), {}, 0),
        (at(6), at(10), {"opens": 8.5, "closes": 20}, 90),
        (at(19), at(9, days=1), {"opens": 8, "closes": 20}, 120),
        # a kebab shop that closes at two
        (at(1), at(12), {"opens": 18, "closes": 2}, 60),
        (at(20), at(3, days=1), {"opens": 18, "closes": 2}, 360),
        # closed on Wednesday, but Tuesday's hours run into it
        (at(22), at(22, days=1), {"opens": 18, "closes": 2, "days": {1}}, 240),
        (at(0), at(24), {"days": {2}}, 0),
        (at(0, days=-100), at(0), {}, 14 * 24 * 60),
    ],
)
def test_open_minutes(since, until, hours, minutes):
    assert open_minutes(since, until, **hours) == minutes


@given(st.floats(0, 23.75), st.floats(0, 23.75), st.integers(0, 10_000), st.sets(st.integers(0, 6)))
def test_open_minutes_are_never_more_than_minutes(opens, closes, minutes, days):
    until = TUESDAY + timedelta(minutes=minutes)
    found = open_minutes(TUESDAY, until, opens=opens, closes=closes, days=days)
    assert 0 <= found <= minutes + 0.001


def presses(*minutes, mobile="a", **values):
    return [Press(TUESDAY + timedelta(minutes=m), mobile, **values) for m in minutes]


def test_one_number_many_times_a_day():
    limits = Patterns(often=3, fast=0, newcomers=0)
    assert judge(presses(0, 60, 120, 180), limits) == [None, None, "often", "often"]
    assert judge(presses(0, 60, 1441), limits) == [None, None, None]
    merged = presses(0, 60) + presses(61, 62, counted=False) + presses(120)
    assert judge(merged, limits) == [None, None, None, None, "often"]
    other = presses(0, 60) + presses(100, mobile="b")
    assert judge(other, limits) == [None] * 3


def test_impossible_rate():
    limits = Patterns(often=0, fast=3, newcomers=0)
    assert judge(presses(0, 0.2, 0.4, 2), limits) == [None, None, "fast", None]


def test_many_new_numbers_in_a_row():
    limits = Patterns(often=0, fast=0, newcomers=2)
    run = [Press(TUESDAY, str(n), first=True) for n in range(3)]
    assert judge(run, limits) == [None, "newcomers", "newcomers"]
    broken = [run[0], Press(TUESDAY, "x"), run[1]]
    assert judge(broken, limits) == [None] * 3


def test_all_switched_off():
    assert judge(presses(*[0] * 50, first=True), OFF) == [None] * 50


def test_new_presses_are_judged_with_what_came_before():
    limits = Patterns(often=2, fast=0, newcomers=0)
    new = presses(30, mobile="b") + presses(20)
    assert judge_new(presses(0), new, limits) == [None, "often"]


@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from("abc"), st.booleans())))
def test_judging_at_once_or_bit_by_bit_is_the_same(raw):
    limits = Patterns(often=3, fast=4, newcomers=3)
    raw.sort(key=lambda item: item[0])
    items = [Press(TUESDAY + timedelta(minutes=m), n, first=f) for m, n, f in raw]
    at_once = judge(items, limits)
    bit_by_bit = [judge_new(items[:place], [press], limits)[0] for place, press in enumerate(items)]
    assert at_once == bit_by_bit
