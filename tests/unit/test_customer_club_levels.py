"""Levels: rise, fall, what is kept for a while, what is given, and the way to the next one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.levels import Level, Standing, decide, reached, to_next

TODAY = date(2026, 11, 24)
BRONZE = Level(1, 1, points=0)
SILVER = Level(2, 2, points=100, visits=5)
GOLD = Level(3, 3, points=500, visits=10, both=True)
VIP = Level(4, 4, given=True)
LEVELS = (BRONZE, SILVER, GOLD, VIP)


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("points", "visits", "level"),
    [(0, 0, 1), (99, 4, 1), (100, 0, 2), (0, 5, 2), (500, 9, 2), (499, 10, 2), (500, 10, 3)],
)
def test_what_it_takes(points, visits, level):
    assert decide(LEVELS, Standing(points, visits), TODAY, 0) == (level, "earned")


def test_without_levels_nobody_stands_anywhere():
    assert decide((), Standing(1000, 100), TODAY, 0) == (None, "none")
    assert to_next((), Standing()) is None


def test_nobody_falls_too_soon():
    fresh = Standing(10, 1, level=3, since=ago(89))
    assert decide(LEVELS, fresh, TODAY, 90) == (3, "kept")
    assert decide(LEVELS, Standing(10, 1, level=3, since=ago(90)), TODAY, 90) == (1, "fell")


def test_falls_as_far_as_it_must():
    assert decide(LEVELS, Standing(120, 0, level=3, since=ago(400)), TODAY, 90) == (2, "fell")


def test_a_level_that_is_gone_holds_nobody():
    assert decide(LEVELS, Standing(120, 0, level=99, since=ago(1)), TODAY, 90) == (2, "earned")


def test_what_is_given_counts_while_it_lasts():
    assert decide(LEVELS, Standing(0, 0, granted=(4,)), TODAY, 90) == (4, "granted")
    assert decide(LEVELS, Standing(0, 0, level=4, since=ago(1)), TODAY, 90) == (1, "fell")
    assert decide(LEVELS, Standing(0, 0, granted=(2,)), TODAY, 90) == (2, "granted")
    assert decide(LEVELS, Standing(0, 0, granted=(77,)), TODAY, 90) == (1, "earned")


def test_the_way_to_the_next():
    way = to_next(LEVELS, Standing(40, 4, level=1))
    assert (way.level, way.points, way.visits, way.both, way.share) == (2, 60, 1, False, 80)
    way = to_next(LEVELS, Standing(100, 4, level=2))
    assert (way.level, way.points, way.visits, way.both, way.share) == (3, 400, 6, True, 20)
    assert to_next(LEVELS, Standing(900, 20, level=3)) is None


levels = st.lists(
    st.builds(
        Level,
        id=st.integers(1, 6),
        rank=st.integers(1, 6),
        points=st.integers(0, 50),
        visits=st.integers(0, 5),
        both=st.booleans(),
        given=st.booleans(),
    ),
    unique_by=(lambda level: level.id, lambda level: level.rank),
)
numbers = st.integers(0, 60)


@given(levels, numbers, numbers, numbers, numbers)
def test_more_never_brings_less(all_levels, points, visits, more_points, more_visits):
    rank = {level.id: level.rank for level in all_levels} | {None: 0}
    less, _why = decide(all_levels, Standing(points, visits), TODAY, 0)
    more, _why = decide(all_levels, Standing(points + more_points, visits + more_visits), TODAY, 0)
    assert rank[more] >= rank[less]


@given(levels, numbers, numbers, st.integers(0, 6), numbers, numbers)
def test_a_second_look_changes_nothing(all_levels, points, visits, level, age, keep):
    first, _why = decide(
        all_levels, Standing(points, visits, level=level, since=ago(age)), TODAY, keep
    )
    since = ago(age) if first == level else TODAY
    again, _why = decide(
        all_levels, Standing(points, visits, level=first, since=since), TODAY, keep
    )
    assert again == first


@given(levels, numbers, numbers)
def test_what_is_missing_is_enough(all_levels, points, visits):
    level, _why = decide(all_levels, Standing(points, visits), TODAY, 0)
    way = to_next(all_levels, Standing(points, visits, level=level))
    if way:
        target = next(each for each in all_levels if each.id == way.level)
        assert not reached(target, points, visits)
        assert reached(target, points + way.points, visits + way.visits)
        assert 0 <= way.share < 100
