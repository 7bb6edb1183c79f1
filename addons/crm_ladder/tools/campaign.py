"""What a campaign brought, set against what it cost and what was planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

MODELS = ("last", "first", "linear", "own")


def shares(touches: Iterable[tuple[int, float]], model: str) -> dict[int, float]:
    """Who is credited with one purchase, and with how much of it.

    The statement of ``ladder.campaign.facts`` does the same for all purchases at once, and the
    tests hold it against this.

    :param touches: ``(campaign, moment)`` of every touch that may count: before the purchase and
        within the window of its campaign; in any order. For the model *own*: the campaign that
        the document itself names
    :param model: *last* touch, *first* touch, *linear* (each campaign the same, however often it
        touched) or the document's *own* campaign
    :return: campaign → share; the shares sum to one, and there are none without a touch
    :raise ValueError: no such model
    """
    if model not in MODELS:
        raise ValueError(model)
    touches = list(touches)
    if not touches:
        return {}
    if model == "linear":
        campaigns = sorted({campaign for campaign, _moment in touches})
        return {campaign: 1 / len(campaigns) for campaign in campaigns}
    if model == "first":
        campaign, _moment = min(touches, key=lambda touch: (touch[1], touch[0]))
    else:
        campaign, _moment = max(touches, key=lambda touch: (touch[1], touch[0]))
    return {campaign: 1.0}


def gain(revenue: float, spent: float, discounts: float) -> float:
    """What is left of what a campaign brought, after what it cost.

    :param revenue: what was invoiced, so discounts are taken off it already
    :param spent: all that it cost, discounts included
    :param discounts: the part of ``spent`` that is discounts; it is not taken off a second time
    """
    return revenue - (spent - discounts)


def return_on_investment(revenue: float, spent: float, discounts: float) -> float | None:
    """Gain for each unit of money spent: 1.0 is a doubling. None: nothing was spent."""
    return gain(revenue, spent, discounts) / spent if spent > 0 else None


def cost_per(spent: float, count: float) -> float | None:
    """What one of ``count`` cost. None: there is none."""
    return spent / count if count > 0 else None


@dataclass(frozen=True, slots=True)
class Part:
    """What one test found: a difference of shares, its bounds, and how many it was about."""

    difference: float
    low: float
    high: float
    people: int


def pooled(parts: Iterable[Part]) -> Part | None:
    """Put several tests together, each with the weight of its people.

    The bounds follow from those of the parts (method of variance estimates recovery), so groups of
    different size in each test mislead nobody, as they would if heads were simply added up.

    :return: None without a part
    """
    parts = list(parts)
    people = sum(part.people for part in parts)
    if not people:
        return None
    shares = [part.people / people for part in parts]
    pairs = list(zip(shares, parts, strict=True))
    difference = sum(share * part.difference for share, part in pairs)
    down = sqrt(sum((share * (part.difference - part.low)) ** 2 for share, part in pairs))
    up = sqrt(sum((share * (part.high - part.difference)) ** 2 for share, part in pairs))
    return Part(difference, max(-1.0, difference - down), min(1.0, difference + up), people)
