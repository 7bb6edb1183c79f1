"""The arithmetic of campaigns: who is credited, what is left, and how sure a test is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.campaign import (
    MODELS,
    Part,
    cost_per,
    gain,
    pooled,
    return_on_investment,
    shares,
)
from pure.customer_club.tools.effect import lift

touches = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 100)), max_size=12)
money = st.floats(0, 1e9)


@given(touches, st.sampled_from(MODELS))
def test_shares_sum_to_one_and_go_to_those_who_touched(found, model):
    result = shares(found, model)
    assert set(result) <= {campaign for campaign, _moment in found}
    assert sum(result.values()) == pytest.approx(1 if found else 0)
    assert all(share > 0 for share in result.values())


@given(touches, st.sampled_from(MODELS), st.randoms())
def test_the_order_of_touches_does_not_matter(found, model, shuffler):
    mixed = list(found)
    shuffler.shuffle(mixed)
    assert shares(mixed, model) == shares(found, model)


@given(touches, st.integers(1, 5), st.integers(0, 100))
def test_touching_again_earns_no_greater_share_of_a_shared_sale(found, campaign, moment):
    once = shares([*found, (campaign, moment)], "linear")
    assert shares([*found, (campaign, moment), (campaign, moment)], "linear") == once


def test_who_is_first_and_who_is_last():
    found = [(1, 10), (2, 5), (3, 10), (2, 20)]
    assert shares(found, "last") == {2: 1.0}
    assert shares(found, "first") == {2: 1.0}
    assert shares(found[:3], "last") == {3: 1.0}, "at the same moment the newer campaign"
    assert shares(found, "linear") == {1: 1 / 3, 2: 1 / 3, 3: 1 / 3}
    with pytest.raises(ValueError, match="newest"):
        shares(found, "newest")


@given(money, money, money)
def test_a_discount_is_not_taken_off_twice(revenue, costs, discounts):
    """Whoever sold at the full price and gave the discount back would stand the same."""
    full_price = revenue + discounts
    assert gain(revenue, costs + discounts, discounts) == pytest.approx(
        full_price - costs - discounts, abs=1e-3
    )


def test_return_and_cost_of_one():
    assert return_on_investment(9_000_000, 4_012_000, 500_000) == pytest.approx(1.36790, abs=1e-5)
    assert return_on_investment(100, 0, 0) is None
    assert cost_per(4_012_000, 2) == 2_006_000
    assert cost_per(10, 0) is None


groups = st.tuples(st.integers(1, 60), st.integers(1, 60)).flatmap(
    lambda sizes: st.tuples(
        *(st.just(sizes[0]), st.integers(0, sizes[0])),
        *(st.just(sizes[1]), st.integers(0, sizes[1])),
    )
)


def part(people, hits, base_people, base_hits):
    found = lift(hits, people, base_hits, base_people)
    return Part(found.difference, found.low, found.high, people)


@given(groups)
def test_one_test_alone_is_itself(counts):
    only = part(*counts)
    whole = pooled([only])
    assert whole.people == only.people
    for name in ("difference", "low", "high"):
        assert getattr(whole, name) == pytest.approx(getattr(only, name))


@given(st.lists(groups, min_size=1, max_size=4))
def test_tests_put_together_lie_between_them_and_are_surer(found):
    parts = [part(*counts) for counts in found]
    whole = pooled(parts)
    differences = [one.difference for one in parts]
    assert min(differences) - 1e-9 <= whole.difference <= max(differences) + 1e-9
    assert whole.low <= whole.difference <= whole.high
    assert whole.high - whole.low <= max(one.high - one.low for one in parts) + 1e-9


def test_groups_of_different_size_mislead_nobody():
    """In both tests the text changed nothing; heads simply added up would say that it did."""
    rich, poor = part(90, 45, 10, 5), part(10, 1, 90, 9)
    assert pooled([rich, poor]).difference == 0
    assert (45 + 1) / 100 - (5 + 9) / 100 > 0.3


def test_nothing_to_put_together():
    assert pooled([]) is None
