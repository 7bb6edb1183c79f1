"""Checked against the published worked examples of the models, on the published data.

The data are the 1/10 sample of the CDNOW customers (Fader and Hardie), 39 weeks: repeat purchases,
week of the last one, weeks observed, mean value of a repeat purchase.
"""

import csv
import math
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pure.crm_ladder.tools import bgnbd, gamma_gamma
from pure.crm_ladder.tools.bgnbd import BgNbd, History
from pure.crm_ladder.tools.gamma_gamma import GammaGamma
from pure.crm_ladder.tools.optimize import minimize

DATA = Path(__file__).parent / "data/cdnow_sample.csv"
# Fader, Hardie and Lee (2005), table 2, and their note on implementing the model in Excel.
PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
PUBLISHED_LOG_LIKELIHOOD = -9582.4


@pytest.fixture(scope="module")
def cdnow():
    with DATA.open(encoding="utf-8") as lines:
        return [
            (History(int(row["x"]), float(row["t_x"]), float(row["T"])), float(row["zbar"]))
            for row in csv.DictReader(lines)
        ]


def test_likelihood_of_the_published_parameters(cdnow):
    value = PUBLISHED.log_likelihood([history for history, _value in cdnow])
    assert value == pytest.approx(PUBLISHED_LOG_LIKELIHOOD, abs=0.1)


def test_fit_finds_the_published_parameters(cdnow):
    model = bgnbd.fit([history for history, _value in cdnow])
    assert model.r == pytest.approx(0.243, abs=0.001)
    assert model.alpha == pytest.approx(4.414, abs=0.01)
    assert model.a == pytest.approx(0.793, abs=0.005)
    assert model.b == pytest.approx(2.426, abs=0.02)


def test_published_expectation_of_customer_1():
    # Customer 0001: x = 2, t_x = 30.43, T = 38.86; over the next 39 weeks 1.226 purchases.
    assert PUBLISHED.expected(History(2, 30.43, 38.86), 39) == pytest.approx(1.226, abs=0.001)


def test_gamma_gamma_finds_the_published_parameters(cdnow):
    # Fader and Hardie (2013): p = 6.25, q = 3.74, v = 15.44, from the 946 who bought again.
    spending = [(history.x, value) for history, value in cdnow if history.x]
    assert len(spending) == 946
    model = gamma_gamma.fit(spending)
    assert model.p == pytest.approx(6.25, abs=0.02)
    assert model.q == pytest.approx(3.74, abs=0.02)
    assert model.v == pytest.approx(15.44, abs=0.1)


def test_gamma_gamma_leans_on_everybody_while_little_is_known():
    model = GammaGamma(6.25, 3.74, 15.44)
    everybody = model.expected()
    assert everybody == pytest.approx(35.2, abs=0.1)
    once, often = model.expected(1, 100.0), model.expected(50, 100.0)
    assert everybody < once < often < 100
    assert often == pytest.approx(100, rel=0.02)


def test_it_works_with_300_members():
    rng = random.Random(7)
    model = bgnbd.fit(
        [_simulated(rng, BgNbd(0.8, 8.0, 0.9, 3.0), 52) for _n in range(300)], penalty=1
    )
    regular, gone = History(12, 50.0, 52.0), History(12, 15.0, 52.0)
    assert model.alive(regular) > 0.8
    assert model.alive(gone) < 0.3
    assert 4 < model.expected(regular, 52) < 16


def _simulated(rng, truth, weeks):
    rate = rng.gammavariate(truth.r, 1 / truth.alpha)
    leave = rng.betavariate(truth.a, truth.b)
    span = weeks * rng.uniform(0.5, 1)
    x, t_x, now = 0, 0.0, 0.0
    while True:
        now += rng.expovariate(rate) if rate > 1e-9 else math.inf
        if now > span:
            return History(x, round(t_x, 2), round(span, 2))
        x, t_x = x + 1, now
        if rng.random() < leave:
            return History(x, round(t_x, 2), round(span, 2))


def test_fit_recovers_what_it_was_simulated_from():
    rng, truth = random.Random(11), BgNbd(0.8, 8.0, 0.9, 3.0)
    found = bgnbd.fit([_simulated(rng, truth, 104) for _n in range(3000)])
    assert found.r / found.alpha == pytest.approx(truth.r / truth.alpha, rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(truth.a / (truth.a + truth.b), rel=0.2)


@given(st.integers(0, 60), st.floats(0, 1), st.floats(0.1, 200), st.floats(0.1, 200))
def test_probabilities_are_probabilities(x, share, span, horizon):
    history = History(x, share * span if x else 0.0, span)
    outlook = PUBLISHED.outlook(history, horizon)
    assert 0 <= PUBLISHED.alive(history) <= 1
    assert 0 <= outlook.expected < (x + 1) * (horizon + 1)
    assert 0 <= outlook.low <= outlook.high
    assert (outlook.alive is None) == (x == 0)


@given(st.integers(1, 30), st.floats(1, 100), st.floats(1, 100))
def test_silence_lowers_hope(x, last, silence):
    before, after = History(x, last, last + silence), History(x, last, last + 2 * silence)
    assert PUBLISHED.alive(after) <= PUBLISHED.alive(before) + 1e-12
    assert PUBLISHED.expected(after, 10) <= PUBLISHED.expected(before, 10) + 1e-9


@given(st.integers(0, 20), st.floats(1, 100), st.floats(0.1, 50))
def test_a_longer_horizon_expects_more(x, span, horizon):
    history = History(x, span * 0.7 if x else 0.0, span)
    assert PUBLISHED.expected(history, horizon) <= PUBLISHED.expected(history, 2 * horizon) + 1e-9


@settings(max_examples=30)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=4))
def test_minimum_of_a_bowl(centre):
    point, value = minimize(
        lambda at: sum((a - c) ** 2 for a, c in zip(at, centre, strict=True)), [0.0] * len(centre)
    )
    assert value < 1e-5
    assert point == pytest.approx(centre, abs=0.01)


def test_nobody_spent_anything():
    with pytest.raises(ValueError, match="nobody spent"):
        gamma_gamma.fit([(0, 0.0), (2, 0.0)])
