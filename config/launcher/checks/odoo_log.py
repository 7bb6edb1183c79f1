"""Reading the log of a test run: what was counted, what failed, what should not have been said."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from .tally import Tally

ALLOWED = Path(__file__).with_name("allowed_log.txt")

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) (?P<db>\S+) (?P<logger>[^\s:]+): "
    r"(?P<text>.*)$"
)
COUNT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
BROKEN = re.compile(r"^(FAIL|ERROR): (?P<test>\S.*)$")
SKIPPED = re.compile(r"\bskipped\b", re.IGNORECASE)
LOUD = {"WARNING", "ERROR", "CRITICAL"}


@dataclass
class Reading:
    """What a log says about a run of tests."""

    counted: int = 0
    broken: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    unexpected: list = field(default_factory=list)
    details: list = field(default_factory=list)

    def tally(self, name, code):
        """Return the tally of the run; ``code`` is what Odoo ended with."""
        troubles = [f"{name}: {test}" for test in self.broken]
        troubles += [f"{name}: {text}" for text in self.skipped]
        troubles += [f"{name}: unexpected in the log: {text}" for text in self.unexpected]
        if code and not troubles:
            troubles.append(f"{name}: Odoo ended with code {code}")
        passed = max(0, self.counted - len(self.broken))
        return Tally(passed, troubles).require_some(name)


def allowed_patterns(text):
    """Return the patterns of an allow-list; ``#`` starts a comment line."""
    lines = (line.strip() for line in text.splitlines())
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def read(text, allowed=None):
    """Return what a log says."""
    if allowed is None:
        allowed = allowed_patterns(ALLOWED.read_text(encoding="utf-8"))
    reading = Reading()
    keep = False
    for raw in text.splitlines():
        match = LINE.match(raw)
        if not match:
            if keep:  # the lines of a traceback belong to the line before them
                reading.details.append(raw)
            continue
        keep = _take(reading, match, raw, allowed)
    return reading


def _take(reading, match, raw, allowed):
    """Take one line in; return whether the lines that follow belong to a trouble."""
    level, logger, text = match["level"], match["logger"], match["text"]
    count = COUNT.search(text)
    if count:
        if logger == "odoo.tests.result":
            reading.counted += int(count[3])
        return False
    broken = BROKEN.match(text)
    if broken and level == "ERROR":
        reading.broken.append(broken["test"])
        reading.details.append(f"{broken[1]}: {broken['test']}")
        return True
    if logger.startswith(("odoo.tests", "odoo.addons")) and ": skipped " in text:
        reading.skipped.append(text.strip())
        return False
    if level in LOUD and not any(pattern.search(raw) for pattern in allowed):
        # Odoo repeats the failed modules at the end: said already.
        if re.match(r"Module \S+: \d+ failures?, \d+ errors?|At least one test failed", text):
            return False
        reading.unexpected.append(f"{level} {logger}: {text[:300]}")
        reading.details.append(raw)
        return True
    return False
