from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.offers import ends_on, held_out, uplift, verdict

DAY = date(2026, 11, 24)
GOOD = {
    "active": True,
    "fits": True,
    "had": None,
    "recent": False,
    "ended": False,
    "holdout": False,
}


def test_until_when():
    assert ends_on(DAY, None, 0) is None
    assert ends_on(DAY, None, 10) == date(2026, 12, 4)
    assert ends_on(DAY, date(2026, 12, 1), 10) == date(2026, 12, 1)
    assert ends_on(DAY, date(2027, 1, 1), 10) == date(2026, 12, 4)


@given(st.dates(), st.none() | st.dates(), st.integers(0, 400))
def test_never_longer_than_either_says(given_on, until, days):
    if given_on > date(9990, 1, 1):
        return
    last = ends_on(given_on, until, days)
    if until:
        assert last <= until
    if days:
        assert last <= given_on + timedelta(days=days)


@given(st.integers(1, 10**6), st.integers(1, 10**9), st.floats(0, 100))
def test_held_out_is_the_same_each_time(offer, person, percent):
    assert held_out(offer, person, percent) == held_out(offer, person, percent)
    assert not held_out(offer, person, 0)
    assert held_out(offer, person, 100)


def test_as_many_are_held_out_as_was_said():
    for offer in (1, 2):
        share = sum(held_out(offer, person, 10) for person in range(20000)) / 20000
        assert 0.09 < share < 0.11
    both = sum(held_out(1, p, 10) and held_out(2, p, 10) for p in range(20000)) / 20000
    assert 0.005 < both < 0.015  # nobody is always the one left out


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "given"),
        ({"holdout": True}, "holdout"),
        ({"holdout": True, "had": "has"}, "has"),
        ({"had": "returned", "recent": True}, "returned"),
        ({"recent": True, "holdout": True}, "recent"),
        ({"ended": True, "fits": False}, "ended"),
        ({"fits": False}, "not_fitting"),
        ({"active": False, "had": "has"}, "stopped"),
    ],
)
def test_what_becomes_of_a_planned_offer(change, expected):
    assert verdict(**(GOOD | change)) == expected


def test_uplift():
    assert uplift(0, 0, 1, 5) is None
    difference, margin = uplift(30, 100, 10, 100)
    assert difference == pytest.approx(0.2)
    assert margin == pytest.approx(0.108, abs=0.001)
    assert uplift(0, 5, 0, 1)[1] > 0.3  # nobody of a few proves nothing
