from datetime import datetime, timedelta

from crm_ladder_default import DEFAULT, facts
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.evidence import pack
from pure.crm_ladder.tools.facts import FACTS
from pure.crm_ladder.tools.transition import DOWN, START, STAY, UP, WAIT, decide

NOW = datetime(2026, 11, 24, 12)
CODES = [rung.code for rung in DEFAULT.rungs]
LOYAL = {"purchases": 5, "purchases_365": 5, "overdue": 0.0, "return_rate": 0.0}


def days_ago(days):
    return NOW - timedelta(days=days)


def test_a_newcomer_starts():
    decision = decide(None, None, {}, DEFAULT, NOW)
    assert (decision.rung, decision.change, decision.missed_for) == ("suspect", START, "prospect")


def test_up_is_at_once_and_may_skip():
    decision = decide("suspect", days_ago(0), LOYAL, DEFAULT, NOW)
    assert (decision.rung, decision.change) == ("loyal", UP)
    assert [criterion.fact for criterion in decision.held] == [
        "purchases",
        "overdue",
        "return_rate",
    ]


def test_silence_waits_for_the_minimum_stay():
    silent = LOYAL | {"overdue": 3.0}
    waiting = decide("loyal", days_ago(29), silent, DEFAULT, NOW)
    assert (waiting.rung, waiting.change) == ("loyal", WAIT)
    assert [criterion.fact for criterion in waiting.missed] == ["overdue"]
    fallen = decide("loyal", days_ago(30), silent, DEFAULT, NOW)
    assert (fallen.rung, fallen.change, fallen.missed_for) == ("repeat", DOWN, "loyal")
    assert [criterion.fact for criterion in fallen.missed] == ["overdue"]


def test_what_was_undone_does_not_wait():
    returned = LOYAL | {"return_rate": 60.0}
    fallen = decide("loyal", days_ago(1), returned, DEFAULT, NOW)
    assert (fallen.rung, fallen.change) == ("repeat", DOWN)


def test_a_refund_takes_a_customer_down_the_same_day():
    fallen = decide("customer", days_ago(0), {"returns": 1, "return_rate": 100.0}, DEFAULT, NOW)
    assert (fallen.rung, fallen.change) == ("prospect", DOWN)


def test_a_rung_that_is_gone_counts_as_none():
    assert decide("platinum", days_ago(9), LOYAL, DEFAULT, NOW).change == START


@given(st.sampled_from([None, *CODES]), st.integers(0, 400), facts())
def test_deciding_twice_changes_nothing(current, stay, values):
    first = decide(current, days_ago(stay), values, DEFAULT, NOW)
    since = NOW if first.moved else days_ago(stay)
    again = decide(first.rung, since, values, DEFAULT, NOW)
    assert again.rung == first.rung
    assert not again.moved


@given(st.sampled_from([None, *CODES]), st.integers(0, 400), facts())
def test_nobody_stands_below_what_holds_nor_above_without_waiting(current, stay, values):
    decision = decide(current, days_ago(stay), values, DEFAULT, NOW)
    target, _verdict = DEFAULT.highest(values)
    if decision.change == WAIT:
        assert decision.rung == current
        assert stay < DEFAULT.by_code[current].min_stay_days
        assert DEFAULT.judge(current, values, ignore_timed=True).holds
    else:
        assert decision.rung == target.code
    moved_up = DEFAULT.position(decision.rung) > DEFAULT.position(current)
    assert (decision.change in (START, UP)) == moved_up
    assert decision.change != STAY or decision.rung == current


@given(facts(), st.integers(0, 300))
def test_nobody_flaps_by_silence_within_the_minimum_stay(values, days):
    """However overdue comes and goes, a rung that was reached is kept for its minimum stay."""
    decision = decide(None, None, values, DEFAULT, NOW)
    silent = values | {"overdue": 99.0, "purchases_365": 0}
    later = decide(decision.rung, NOW, silent, DEFAULT, NOW + timedelta(days=days))
    if days < DEFAULT.by_code[decision.rung].min_stay_days:
        assert later.rung == decision.rung


@given(st.sampled_from(CODES), facts())
def test_evidence_is_the_same_for_the_same_facts(current, values):
    decision = decide(current, days_ago(100), values, DEFAULT, NOW)
    again = decide(current, days_ago(100), dict(reversed(values.items())), DEFAULT, NOW)
    evidence = pack(decision, values, 3)
    assert evidence == pack(again, dict(reversed(values.items())), 3)
    # Nought of what is counted is left out; an answer or a rate of 0 is a fact.
    counted = {fact for fact, spec in FACTS.items() if spec.kind in ("count", "money")}
    assert all(value for fact, value in evidence["facts"].items() if fact in counted)
    assert None not in evidence["facts"].values()
    assert "overdue" not in evidence["facts"]  # ages by itself
    frozen = pack(decision, values, 3, frozen=values)
    assert frozen["facts"].get("overdue") == values["overdue"]
