"""The run of Odoo's tests is judged by its log, not by its exit code."""

import pytest

from launcher.checks import odoo_log
from launcher.checks.tally import Tally, closing_line

START = "2026-01-02 03:04:05,678 99"
COUNT = f"{START} INFO t odoo.tests.result: 0 failed, 0 error(s) of 4 tests when loading database"


def reading(*lines, allowed=""):
    return odoo_log.read("\n".join(lines), odoo_log.allowed_patterns(allowed))


def test_a_clean_run_counts_its_tests():
    tally = reading(COUNT).tally("x", 0)
    assert (tally.passed, tally.failures, tally.ok) == (4, [], True)


def test_no_test_at_all_is_a_failure():
    empty = f"{START} WARNING t odoo.tests.result: 0 failed, 0 error(s) of 0 tests"
    assert reading(empty).tally("x", 0).failures == ["x: no test ran"]
    assert not reading("").tally("x", 0).ok


def test_a_failed_test_is_named_with_its_traceback():
    read = reading(
        f"{START} ERROR t odoo.addons.a.tests.test_b: FAIL: TestB.test_c",
        "Traceback (most recent call last):",
        "AssertionError: 1 != 2",
        f"{START} INFO t odoo.tests.result: 1 failed, 0 error(s) of 4 tests when loading",
    )
    tally = read.tally("a", 1)
    assert (tally.passed, tally.failures) == (3, ["a: TestB.test_c"])
    assert "AssertionError: 1 != 2" in read.details


def test_a_skipped_test_is_a_failure():
    read = reading(
        f"{START} INFO t odoo.addons.a.tests.test_b: TestB.test_c : skipped 'no Chrome'", COUNT
    )
    assert not read.tally("a", 0).ok


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_a_loud_line_is_a_failure_unless_it_is_allowed(level):
    line = f"{START} {level} t odoo.addons.a.models.b: something odd"
    assert not reading(line, COUNT).tally("a", 0).ok
    assert reading(line, COUNT, allowed="# why\nsomething odd").tally("a", 0).ok


def test_a_bad_exit_without_words_is_a_failure():
    assert reading(COUNT).tally("a", 255).failures == ["a: Odoo ended with code 255"]


def test_the_closing_line_has_one_form():
    assert closing_line(Tally(3, ["x"]) + Tally(4)) == "7 passed, 1 failed"
    assert closing_line(Tally()) == "0 passed, 0 failed"
    assert not Tally().ok


def test_the_allow_list_is_readable_and_explains_each_line():
    text = odoo_log.ALLOWED.read_text(encoding="utf-8")
    assert odoo_log.allowed_patterns(text)
    lines = [line for line in text.splitlines() if line]
    assert lines[0].startswith("#")
