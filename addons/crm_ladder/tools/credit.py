"""Whether a sale on credit may go through."""

from dataclasses import dataclass

NONE, WARN, BLOCK = "none", "warn", "block"


@dataclass(frozen=True)
class Policy:
    """What a company says: modes are ``none``, ``warn`` or ``block``."""

    limit_mode: str = NONE
    overdue_mode: str = NONE
    cash_too: bool = True

    @property
    def asks_nothing(self) -> bool:
        """Whether no sale is looked at."""
        return self.limit_mode == NONE and self.overdue_mode == NONE


@dataclass(frozen=True)
class Standing:
    """How a customer stands, in the company's currency, without the document in question.

    ``limit`` nought means none is set; ``owed`` is the balance, ``ordered`` what is confirmed and
    not invoiced, ``overdue`` what has been due for longer than the company allows.
    """

    limit: float
    owed: float
    ordered: float
    overdue: float


@dataclass(frozen=True)
class Verdict:
    """What follows: the mode, and what is exceeded by how much."""

    mode: str
    over_limit: float
    overdue: float


def judge(policy: Policy, standing: Standing, amount: float, due_at_once: bool) -> Verdict:
    """Judge a sale of ``amount`` (with taxes, company currency) against a customer's standing.

    Sales that are due at once count like any other unless the company exempts them. A document
    that adds nothing (``amount`` of nought or less) is never held up.
    """
    if amount <= 0 or (due_at_once and not policy.cash_too):
        return Verdict(NONE, 0.0, 0.0)
    over = 0.0
    if policy.limit_mode != NONE and standing.limit > 0:
        over = max(standing.owed + standing.ordered + amount - standing.limit, 0.0)
    overdue = standing.overdue if policy.overdue_mode != NONE else 0.0
    modes = set()
    if over > 0:
        modes.add(policy.limit_mode)
    if overdue > 0:
        modes.add(policy.overdue_mode)
    mode = BLOCK if BLOCK in modes else WARN if WARN in modes else NONE
    return Verdict(mode, over, overdue)
