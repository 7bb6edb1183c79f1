"""Tests that pytest runs: the pure rules, and the whole way from key press to phone."""

import json
import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree

from ..shell import clean_env
from .tally import Tally, result

NOTHING_COLLECTED = 5
# Seconds for all of it: a thread left behind would hold pytest for ever.
PATIENCE = int(os.environ.get("CLUB_TEST_PATIENCE", "1500"))


def unit(settings, python, browser, keyword=None):
    """Run the unit tests, the same examples every time."""
    more = ["--hypothesis-profile=ci"]
    env = clean_env(PATH=f"{browser}:{os.environ.get('PATH', os.defpath)}")
    return _pytest(settings, python, "unit", "tests/unit", more, env, keyword)


def e2e(bench, browser, keyword=None):
    """Run the end-to-end tests against real servers on copies of the demo database."""
    settings, odoo = bench.settings, bench.odoo
    argv = odoo.argv(bench.cluster, "DB", bench.data)
    env = odoo.env(
        browser=browser,
        CLUB_TEST_ODOO=json.dumps([argv[0], argv[1], *_without_db(argv[2:])]),
        CLUB_TEST_PYTHON=odoo.python,
        CLUB_TEST_PGHOST=bench.cluster.socket,
        CLUB_TEST_PGBIN=bench.cluster.place.binaries,
        CLUB_TEST_TEMPLATE_DB=bench.demo(),
        CLUB_TEST_EMPTY_DB=bench.installed(),
        CLUB_TEST_DATA=bench.data,
        CLUB_TEST_CHROMIUM=browser / "chromium",
        CLUB_TEST_LOGS=settings.logs,
        PGHOST=bench.cluster.socket,
        PGUSER="odoo",
    )
    # Odoo's own sources are for Odoo alone: pytest must not import them by accident.
    env["CLUB_TEST_PYTHONPATH"] = env.pop("PYTHONPATH")
    return _pytest(settings, odoo.python, "e2e", "tests/e2e", [], env, keyword)


def _without_db(argv):
    place = argv.index("-d")
    return argv[:place] + argv[place + 2 :]


def _pytest(settings, python, name, folder, more, env, keyword):
    if not any((settings.root / folder).glob("**/test_*.py")):
        return Tally().require_some(name)
    started = time.monotonic()
    report = settings.logs / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    log = settings.logs / f"test-{name}.log"
    with log.open("w", encoding="utf-8") as stream:
        code = _wait(
            [
                *(str(python), "-m", "pytest", folder, "-q", "-p", "no:cacheprovider", *more),
                *(f"--junitxml={report}", *(["-k", keyword] if keyword else [])),
            ],
            cwd=settings.root,
            env={**env, "PYTHONDONTWRITEBYTECODE": "1", "CI": os.environ.get("CI", "")},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
    said = log.read_text(encoding="utf-8", errors="replace")
    if code == NOTHING_COLLECTED and keyword:
        return Tally()
    tally = read(report, name) if report.exists() else Tally(0, [f"{name}: pytest did not run"])
    if code and tally.ok:
        tally.failures.append(f"{name}: pytest ended with code {code}")
    tally.require_some(name)
    words = "\n".join([*said.splitlines()[-150:], f"all of it: {log}"])
    result(name, tally, started, time.monotonic(), words)
    return tally


def _wait(argv, **how):
    """Run to the end; a run that hangs is ended and has failed."""
    try:
        return subprocess.run(argv, check=False, timeout=PATIENCE, **how).returncode
    except subprocess.TimeoutExpired:
        return f"none: it did not end within {PATIENCE} s"


def read(report, name):
    """Return the tally of a JUnit report; a skipped test counts as a failure."""
    tally = Tally()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        title = f"{name}: {case.get('classname')}::{case.get('name')}"
        if case.find("skipped") is not None:
            tally.failures.append(f"{title} was skipped: {case.find('skipped').get('message')}")
        elif case.find("failure") is not None or case.find("error") is not None:
            tally.failures.append(title)
        else:
            tally.passed += 1
    return tally
