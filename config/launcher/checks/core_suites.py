"""Odoo's own tests of what we extend, with our add-ons installed, and its checks of code style."""

import time
from pathlib import Path

from . import odoo_log, odoo_suites
from .tally import Tally, result

WRAPPER = Path(__file__).resolve().parents[1] / "scripts" / "odoo_after_install.py"
SUITES = "/sms,/sms_twilio,/phone_validation,/loyalty"
# The checks of test_lint that look at every add-on on the path. (Those left out look at Odoo's own
# sources, which Debian changes, or need tools that Odoo's developers have.)
LINT_CLASSES = (
    "TestLintOverrideSignatures",
    "RoutesLinter",
    "TestIndex",
    "TestDunderinit",
    "TestOnchangeDomains",
    "TestConflictMarkers",
    "TestNaming",
)


def run(bench, browser):
    """Run the suites and the checks; return the tally."""
    return _suites(bench, browser) + _lint(bench, browser)


def _suites(bench, browser):
    started = time.monotonic()
    bench.copy(bench.installed(), "test_core")
    code, text = odoo_suites.run_tests(bench, browser, "test_core", tags=SUITES, wrapper=WRAPPER)
    return _read("core with our add-ons", "core", bench, started, code, text)


def _lint(bench, browser):
    started = time.monotonic()
    bench.copy(bench.installed(), "test_lint_core")
    bench.odoo_run("test_lint_core", "-i", "test_lint")
    tags = ",".join(f"/test_lint:{name}" for name in LINT_CLASSES)
    code, text = odoo_suites.run_tests(bench, browser, "test_lint_core", tags=tags, wrapper=WRAPPER)
    return _read("Odoo's test_lint", "lint_core", bench, started, code, text)


def _read(name, log, bench, started, code, text):
    reading = odoo_log.read(text)
    tally = Tally() + reading.tally(name, code)
    details = [*reading.details[:200], f"all of it: {bench.settings.logs / f'test-{log}.log'}"]
    result(name, tally, started, time.monotonic(), "\n".join(details))
    return tally
