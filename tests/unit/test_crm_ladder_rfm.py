import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.rfm import SEGMENTS, cuts, score, segment

SCORES = range(1, 6)


def test_fifths():
    values = list(range(1, 101))
    assert cuts(values) == (20, 40, 60, 80)
    assert [score(value, cuts(values)) for value in (1, 20, 21, 40, 60, 80, 81, 100)] == [
        1, 1, 2, 2, 3, 4, 5, 5,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        ((5, 5, 5), "champion"),
        ((4, 5, 4), "loyal"),
        ((5, 2, 3), "potential"),
        ((5, 1, 1), "new"),
        ((4, 1, 1), "promising"),
        ((3, 3, 3), "attention"),
        ((3, 1, 2), "sleepy"),
        ((1, 5, 5), "cannot_lose"),
        ((2, 4, 4), "at_risk"),
        ((2, 1, 1), "hibernating"),
        ((1, 1, 1), "lost"),
    ],
)
def test_named_segments(scores, name):
    assert segment(*scores) == name


def test_every_score_has_a_segment_and_every_segment_is_reached():
    reached = {segment(r, f, m) for r in SCORES for f in SCORES for m in SCORES}
    assert reached == set(SEGMENTS)


def test_scores_out_of_range_are_refused():
    with pytest.raises(ValueError, match="1 to 5"):
        segment(0, 3, 3)


@given(st.lists(st.integers(0, 50), min_size=1))
def test_scores_follow_the_order_and_equals_are_equal(values):
    found = cuts(values)
    scored = sorted((value, score(value, found)) for value in values)
    assert [s for _v, s in scored] == sorted(s for _v, s in scored)
    assert len({(v, s) for v, s in scored}) == len({v for v, _s in scored})
    assert all(1 <= s <= 5 for _v, s in scored)
