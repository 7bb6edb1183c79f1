import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pure.crm_ladder.tools.basket import choose, cut, measures, safe_lift

BASKETS = st.lists(st.frozensets(st.integers(1, 6), min_size=1), min_size=1, max_size=60)


def test_the_measures_by_hand():
    # 100 baskets, tea in 40, sugar in 20, both in 16
    found = measures(16, 40, 20, 100)
    assert (found.support, found.confidence, found.lift) == (0.16, 0.4, 2.0)


@given(BASKETS, st.integers(1, 6), st.integers(1, 6))
def test_the_measures_are_the_shares_they_are_named_after(baskets, one, two):
    assume(one != two)
    first, second = [b for b in baskets if one in b], [b for b in baskets if two in b]
    both = [b for b in first if two in b]
    assume(both)
    there = measures(len(both), len(first), len(second), len(baskets))
    back = measures(len(both), len(second), len(first), len(baskets))
    assert 0 < there.support <= there.confidence <= 1
    assert there.lift == pytest.approx(back.lift)
    assert there.lift == pytest.approx(there.confidence / (len(second) / len(baskets)))
    assert safe_lift(len(both), len(first), len(second), len(baskets)) < there.lift + 1e-9


def test_luck_proves_nothing():
    assert measures(1, 1, 1, 1000).lift == 1000
    few, many = safe_lift(2, 4, 500, 1000), safe_lift(200, 400, 500, 1000)
    assert few < 1 and 0.8 < many < 1  # half of them, as everybody
    assert safe_lift(300, 400, 500, 1000) > 1.3


@pytest.mark.parametrize("counts", [(0, 1, 1, 1), (2, 1, 3, 9), (1, 1, 5, 4)])
def test_counts_that_cannot_be(counts):
    with pytest.raises(ValueError):
        measures(*counts)


@given(
    st.lists(st.integers(1, 50), max_size=40),
    st.integers(1, 120),
)
def test_ranges_hold_each_product_once_and_bounded_work(loads, limit):
    weights = [(3 * place + 1, load) for place, load in enumerate(loads)]
    ranges = cut(weights, limit)
    covered = [p for low, high in ranges for p, _w in weights if low <= p <= high]
    assert covered == [p for p, _w in weights]
    for low, high in ranges:
        held = [w for p, w in weights if low <= p <= high]
        assert sum(held) <= limit or len(held) == 1


def one(product, rank, score):
    return {"product_id": product, "rank": rank, "score": score}


def test_what_is_suggested_first():
    found = choose([one(1, 2, 9), one(2, 1, 1), one(3, 1, 5), one(1, 1, 0.5)], set(), 5)
    assert [(c["product_id"], c["rank"]) for c in found] == [(3, 1), (2, 1), (1, 1)]
    assert choose([one(1, 1, 1), one(2, 1, 1)], {1}, 5) == [one(2, 1, 1)]
    assert len(choose([one(n, 1, n) for n in range(9)], set(), 3)) == 3


@given(
    st.lists(st.builds(one, st.integers(1, 9), st.integers(0, 4), st.floats(0, 9)), max_size=30),
    st.frozensets(st.integers(1, 9)),
    st.integers(0, 6),
)
def test_nothing_refused_and_nothing_twice(candidates, refused, limit):
    products = [c["product_id"] for c in choose(candidates, refused, limit)]
    assert len(products) == len(set(products)) <= limit
    assert not set(products) & refused
