"""Run Odoo so that tests marked ``at_install`` run after all add-ons are loaded.

Core's tests that are meant for the moment after their own add-on's installation would otherwise
meet a database whose other columns the half-loaded registry does not know.

    python odoo_after_install.py PATH-OF-ODOO ARGUMENT …
"""

import runpy
import sys

import odoo.init  # noqa: F401  (makes ``odoo`` ready to import from)
from odoo.tests import loader
from odoo.tests.suite import OdooSuite

original = loader.make_suite


def make_suite(module_names, position="at_install"):
    """Put all tests after the installation, in the order that Odoo gives them."""
    if position == "at_install":
        return OdooSuite([])
    names = list(module_names)
    return OdooSuite([*original(names, "at_install"), *original(names, "post_install")])


loader.make_suite = make_suite
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
