"""How many a policy may still serve, and who is only watched."""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Purse:
    """What is left of a policy. 0 as ``budget`` or ``most`` means: no such bound."""

    budget: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    unit_cost: Decimal = Decimal(0)
    most: int = 0
    given: int = 0

    def room(self, wanted: int) -> int:
        """How many of ``wanted`` can be served without going beyond the budget or the number."""
        room = wanted
        if self.most:
            room = min(room, self.most - self.given)
        if self.budget and self.unit_cost:
            room = min(room, int((self.budget - self.spent) // self.unit_cost))
        return max(0, room)

    def empty(self) -> str | None:
        """Which bound is reached: ``number``, ``budget`` or none."""
        if self.most and self.given >= self.most:
            return "number"
        if self.budget and self.unit_cost and self.budget - self.spent < self.unit_cost:
            return "budget"
        return None


def held_out(policy: int, person: int, percent: int) -> bool:
    """Whether a person of a policy is only watched: the same answer every time, for anybody.

    By the SHA-256 of both numbers, so that nobody can choose who is.
    """
    digest = sha256(f"{policy}:{person}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100 < percent
