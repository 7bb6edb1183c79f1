"""Which level of a club somebody stands on, and how far the next one is."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Level:
    """A level: what it takes. ``rank`` grows with the level, no two are equal.

    ``points`` earned and ``visits`` within the time that the club looks back; 0 asks for none.
    ``both``: both are needed, else one of them is enough. ``given``: nobody earns it, it is
    joined: by a form, a purchase or staff.
    """

    id: int
    rank: int
    points: float = 0
    visits: int = 0
    both: bool = False
    given: bool = False


@dataclass(frozen=True)
class Standing:
    """What is known of a member. ``granted``: the levels given to him that are valid today."""

    points: float = 0
    visits: int = 0
    granted: tuple[int, ...] = ()
    level: int | None = None
    since: date | None = None


def reached(level: Level, points: float, visits: int) -> bool:
    """Whether points and visits are enough for a level. One without thresholds takes everybody."""
    if level.given:
        return False
    asked = [
        have >= need for have, need in ((points, level.points), (visits, level.visits)) if need > 0
    ]
    return not asked or (all(asked) if level.both else any(asked))


def decide(levels, standing: Standing, today: date, keep_days: int) -> tuple[int | None, str]:
    """The level on which a member stands today, and why.

    :param levels: iterable of :class:`Level`
    :param keep_days: nobody falls sooner than this after reaching an earned level
    :return: ``(level id or None, reason)``; reasons: ``earned``, ``granted``, ``kept`` (would have
        fallen, but not so soon), ``fell``, ``none``
    """
    by_id = {level.id: level for level in levels}
    candidates = [
        (level.rank, level.id, "earned")
        for level in by_id.values()
        if reached(level, standing.points, standing.visits)
    ]
    candidates += [(by_id[key].rank, key, "granted") for key in standing.granted if key in by_id]
    rank, target, reason = max(candidates, default=(None, None, "none"))
    now = by_id.get(standing.level)
    if now is None or target == now.id:
        return target, reason
    if rank is None or rank < now.rank:
        kept_until = standing.since and standing.since + timedelta(days=keep_days)
        if not now.given and kept_until and today < kept_until:
            return now.id, "kept"
        return target, "fell"
    return target, reason


@dataclass(frozen=True)
class Distance:
    """What is missing to a level: points and visits, and whether both are needed."""

    level: int
    points: float
    visits: int
    both: bool
    share: int  # how much of the way is gone, in percent


def to_next(levels, standing: Standing) -> Distance | None:
    """How far the next level that can be earned is; None on the highest."""
    by_id = {level.id: level for level in levels}
    now = by_id.get(standing.level)
    above = [
        level
        for level in by_id.values()
        if not level.given
        and (now is None or level.rank > now.rank)
        and not reached(level, standing.points, standing.visits)
    ]
    if not above:
        return None
    level = min(above, key=lambda each: each.rank)
    ways = [
        have / need
        for have, need in ((standing.points, level.points), (standing.visits, level.visits))
        if need > 0
    ]
    gone = min(ways) if level.both else max(ways)
    return Distance(
        level=level.id,
        points=max(0, level.points - standing.points),
        visits=max(0, level.visits - standing.visits),
        both=level.both,
        share=max(0, min(99, int(gone * 100))),
    )
