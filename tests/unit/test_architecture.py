"""The walls of the house: who may depend on whom, and what pure rules may touch."""

import ast
import re
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"

# No other edge between add-ons, and nothing else of Odoo, unless this table changes with docs/.
DEPENDS = {
    "sms_ir": {"sms"},
    "customer_club": {"contacts", "sms", "phone_validation", "utm", "loyalty"},
    "direct_device": {"customer_club"},
    "crm_ladder": {"customer_club", "sale_crm", "sale_loyalty", "account"},
}
NAMES = sorted(DEPENDS)
# Bridges install themselves where both ends are: one end of ours, one of Odoo's.
BRIDGES = {
    "customer_club_sale": {"customer_club", "sale_loyalty"},
    "customer_club_pos": {"customer_club", "point_of_sale"},
    "crm_ladder_pos": {"crm_ladder", "point_of_sale", "pos_loyalty", "pos_sale", "sale_stock"},
    "customer_club_privacy": {"customer_club", "privacy_lookup"},
    "customer_club_recycle": {"customer_club", "data_recycle"},
}
ALL = sorted({**DEPENDS, **BRIDGES})

# The network clients of one add-on talk to the outside: that is their work.
WIRE = ("sms_ir", "wire")
IMPURE_MODULES = {
    *("odoo", "os", "io", "sys", "socket", "subprocess", "pathlib", "shutil", "tempfile", "glob"),
    *("random", "secrets", "uuid", "threading", "asyncio", "sqlite3", "psycopg2", "requests"),
    *("urllib3", "http", "logging", "time"),
}
CLOCKS = {"now", "utcnow", "today"}
# Harmless all the same: a type of the log's, which masks numbers and writes nothing.
EXCEPTIONS = {("sms_ir/tools/redact.py", "logging")}
# The one place where the network clients meet Odoo's class of SMS providers.
SEAM = "sms_ir/tools/wire/sms_api.py"


def manifest(name):
    return ast.literal_eval((ADDONS / name / "__manifest__.py").read_text(encoding="utf-8"))


def python_files(name, folder=""):
    return sorted((ADDONS / name / folder).rglob("*.py"))


def rule_files():
    for name in ALL:
        for path in python_files(name, "tools"):
            yield pytest.param(path, id=str(path.relative_to(ADDONS)))


def test_the_addons_are_the_four_of_the_design():
    assert {path.parent.name for path in ADDONS.glob("*/__manifest__.py")} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_edges_between_addons_are_those_of_the_design(name):
    assert set(manifest(name)["depends"]) == {**DEPENDS, **BRIDGES}[name]


@pytest.mark.parametrize("name", ALL)
def test_only_bridges_install_themselves_and_nothing_needs_one(name):
    facts = manifest(name)
    assert bool(facts.get("auto_install")) == (name in BRIDGES)
    assert not set(facts["depends"]) & set(BRIDGES)
    if name in BRIDGES:
        assert len(BRIDGES[name] & set(DEPENDS)) == 1, "a bridge joins one of ours to one of Odoo's"


@pytest.mark.parametrize("name", ALL)
def test_manifest_facts(name):
    facts = manifest(name)
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", facts["version"])
    assert facts["license"] == "LGPL-3"
    assert facts["author"] == "Customer Club"
    assert facts["category"] == "Marketing"
    assert facts["summary"].strip()
    for key in ("data", "demo"):
        for path in facts.get(key, ()):
            assert (ADDONS / name / path).is_file(), path


@pytest.mark.parametrize("name", ALL)
def test_each_addon_explains_itself_and_speaks_persian(name):
    assert len((ADDONS / name / "README.md").read_text(encoding="utf-8")) > 500
    assert (ADDONS / name / "i18n" / "fa.po").is_file()
    assert any((ADDONS / name / "tests").glob("test_*.py"))


@pytest.mark.parametrize("name", ALL)
def test_no_addon_imports_one_that_it_does_not_depend_on(name):
    edges = {**DEPENDS, **BRIDGES}
    reachable, waiting = {name}, [name]
    while waiting:
        for other in edges[waiting.pop()] & set(ALL):
            reachable.add(other)
            waiting.append(other)
    for path in python_files(name):
        for other in re.findall(r"odoo\.addons\.(\w+)", path.read_text(encoding="utf-8")):
            assert other not in set(ALL) - reachable, f"{path.name} imports {other}"


@pytest.mark.parametrize("path", list(rule_files()))
def test_pure_rules_touch_neither_odoo_nor_the_world(path):
    inner = path.relative_to(ADDONS)
    wire = inner.parts[0] == WIRE[0] and WIRE[1] in inner.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for module in imported(node):
            if wire:
                assert module != "odoo" or str(inner) == SEAM, f"{inner} imports odoo"
            elif (str(inner), module) not in EXCEPTIONS:
                assert module not in IMPURE_MODULES, f"{inner}:{node.lineno} imports {module}"
        if isinstance(node, ast.Call) and not wire:
            called = node.func
            assert not (isinstance(called, ast.Name) and called.id in {"open", "print", "input"})
            if isinstance(called, ast.Attribute) and called.attr in CLOCKS:
                raise AssertionError(f"{inner}:{node.lineno} reads the clock")


def imported(node):
    """Return the top modules of an absolute import."""
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [(node.module or "").split(".")[0]]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_the_tools_packages_import_nothing(name):
    assert (ADDONS / name / "tools" / "__init__.py").read_text(encoding="utf-8").strip() == ""


@pytest.mark.parametrize("name", ALL)
def test_odoo_tests_run_after_installation(name):
    for path in sorted((ADDONS / name / "tests").glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and any(
                isinstance(item, ast.FunctionDef) and item.name.startswith("test")
                for item in node.body
            ):
                marks = ast.unparse(ast.Module(node.decorator_list, []))
                assert "post_install" in marks and "-at_install" in marks, f"{path}: {node.name}"
