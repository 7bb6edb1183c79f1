"""Counting what passed and what failed."""

from dataclasses import dataclass, field

from ..console import say, seconds


@dataclass
class Tally:
    """How many tests passed, and the names of those that did not."""

    passed: int = 0
    failures: list = field(default_factory=list)

    @property
    def failed(self):
        """The number of failures."""
        return len(self.failures)

    @property
    def ok(self):
        """Whether something ran and all of it passed."""
        return not self.failures and self.passed > 0

    def __add__(self, other):
        return Tally(self.passed + other.passed, self.failures + other.failures)

    def require_some(self, what):
        """Count it as a failure when nothing ran at all."""
        if not self.passed and not self.failures:
            self.failures.append(f"{what}: no test ran")
        return self


def result(name, tally, started, now, details=""):
    """Print the line of one suite, and what went wrong below it."""
    mark = "✓" if tally.ok else "✗"
    counts = f"{tally.passed} passed" + (f", {tally.failed} failed" if tally.failed else "")
    say(f"  {mark} {name}: {counts} ({seconds(now - started)})")
    if not tally.ok and details:
        say("\n".join(f"      {line}" for line in details.strip().splitlines()))


def closing_line(tally):
    """Return the last line of a run, alone and always in the same form."""
    return f"{tally.passed} passed, {tally.failed} failed"
