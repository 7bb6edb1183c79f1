"""Rungs and the criteria that hold them: data in, verdicts with their evidence out."""

from dataclasses import dataclass

from .facts import is_timed, value_of

OPERATORS = {
    ">=": lambda actual, value: actual >= value,
    "<=": lambda actual, value: actual <= value,
    ">": lambda actual, value: actual > value,
    "<": lambda actual, value: actual < value,
    "=": lambda actual, value: actual == value,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A threshold on one fact. ``window`` looks at the last N days only."""

    fact: str
    operator: str
    value: float
    window: int = 0
    alternative: int = 1

    @property
    def timed(self) -> bool:
        """Whether it can stop holding by silence alone."""
        return is_timed(self.fact, self.window)

    def holds(self, values: dict) -> bool:
        """Whether ``values`` meet the threshold; an unknown fact never does."""
        actual = value_of(values, self.fact, self.window)
        return actual is not None and OPERATORS[self.operator](actual, self.value)

    def as_list(self) -> list:
        """The criterion as it is stored beside a verdict."""
        return [self.fact, self.window, self.operator, self.value]


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung: criteria of one alternative must all hold, one alternative is enough.

    A rung without criteria holds for everybody. ``requires`` names a rung whose own criteria must
    hold as well. ``min_stay_days`` is how long silence alone cannot push somebody off it.
    """

    code: str
    sequence: int
    criteria: tuple[Criterion, ...] = ()
    requires: str | None = None
    min_stay_days: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rung holds, by which criteria it does, and which ones are nearest to missing."""

    holds: bool
    held: tuple[Criterion, ...] = ()
    missed: tuple[Criterion, ...] = ()


class Ruleset:
    """The ladder as one version of the rules draws it."""

    def __init__(self, rungs, version: int = 0):
        self.version = version
        self.rungs = tuple(sorted(rungs, key=lambda rung: (rung.sequence, rung.code)))
        self.by_code = {rung.code: rung for rung in self.rungs}
        self._position = {rung.code: index for index, rung in enumerate(self.rungs)}
        self._alternatives = {rung.code: _alternatives(rung) for rung in self.rungs}
        for rung in self.rungs:
            self._check_requires(rung)

    def _check_requires(self, rung):
        seen = set()
        while rung.requires:
            if rung.code in seen or rung.requires not in self.by_code:
                raise ValueError(f"rung {rung.code!r} builds on a rung that is not below it")
            seen.add(rung.code)
            rung = self.by_code[rung.requires]

    @property
    def windows(self) -> dict[str, tuple[int, ...]]:
        """Which windows the facts must be counted for: ``{"purchases": (365,)}``."""
        found: dict[str, set[int]] = {}
        for rung in self.rungs:
            for criterion in rung.criteria:
                if criterion.window:
                    found.setdefault(criterion.fact, set()).add(criterion.window)
        return {fact: tuple(sorted(windows)) for fact, windows in sorted(found.items())}

    def position(self, code: str | None) -> int:
        """Height of a rung on the ladder, -1 for a rung that is not on it."""
        return self._position.get(code, -1)

    def above(self, code: str) -> Rung | None:
        """The next rung up."""
        index = self._position[code] + 1
        return self.rungs[index] if index < len(self.rungs) else None

    def judge(self, code: str, values: dict, *, ignore_timed: bool = False) -> Verdict:
        """Whether a rung holds for ``values``.

        :param ignore_timed: leave out what silence alone can change.
        """
        rung = self.by_code[code]
        below = Verdict(True)
        if rung.requires:
            below = self.judge(rung.requires, values, ignore_timed=ignore_timed)
        own = _judge(self._alternatives[code], values, ignore_timed)
        return Verdict(below.holds and own.holds, below.held + own.held, below.missed + own.missed)

    def highest(self, values: dict) -> tuple[Rung | None, Verdict]:
        """The highest rung that holds, with its verdict; ``None`` when not even the lowest does."""
        for rung in reversed(self.rungs):
            verdict = self.judge(rung.code, values)
            if verdict.holds:
                return rung, verdict
        return None, Verdict(False)


def _alternatives(rung):
    groups: dict[int, list[Criterion]] = {}
    for criterion in rung.criteria:
        groups.setdefault(criterion.alternative, []).append(criterion)
    return tuple(tuple(groups[number]) for number in sorted(groups))


def _judge(alternatives, values, ignore_timed):
    """Verdict on a rung's own criteria; the alternative that misses least is the one shown."""
    best = None
    for criteria in alternatives:
        missed = tuple(
            criterion
            for criterion in criteria
            if not (ignore_timed and criterion.timed) and not criterion.holds(values)
        )
        if not missed:
            return Verdict(True, criteria)
        if best is None or len(missed) < len(best.missed):
            held = tuple(criterion for criterion in criteria if criterion not in missed)
            best = Verdict(False, held, missed)
    return best or Verdict(True)
