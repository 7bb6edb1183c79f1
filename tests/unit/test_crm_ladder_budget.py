"""What is left of a policy, and who is only watched."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.budget import Purse, held_out

amounts = st.decimals(0, 10**9, places=2)


@given(amounts, amounts, amounts, st.integers(0, 500), st.integers(0, 500), st.integers(0, 1000))
def test_never_beyond_a_bound(budget, spent, unit, most, given_, wanted):
    purse = Purse(budget, min(spent, budget) if budget else spent, unit, most, given_)
    room = purse.room(wanted)
    assert 0 <= room <= wanted
    if budget and unit:
        assert purse.spent + room * unit <= budget
    if most:
        assert room == 0 or given_ + room <= most
    # Not less than what is allowed, either.
    if room < wanted:
        over_budget = budget and unit and purse.spent + (room + 1) * unit > budget
        over_number = most and given_ + room + 1 > most
        assert over_budget or over_number
    assert (purse.room(1) == 0) == (purse.empty() is not None)


def test_tenths_are_exact():
    purse = Purse(Decimal("0.30"), Decimal("0.20"), Decimal("0.10"))
    assert purse.room(5) == 1  # in binary fractions it would be none


@given(st.integers(1, 10**6), st.integers(1, 10**9))
def test_held_out_is_the_same_every_time(policy, person):
    assert held_out(policy, person, 30) == held_out(policy, person, 30)
    assert not held_out(policy, person, 0)
    assert held_out(policy, person, 100)
    assert not held_out(policy, person, 10) or held_out(policy, person, 20)


def test_so_many_are_held_out():
    share = sum(held_out(7, person, 20) for person in range(20_000)) / 20_000
    assert abs(share - 0.2) < 0.01
