"""What is bought together: the measures, how the counting is cut, and what is suggested."""

from dataclasses import dataclass
from math import sqrt

# One-sided 95 %: by how much a share may be luck.
Z = 1.645


@dataclass(frozen=True)
class Measures:
    """``support``: share of all baskets with both; ``confidence``: share of the first product's
    baskets that hold the second too; ``lift``: how many times more often than by chance."""

    support: float
    confidence: float
    lift: float


def measures(together, first, second, baskets):
    """Measures of "who buys the first buys the second".

    :param together: baskets that hold both
    :param first: baskets that hold the first product
    :param second: baskets that hold the second product
    :param baskets: all baskets
    :raises ValueError: where the numbers contradict each other
    """
    if not 0 < together <= min(first, second) or max(first, second) > baskets:
        raise ValueError("These cannot be counts of baskets")
    return Measures(together / baskets, together / first, together * baskets / (first * second))


def safe_lift(together, first, second, baskets):
    """The lift that is left when luck is taken off: that of the lower Wilson bound.

    Two products that met twice in two baskets have a huge lift and prove nothing; this one is
    near nought for them. Above 1 the two belong together.
    """
    measures(together, first, second, baskets)
    share, z2 = together / first, Z * Z
    centre = share + z2 / (2 * first)
    spread = Z * sqrt(share * (1 - share) / first + z2 / (4 * first * first))
    return max(centre - spread, 0.0) / (1 + z2 / first) * baskets / second


def cut(weights, limit):
    """Cut products into ranges of bounded work.

    :param weights: list of ``(product id, weight)`` in the order of ids
    :param limit: most weight of a range; a product that is heavier stands alone
    :return: list of ``(first id, last id)``; each product lies in exactly one
    """
    ranges, load = [], 0
    for product, weight in weights:
        if ranges and load + weight <= limit:
            ranges[-1] = (ranges[-1][0], product)
            load += weight
        else:
            ranges.append((product, product))
            load = weight
    return ranges


def choose(candidates, refused, limit):
    """The best ``limit`` suggestions, each product once.

    :param candidates: list of dicts with ``product_id``, ``rank`` (int, small first: how good the
        source is) and ``score`` (large first)
    :param refused: ids of products that are not suggested: what is in the basket, what the
        person has, what the person returned
    """
    best = {}
    for candidate in sorted(
        candidates, key=lambda one: (one["rank"], -one["score"], one["product_id"])
    ):
        if candidate["product_id"] not in refused:
            best.setdefault(candidate["product_id"], candidate)
    return list(best.values())[:limit]
