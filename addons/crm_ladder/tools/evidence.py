"""A decision as it is stored: small, sorted, and the same for the same facts."""

from .facts import FACTS
from .transition import WAIT, Decision

# Facts that change by the day are derived again when they are read.
_TIMED = frozenset(key for key, spec in FACTS.items() if spec.timed)


def pack(decision: Decision, base: dict, version: int, *, frozen: dict | None = None) -> dict:
    """Evidence of a decision.

    :param base: the facts as collected; what is nought or unknown is left out.
    :param frozen: the derived facts as of the decision, for the history of moves; a partner's own
        evidence goes without, so that it only changes when something happened.
    """
    facts = {
        key: value
        for key, value in (base if frozen is None else frozen).items()
        if _is_known(key, value) and (frozen is not None or key not in _TIMED)
    }
    evidence = {"version": version, "facts": dict(sorted(facts.items()))}
    if decision.held:
        evidence["held"] = [criterion.as_list() for criterion in decision.held]
    if decision.missed:
        evidence["missed"] = [criterion.as_list() for criterion in decision.missed]
        evidence["for"] = decision.missed_for
    if decision.change == WAIT:
        evidence["waits"] = True
    return evidence


def _is_known(key, value):
    """Nought is as good as nothing for what is counted or summed up.

    For a score, a rate, a ratio or a number of days it is a fact: an answer of 0 is an answer, and
    who is not late at all is on time, not unknown.
    """
    if value in (None, ""):
        return False
    return value != 0 or (key in FACTS and FACTS[key].kind not in ("count", "money"))
