"""A customer's measures from a few facts: scores, segment, outlook."""

from dataclasses import dataclass
from datetime import date, timedelta

from .advice import advise
from .bgnbd import History
from .rfm import score, segment

WEEK = 7.0
YEAR_WEEKS = 365 / WEEK


@dataclass(frozen=True, slots=True)
class Buyer:
    """What the measures are made from."""

    purchases: int
    first: date
    last: date
    spent: float
    median_gap: float | None = None
    return_rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The cuts of the scores: days since the last purchase, purchases, money spent."""

    days: tuple
    purchases: tuple
    spent: tuple


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures of one customer. Money for the next 365 days; ``None`` where nothing can be said.

    ``alive`` is in whole percent; sums are rounded to three figures, since no model knows more.
    """

    r: int
    f: int
    m: int
    segment: str
    next_purchase: date | None = None
    alive: int | None = None
    expected: float | None = None
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    advice: str | None = None


def measure(buyer: Buyer, yardstick: Yardstick, today: date, model=None, worth=None) -> Measures:
    """Measures of somebody who bought.

    :param model: a fitted :class:`..tools.bgnbd.BgNbd`, or None while too little is known
    :param worth: a fitted :class:`..tools.gamma_gamma.GammaGamma`, or None
    """
    days = max(0, (today - buyer.last).days)
    recency = 6 - score(days, yardstick.days)
    frequency = score(buyer.purchases, yardstick.purchases)
    monetary = score(buyer.spent, yardstick.spent)
    scores = (recency, frequency, monetary, segment(recency, frequency, monetary))
    due = buyer.last + timedelta(days=round(buyer.median_gap)) if buyer.median_gap else None
    alive = expected = outlook = None
    if model is not None:
        outlook = _outlook(buyer, today, model)
        alive = None if outlook.alive is None else round(100 * outlook.alive)
        expected = round(outlook.expected, 1)
    advice = advise(*scores[:3], alive=alive, return_rate=buyer.return_rate)
    if outlook is None or worth is None or buyer.spent <= 0:
        return Measures(*scores, due, alive, expected, advice=advice)
    each = worth.expected(buyer.purchases, buyer.spent / buyer.purchases)
    return Measures(
        *scores,
        due,
        alive,
        expected,
        _figures(outlook.expected * each),
        _figures(outlook.low * each),
        _figures(outlook.high * each),
        advice,
    )


def _outlook(buyer, today, model):
    last = (buyer.last - buyer.first).days
    span = max(last, (today - buyer.first).days)
    return model.outlook(History(buyer.purchases - 1, last / WEEK, span / WEEK), YEAR_WEEKS)


def _figures(value):
    """``value`` with three figures."""
    return float(f"{value:.3g}")
