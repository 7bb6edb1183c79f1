"""``-k`` becomes Odoo's tags; changed add-ons are told by their files; kept state by its age."""

import json
from types import SimpleNamespace

import pytest

from launcher import addons, processes
from launcher.checks import choose, lifecycle, pytest_suites

TESTS = """
class TestVisit(Base):
    def test_first(self): ...
    def test_merge_window(self): ...
    def helper_merge(self): ...

class Helper:
    def merge(self): ...
"""


@pytest.fixture
def copy(tmp_path):
    """Return settings of a copy with two add-ons, the second needing the first."""
    for name, depends in (("base_one", ["sms"]), ("a_two", ["base_one", "crm"])):
        folder = tmp_path / "addons" / name
        (folder / "tests").mkdir(parents=True)
        (folder / "__manifest__.py").write_text(repr({"depends": depends}))
        (folder / "tests" / "test_visit.py").write_text(TESTS)
    (tmp_path / "addons" / "unfinished").mkdir()
    return SimpleNamespace(addons=tmp_path / "addons", run=tmp_path, logs=tmp_path, root=tmp_path)


def test_a_name_finds_methods_classes_and_files(copy):
    folder = copy.addons / "a_two"
    assert choose.tags(folder, "a_two", "merge") == "/a_two:TestVisit.test_merge_window"
    assert choose.tags(folder, "a_two", "testvisit") == "/a_two:TestVisit"
    assert choose.tags(folder, "a_two", "test_visit") == "/a_two:TestVisit"
    assert choose.tags(folder, "a_two", "nothing") == ""


def test_addons_come_after_what_they_need(copy):
    assert addons.names(copy) == ["base_one", "a_two"]
    assert addons.outside(copy) == ["crm", "sms"]
    assert addons.outside(copy, ["base_one"]) == ["sms"]


def test_a_bridge_to_something_big_stands_apart(copy):
    folder = copy.addons / "bridge"
    folder.mkdir()
    (folder / "__manifest__.py").write_text(repr({"depends": ["base_one", "point_of_sale"]}))
    assert addons.names(copy) == ["base_one", "a_two", "bridge"]
    assert addons.usual(copy) == ["base_one", "a_two"]
    assert addons.apart(copy, "bridge") == ["point_of_sale"]
    assert addons.apart(copy, "a_two") == []


def test_a_fingerprint_changes_with_any_file_but_not_with_compiled_ones(copy):
    folder = copy.addons / "a_two"
    before = addons.fingerprint(folder), addons.fingerprint(folder, tests=False)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_text("x")
    assert addons.fingerprint(folder) == before[0]
    (folder / "tests" / "test_visit.py").write_text("")
    assert addons.fingerprint(folder) != before[0]
    assert addons.fingerprint(folder, tests=False) == before[1]
    (folder / "views.xml").write_text("<odoo/>")
    assert addons.fingerprint(folder, tests=False) != before[1]


def test_traces_say_what_was_left_and_what_was_taken():
    assert lifecycle.difference({"a", "b"}, {"b", "c"}) == ["+ c", "- a"]


def test_a_junit_report_is_counted_and_a_skip_fails(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        "<testsuites><testsuite>"
        '<testcase classname="m" name="a"/><testcase classname="m" name="b"><failure/></testcase>'
        '<testcase classname="m" name="c"><skipped message="no browser"/></testcase>'
        "</testsuite></testsuites>"
    )
    tally = pytest_suites.read(report, "e2e")
    assert tally.passed == 1
    assert tally.failures == ["e2e: m::b", "e2e: m::c was skipped: no browser"]


def test_a_program_is_found_again_stopped_and_not_mistaken_for_another(copy):
    started = processes.start(copy, "sleeper", ["sleep", "60"], {"PATH": "/usr/bin:/bin"})
    assert processes.alive(copy, "sleeper") == started.pid
    assert processes.stop(copy, "sleeper")
    assert started.wait(5) is not None
    assert processes.alive(copy, "sleeper") is None
    # The number of a process that was born at another time is not ours.
    (copy.run / "sleeper.pid").write_text("1 12345678901234")
    assert processes.alive(copy, "sleeper") is None
    assert not processes.stop(copy, "sleeper")


def test_state_files_are_plain_json(copy):
    facts = addons.fingerprints(copy)
    assert json.loads(json.dumps(facts)) == facts
