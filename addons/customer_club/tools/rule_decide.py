"""Whether something that happened fires a rule. The one decision for keys, rules and simulator."""

from dataclasses import dataclass

# Triggers that a visit fires, in the order in which an owner reads them.
VISIT_TRIGGERS = ("first_visit", "nth_visit", "later_visit")


@dataclass(frozen=True, slots=True)
class Spec:
    """What a rule waits for. ``key`` is the rule's key in the ledger: ``welcome:5``, ``rule:12``.

    ``number`` is asked by ``nth_visit`` alone. ``tag_id`` asks for the key that was pressed, or
    for the tag that was given; None asks for nothing.
    """

    key: str
    trigger: str
    number: int = 0
    tag_id: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. ``kind`` is ``visit`` or the code of a trigger that add-ons fire."""

    kind: str
    number: int = 0
    tag_id: int | None = None


def why_not(spec: Spec, event: Event) -> str | None:
    """Return None where ``event`` fires the rule, else the code of the reason.

    ``other_event`` · ``not_first`` (it waits for a first visit) · ``still_first`` (for a later
    one) · ``other_number`` · ``other_tag``
    """
    reason = None
    if spec.trigger not in VISIT_TRIGGERS:
        if event.kind != spec.trigger:
            reason = "other_event"
    elif event.kind != "visit":
        reason = "other_event"
    elif spec.trigger == "first_visit" and event.number != 1:
        reason = "not_first"
    elif spec.trigger == "later_visit" and event.number < 2:
        reason = "still_first"
    elif spec.trigger == "nth_visit" and event.number != spec.number:
        reason = "other_number"
    if reason is None and spec.tag_id is not None and event.tag_id != spec.tag_id:
        reason = "other_tag"
    return reason


def fired(specs, event: Event) -> list[Spec]:
    """Return the rules of ``specs`` that ``event`` fires, in their order."""
    return [spec for spec in specs if why_not(spec, event) is None]
