from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.facts import FACTS, derive, fact_key, is_timed, value_of

TODAY = date(2026, 11, 24)


def test_a_day_makes_days_since_and_overdue():
    base = {"last_purchase": "2026-11-04", "median_gap": 8, "last_visit": "2026-11-23"}
    values = derive(base, TODAY)
    assert values["days_since_purchase"] == 20
    assert values["overdue"] == 1.5  # 12 days late, 8 days are usual
    assert values["days_since_visit"] == 1


def test_nothing_known_is_nought_for_counts_and_unknown_for_the_rest():
    values = derive({}, TODAY)
    assert value_of(values, "purchases") == 0
    assert value_of(values, "purchases", 365) == 0
    assert value_of(values, "spent") == 0
    assert value_of(values, "overdue") is None
    assert value_of(values, "nps") is None
    assert value_of(values, "return_rate") == 0


def test_one_purchase_has_no_interval_to_be_late_for():
    assert "overdue" not in derive({"last_purchase": "2020-01-01", "purchases": 1}, TODAY)


def test_return_rate_is_a_share_of_what_was_invoiced():
    assert derive({"invoiced": 400, "credited": 100}, TODAY)["return_rate"] == 25
    assert derive({"credited": 100}, TODAY)["return_rate"] == 0


def test_a_purchase_dated_ahead_is_not_in_debt_of_days():
    assert derive({"last_purchase": "2026-12-24"}, TODAY)["days_since_purchase"] == 0


@given(st.dates(date(2020, 1, 1), TODAY), st.floats(1, 400), st.integers(0, 1000))
def test_overdue_never_shrinks_while_nothing_happens(last, gap, days):
    base = {"last_purchase": last.isoformat(), "median_gap": gap}
    now = derive(base, TODAY)["overdue"]
    assert derive(base, TODAY + timedelta(days=days))["overdue"] >= now >= 0


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_of_a_window_is_timed(fact):
    assert is_timed(fact, 30)
    assert fact_key(fact, 30) != fact_key(fact)
