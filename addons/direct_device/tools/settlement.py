"""Which of a request's events are new, and which were taken before. Pure rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .event_schema import Reading


@dataclass(frozen=True)
class Stored:
    """What the inbox remembers of an event that arrived earlier."""

    state: str
    code: str | None
    number: int | None
    first: bool | None
    digest: str | None
    """``None`` once the content has been forgotten: then the id alone decides."""
    company_id: int | None = None


@dataclass(frozen=True)
class Step:
    """What to do with one event: ``new``, ``reject``, ``again``, ``twin`` or ``conflict``."""

    kind: str
    stored: Stored | None = None
    """For ``again``: the earlier event."""
    twin: int | None = None
    """For ``twin``: the position of the same event earlier in this request."""


def settle(
    readings: Sequence[Reading], stored: Mapping[str, Stored], company_id: int | None = None
) -> list[Step]:
    """Decide, in order, what each event of a request means.

    An id that was taken is answered as it was then, whatever has changed since; the
    same id with other content, or from another company, is a conflict.
    """
    steps: list[Step] = []
    seen: dict[str, int] = {}
    for position, reading in enumerate(readings):
        before = stored.get(reading.uuid) if reading.uuid else None
        if before:
            foreign = before.company_id != company_id
            changed = before.digest is not None and before.digest != reading.digest
            steps.append(Step("conflict") if foreign or changed else Step("again", before))
        elif reading.uuid in seen:
            twin = seen[reading.uuid]
            same = readings[twin].digest == reading.digest
            steps.append(Step("twin", twin=twin) if same else Step("conflict"))
        else:
            if reading.uuid:
                seen[reading.uuid] = position
            steps.append(Step("reject" if reading.code else "new"))
    return steps
