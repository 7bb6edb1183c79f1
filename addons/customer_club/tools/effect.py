"""What a message brought: shares, their difference to those who got none, and how sure that is."""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Lift:
    """The share of those who were written to, less the share of those who were not.

    All values but ``more`` are shares from -1 to 1. ``low`` and ``high`` bound ``difference`` with
    95 % confidence; ``more`` is how many people came because of the message, at best knowledge.
    """

    share: float
    base: float
    difference: float
    low: float
    high: float
    more: float

    @property
    def certain(self) -> bool:
        """Whether chance alone hardly explains the difference."""
        return self.low > 0 or self.high < 0


def wilson(hits: int, people: int, z: float = Z95) -> tuple[float, float]:
    """Return the bounds of a share (Wilson's score interval): sound for few people and for 0 %.

    :raise ValueError: there are no people, or more hits than people
    """
    if people <= 0 or not 0 <= hits <= people:
        raise ValueError(f"{hits} of {people}")
    share, square = hits / people, z * z
    middle = (share + square / (2 * people)) / (1 + square / people)
    spread = z / (1 + square / people)
    spread *= sqrt(share * (1 - share) / people + square / (4 * people * people))
    return max(0.0, min(share, middle - spread)), min(1.0, max(share, middle + spread))


def lift(hits: int, people: int, base_hits: int, base_people: int, z: float = Z95) -> Lift | None:
    """Compare people who were written to with a hold-out group (Newcombe's hybrid score interval).

    :param hits: how many of ``people`` came, or bought
    :param base_hits: how many of ``base_people``, who got nothing, did so in the same days
    :return: None where one of the groups is empty: nothing can be said then
    """
    if not people or not base_people:
        return None
    share, base = hits / people, base_hits / base_people
    low, high = wilson(hits, people, z)
    base_low, base_high = wilson(base_hits, base_people, z)
    difference = share - base
    down = sqrt((share - low) ** 2 + (base_high - base) ** 2)
    up = sqrt((high - share) ** 2 + (base - base_low) ** 2)
    return Lift(
        share=share,
        base=base,
        difference=difference,
        low=max(-1.0, difference - down),
        high=min(1.0, difference + up),
        more=difference * people,
    )


def winner(a_hits: int, a_people: int, b_hits: int, b_people: int) -> str:
    """Return ``a`` or ``b``: the greater share of hits; ``a`` where they are equal or unknown."""
    a_share = a_hits / a_people if a_people else 0.0
    b_share = b_hits / b_people if b_people else 0.0
    return "b" if b_share > a_share else "a"
