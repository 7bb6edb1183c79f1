"""Do the catalogues hold every text that Odoo would show? Only Odoo can tell."""

import time

from .. import addons
from ..shell import run as run_program
from .tally import Tally, result
from .templates import SCRIPTS


def run(bench):
    """Compare each add-on's Persian with the texts that Odoo exports; return the tally."""
    started = time.monotonic()
    bench.copy(bench.installed(), "test_i18n")
    folder = bench.settings.home / "test-i18n"
    folder.mkdir(exist_ok=True)
    total, details = Tally(), []
    for name in addons.names(bench.settings):
        exported = folder / f"{name}.pot"
        db = "test_i18n"
        if addons.apart(bench.settings, name):
            db = f"test_i18n_{name}"
            bench.copy(bench.dependencies(name), db)
            bench.odoo_run(db, "-i", name)
        bench.script(db, "export_terms.py", CLUB_ADDON=name, CLUB_TARGET=exported)
        said = run_program(
            [
                *(bench.odoo.python, SCRIPTS / "compare_po.py", exported),
                bench.settings.addons / name / "i18n" / "fa.po",
            ]
        ).strip()
        if said:
            total.failures.append(f"{name}: fa.po does not hold what Odoo shows")
            details.append(said)
        else:
            total.passed += 1
    bench.drop("test_i18n")
    result("translations", total, started, time.monotonic(), "\n".join(details))
    return total
