from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.credit import BLOCK, NONE, WARN, Policy, Standing, judge

STRICT = Policy(limit_mode=BLOCK, overdue_mode=BLOCK)
MONEY = st.floats(0, 1e9)


def test_within_the_limit_to_the_last_rial():
    assert judge(STRICT, Standing(1000, 600, 300, 0), 100, False).mode == NONE
    verdict = judge(STRICT, Standing(1000, 600, 300, 0), 101, False)
    assert (verdict.mode, verdict.over_limit) == (BLOCK, 1)


def test_no_limit_is_set():
    assert judge(STRICT, Standing(0, 10**9, 0, 0), 10**9, False).mode == NONE


def test_overdue_customers():
    assert judge(Policy(overdue_mode=WARN), Standing(0, 50, 0, 50), 1, False).mode == WARN
    assert judge(Policy(limit_mode=BLOCK), Standing(0, 50, 0, 50), 1, False).mode == NONE


def test_the_stricter_mode_holds():
    both = Policy(limit_mode=WARN, overdue_mode=BLOCK)
    assert judge(both, Standing(10, 50, 0, 50), 1, False).mode == BLOCK
    assert judge(both, Standing(10, 50, 0, 0), 1, False).mode == WARN


def test_cash_goes_through_where_it_is_exempt():
    lenient = Policy(BLOCK, BLOCK, cash_too=False)
    assert judge(lenient, Standing(10, 50, 0, 50), 100, True).mode == NONE
    assert judge(lenient, Standing(10, 50, 0, 50), 100, False).mode == BLOCK
    assert judge(STRICT, Standing(10, 50, 0, 50), 100, True).mode == BLOCK


def test_what_adds_nothing_is_never_held_up():
    assert judge(STRICT, Standing(10, 50, 0, 50), 0, False).mode == NONE
    assert judge(STRICT, Standing(10, 50, 0, 50), -5, False).mode == NONE


@given(MONEY, MONEY, MONEY, MONEY, st.floats(0.01, 1e9), st.floats(0, 1e6))
def test_selling_more_is_never_easier(limit, owed, ordered, overdue, amount, more):
    standing = Standing(limit, owed, ordered, overdue)
    order = (NONE, WARN, BLOCK)
    for policy in (STRICT, Policy(WARN, BLOCK), Policy(BLOCK, WARN), Policy()):
        less, much = (judge(policy, standing, value, False) for value in (amount, amount + more))
        assert order.index(less.mode) <= order.index(much.mode)
        assert less.over_limit <= much.over_limit
