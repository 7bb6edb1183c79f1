"""From where somebody stands and what is known to where they stand now, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .rules import Criterion, Ruleset

START, UP, DOWN, STAY, WAIT = "start", "up", "down", "stay", "wait"


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome for one customer.

    ``held`` are the criteria that hold the rung; ``missed`` those that are missing for the rung
    ``missed_for``: the one fallen from, the one kept for the time being, or else the next one up.
    """

    rung: str | None
    change: str
    held: tuple[Criterion, ...] = ()
    missed: tuple[Criterion, ...] = ()
    missed_for: str | None = None

    @property
    def moved(self) -> bool:
        """Whether the customer changed rungs."""
        return self.change in (START, UP, DOWN)


def decide(
    current: str | None, since: datetime | None, values: dict, rules: Ruleset, now: datetime
) -> Decision:
    """Decide on one customer.

    Up at once. Down at once when something was undone (a return, a cancellation, a voided visit);
    when only time has passed, not before the rung's minimum stay is over, so that nobody flaps
    between two rungs.

    :param current: code of the rung the customer stands on; one that the rules no longer know
        counts as none.
    """
    target, verdict = rules.highest(values)
    if target is None:
        return Decision(None, STAY)
    here = rules.position(current)
    there = rules.position(target.code)
    if there == here:
        return _with_next(rules, values, Decision(target.code, STAY, verdict.held))
    if there > here:
        change = START if here < 0 else UP
        return _with_next(rules, values, Decision(target.code, change, verdict.held))

    lost = rules.judge(current, values)
    stay = timedelta(days=rules.by_code[current].min_stay_days)
    if since and stay and now - since < stay:
        undone = not rules.judge(current, values, ignore_timed=True).holds
        if not undone:
            return Decision(current, WAIT, lost.held, lost.missed, current)
    return Decision(target.code, DOWN, verdict.held, lost.missed, current)


def _with_next(rules, values, decision):
    above = rules.above(decision.rung)
    if above is None:
        return decision
    missed = rules.judge(above.code, values).missed
    return Decision(decision.rung, decision.change, decision.held, missed, above.code)
