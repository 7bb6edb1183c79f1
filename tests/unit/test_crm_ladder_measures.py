from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.advice import ADVICE, advise
from pure.crm_ladder.tools.bgnbd import BgNbd
from pure.crm_ladder.tools.gamma_gamma import GammaGamma
from pure.crm_ladder.tools.measures import Buyer, Yardstick, measure

TODAY = date(2026, 11, 24)
YARDSTICK = Yardstick((10, 30, 90, 200), (1, 2, 4, 8), (50, 100, 200, 400))
MODEL, WORTH = BgNbd(0.8, 8.0, 0.9, 3.0), GammaGamma(6.25, 3.74, 15.44)


def buyer(purchases=5, days_ago=12, span=200, spent=300.0, gap=20.0):
    last = TODAY - timedelta(days=days_ago)
    return Buyer(purchases, last - timedelta(days=span), last, spent, gap)


def test_scores_and_segment_need_no_model():
    found = measure(buyer(), YARDSTICK, TODAY)
    assert (found.r, found.f, found.m, found.segment) == (4, 4, 4, "loyal")
    assert found.next_purchase == date(2026, 12, 2)
    assert found.alive is found.expected is found.value is None


def test_outlook_with_a_model():
    found = measure(buyer(), YARDSTICK, TODAY, MODEL, WORTH)
    assert 50 < found.alive <= 100
    assert found.expected > 1
    assert found.value_low <= found.value <= found.value_high


def test_who_bought_once_has_no_probability():
    found = measure(buyer(1, 12, 0, 60.0, None), YARDSTICK, TODAY, MODEL, WORTH)
    assert found.alive is None
    assert found.next_purchase is None
    assert found.expected > 0


def test_without_sums_no_value_is_claimed():
    found = measure(buyer(spent=0.0), YARDSTICK, TODAY, MODEL, WORTH)
    assert found.expected is not None
    assert found.value is None


@given(st.integers(1, 40), st.integers(0, 700), st.integers(0, 700), st.floats(0, 1e9))
def test_measures_of_anybody(purchases, days_ago, span, spent):
    if purchases == 1:
        span = 0
    found = measure(buyer(purchases, days_ago, span, spent), YARDSTICK, TODAY, MODEL, WORTH)
    assert {found.r, found.f, found.m} <= {1, 2, 3, 4, 5}
    assert found.expected >= 0
    if found.value is not None:
        assert 0 <= found.value_low <= found.value_high


@pytest.mark.parametrize(
    ("scores", "more", "advice"),
    [
        ((5, 1, 1), {}, "grow"),
        ((3, 1, 1), {}, "nudge"),
        ((1, 1, 1), {}, "let_go"),
        ((3, 2, 2), {"alive": 10}, "let_go"),
        ((5, 5, 5), {}, None),
        ((5, 5, 5), {"return_rate": 40.0}, "terms"),
        ((2, 5, 1), {}, None),
    ],
)
def test_advice(scores, more, advice):
    assert advise(*scores, **more) == advice
    assert advice in (*ADVICE, None)
