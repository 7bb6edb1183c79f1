"""The BG/NBD model: how often will somebody buy again, and is somebody gone for good?

Fader, Hardie and Lee, "Counting Your Customers" the Easy Way (Marketing Science 24, 2005). While
alive, a customer buys at a rate of their own (gamma distributed over customers, ``r`` and
``alpha``); after each purchase they leave with a probability of their own (beta, ``a`` and ``b``).
A history is three numbers: repeat purchases ``x``, the time of the last one ``t_x``, and the time
of observation ``T``, both counted from the first purchase, in one unit.

Written out here, in plain Python: the libraries that have it bring NumPy and SciPy or a
probabilistic programming stack, and are no longer maintained or far larger than the need.
"""

import math
from collections import Counter
from dataclasses import dataclass

from .optimize import minimize

# Histories beyond this many are thinned out for fitting: the parameters no longer move.
MOST_HISTORIES = 4000


@dataclass(frozen=True, slots=True)
class History:
    """Repeat purchases ``x``, time of the last one ``t_x``, time of observation ``T``."""

    x: int
    t_x: float
    T: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the model expects of one customer over a horizon.

    ``low`` and ``high`` hold 80 percent: with one chance in ten it is fewer, in ten more.
    ``alive`` is None for somebody who bought once: the model has nothing to tell it by.
    """

    alive: float | None
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Fitted parameters."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, histories) -> float:
        """Log-likelihood of histories; a mapping counts equal ones (``{History: n}``)."""
        weights = histories if isinstance(histories, dict) else Counter(histories)
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        by_x: dict[int, tuple[float, float]] = {}
        base = r * math.log(alpha) - math.lgamma(r)
        total = 0.0
        for history, weight in weights.items():
            x = history.x
            if x not in by_x:
                rate = math.lgamma(r + x) + base
                stay = _log_beta(a, b + x) - _log_beta(a, b)
                by_x[x] = (rate + stay, math.log(a) - math.log(b + x - 1) if x else 0.0)
            common, leave = by_x[x]
            active = -(r + x) * math.log(alpha + history.T)
            if x:
                gone = leave - (r + x) * math.log(alpha + history.t_x)
                high, low = max(active, gone), min(active, gone)
                active = high + math.log1p(math.exp(low - high))
            total += weight * (common + active)
        return total

    def alive(self, history: History) -> float:
        """Probability that the customer has not left for good."""
        if not history.x:
            return 1.0
        log_odds = math.log(self.a / (self.b + history.x - 1)) + (self.r + history.x) * math.log(
            (self.alpha + history.T) / (self.alpha + history.t_x)
        )
        return 1.0 / (1.0 + math.exp(log_odds)) if log_odds < 700 else 0.0

    def expected(self, history: History, horizon: float) -> float:
        """Expected number of purchases in the next ``horizon``, for this history."""
        a = self.a if abs(self.a - 1) > 1e-6 else 1 + 1e-6
        top, bottom = self.r + history.x, self.alpha + history.T
        c = a + self.b + history.x - 1
        z = horizon / (bottom + horizon)
        # (1 − z)^top · 2F1(top, b + x; c; z), by Euler's transformation: the powers stay small.
        power = c - self.b - history.x
        inner = math.exp(power * math.log1p(-z)) * _hyp2f1(c - top, c - self.b - history.x, c, z)
        return max(0.0, c / (a - 1) * (1 - inner)) * self.alive(history)

    def outlook(self, history: History, horizon: float) -> Outlook:
        """Expectation with its uncertainty: the customer may be gone, and nobody buys by plan."""
        alive, expected = self.alive(history), self.expected(history, horizon)
        shape = self.r + history.x
        mean = expected / alive if alive > 0 else 0.0
        return Outlook(
            alive if history.x else None,
            expected,
            _quantile(0.1, alive, shape, mean),
            _quantile(0.9, alive, shape, mean),
        )


def fit(histories, *, penalty: float = 0.0) -> BgNbd:
    """Maximum likelihood parameters.

    :param penalty: weight of a pull of the logarithms towards nought, which keeps the parameters
        of small shops from running away.
    """
    weights = _thinned(Counter(histories))
    scale = max((history.T for history in weights), default=0.0) / 10 or 1.0
    scaled = Counter()
    for history, weight in weights.items():
        scaled[History(history.x, history.t_x / scale, history.T / scale)] += weight

    def loss(logs):
        if any(abs(value) > 12 for value in logs):
            return math.inf
        model = BgNbd(*map(math.exp, logs))
        return penalty * sum(value * value for value in logs) - model.log_likelihood(scaled)

    logs, _value = minimize(loss, (0.0, 0.0, 0.0, 0.0), tolerance=1e-9)
    r, alpha, a, b = map(math.exp, logs)
    return BgNbd(r, alpha * scale, a, b)


def _thinned(weights):
    """At most ``MOST_HISTORIES`` histories, evenly out of all in their order."""
    if len(weights) <= MOST_HISTORIES:
        return weights
    ordered = sorted(weights, key=lambda history: (history.x, history.t_x, history.T))
    stride = len(ordered) / MOST_HISTORIES
    return {
        ordered[int(index * stride)]: weights[ordered[int(index * stride)]]
        for index in range(MOST_HISTORIES)
    }


def _log_beta(a, b):
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _hyp2f1(a, b, c, z):
    """Gauss's hypergeometric function for 0 ≤ z < 1, by its series."""
    term = total = 1.0
    for n in range(10_000):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) <= 1e-12 * abs(total):
            break
    return total


def _quantile(share, alive, shape, mean):
    """Smallest n that ``share`` of outcomes do not exceed: gone (none), or negative binomial."""
    if not mean:
        return 0
    ratio = mean / (shape + mean)
    probability = math.exp(shape * math.log1p(-ratio))
    reached, n = 1 - alive + alive * probability, 0
    while reached < share and n < 10_000:
        probability *= (n + shape) / (n + 1) * ratio
        n += 1
        reached += alive * probability
    return n
