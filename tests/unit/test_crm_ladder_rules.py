import pytest
from crm_ladder_default import DEFAULT, facts
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.rules import Criterion, Ruleset, Rung


@pytest.mark.parametrize(
    ("values", "rung"),
    [
        ({}, "suspect"),
        ({"leads": 1}, "prospect"),
        ({"quotes": 2}, "prospect"),
        ({"visits": 1}, "prospect"),
        ({"returns": 1}, "prospect"),
        ({"cancelled": 1}, "prospect"),
        ({"purchases": 1}, "customer"),
        ({"purchases": 2}, "repeat"),
        ({"purchases": 9, "purchases_365": 3, "overdue": 0}, "repeat"),
        ({"purchases": 4, "purchases_365": 4, "overdue": 0}, "loyal"),
        ({"purchases": 4, "purchases_365": 4, "overdue": 1.6}, "repeat"),
        ({"purchases": 4, "purchases_365": 4, "overdue": 0, "return_rate": 21}, "repeat"),
        ({"purchases": 4, "purchases_365": 4, "overdue": 0, "referred_buyers": 1}, "advocate"),
        ({"purchases": 4, "purchases_365": 4, "overdue": 0, "nps": 9}, "loyal"),
        ({"purchases": 4, "purchases_365": 4, "overdue": 0, "nps": 9, "referrals": 1}, "advocate"),
        ({"purchases": 2, "referred_buyers": 5}, "repeat"),  # builds on loyal
    ],
)
def test_default_rungs(values, rung):
    assert DEFAULT.highest({"return_rate": 0, **values})[0].code == rung


def test_a_verdict_shows_the_alternative_that_is_nearest():
    values = {"purchases": 4, "purchases_365": 4, "overdue": 0, "return_rate": 0, "nps": 10}
    verdict = DEFAULT.judge("advocate", values)
    assert not verdict.holds
    assert [criterion.fact for criterion in verdict.missed] == ["referred_buyers"]


def test_windows_are_those_that_the_criteria_ask_for():
    assert DEFAULT.windows == {"purchases": (365,)}


def test_a_rung_cannot_build_on_itself_or_on_nothing():
    with pytest.raises(ValueError, match="builds on"):
        Ruleset([Rung("a", 1, requires="b")])
    with pytest.raises(ValueError, match="builds on"):
        Ruleset([Rung("a", 1, requires="b"), Rung("b", 2, requires="a")])


def test_the_foot_takes_everybody():
    assert DEFAULT.highest({})[0].code == "suspect"
    assert Ruleset([Rung("a", 1, (Criterion("visits", ">=", 1),))]).highest({})[0] is None


@given(facts())
def test_what_holds_is_proved_by_its_own_criteria(values):
    for rung in DEFAULT.rungs:
        verdict = DEFAULT.judge(rung.code, values)
        assert verdict.holds == (not verdict.missed)
        assert all(criterion.holds(values) for criterion in verdict.held)
        assert not any(criterion.holds(values) for criterion in verdict.missed)
        if verdict.holds and rung.requires:
            assert DEFAULT.judge(rung.requires, values).holds


@given(facts())
def test_the_highest_rung_holds_and_none_above_does(values):
    rung, verdict = DEFAULT.highest(values)
    assert verdict.holds
    for above in DEFAULT.rungs[DEFAULT.position(rung.code) + 1 :]:
        assert not DEFAULT.judge(above.code, values).holds


@given(facts(), st.sampled_from([rung.code for rung in DEFAULT.rungs]))
def test_leaving_time_out_never_makes_a_rung_harder(values, code):
    if DEFAULT.judge(code, values).holds:
        assert DEFAULT.judge(code, values, ignore_timed=True).holds


@given(facts(), st.integers(1, 5))
def test_one_more_purchase_never_lowers(values, more):
    richer = {
        **values,
        "purchases": values["purchases"] + more,
        "purchases_365": values["purchases_365"] + more,
        "overdue": 0,
    }
    before, after = DEFAULT.highest(values)[0], DEFAULT.highest(richer)[0]
    assert DEFAULT.position(after.code) >= DEFAULT.position(before.code)
