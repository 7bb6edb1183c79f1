"""The gamma-gamma model: what is a customer's purchase worth, given few of them?

Fader and Hardie, The Gamma-Gamma Model of Monetary Value (2013). The fewer purchases are known of
somebody, the more the estimate leans on what everybody spends.
"""

import math
from dataclasses import dataclass

from .optimize import minimize


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Fitted parameters."""

    p: float
    q: float
    v: float

    def log_likelihood(self, spending) -> float:
        """Log-likelihood of ``(number of purchases, their mean)`` pairs."""
        p, q, v = self.p, self.q, self.v
        constant = q * math.log(v) - math.lgamma(q)
        total = 0.0
        for x, mean in spending:
            px = p * x
            total += (
                math.lgamma(px + q)
                - math.lgamma(px)
                + constant
                + (px - 1) * math.log(mean)
                + px * math.log(x)
                - (px + q) * math.log(v + mean * x)
            )
        return total

    def expected(self, x: int = 0, mean: float = 0.0) -> float:
        """Expected value of a purchase of somebody with ``x`` purchases of that mean."""
        px = self.p * x
        return (self.p * self.v + px * mean) / (px + self.q - 1)


def fit(spending, *, penalty: float = 0.0) -> GammaGamma:
    """Maximum likelihood parameters from ``(x, mean)`` pairs, all above nought."""
    pairs = [(x, mean) for x, mean in spending if x > 0 and mean > 0]
    if not pairs:
        raise ValueError("nobody spent anything")
    scale = sum(mean for _x, mean in pairs) / len(pairs)
    pairs = [(x, mean / scale) for x, mean in pairs]

    def loss(logs):
        if any(abs(value) > 12 for value in logs):
            return math.inf
        # q above 1: below it a purchase would have no mean.
        p, q, v = math.exp(logs[0]), 1 + math.exp(logs[1]), math.exp(logs[2])
        likelihood = GammaGamma(p, q, v).log_likelihood(pairs)
        return penalty * sum(value * value for value in logs) - likelihood

    logs, _value = minimize(loss, (0.0, 0.0, 0.0), tolerance=1e-9)
    return GammaGamma(math.exp(logs[0]), 1 + math.exp(logs[1]), math.exp(logs[2]) * scale)
