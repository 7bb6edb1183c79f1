"""Import the pure rules of each add-on without Odoo.

``addons/<addon>/tools`` holds plain Python, but importing it as ``odoo.addons.<addon>.tools``
would run the add-on's ``__init__`` and so need Odoo. Here every ``tools`` folder is a package
``pure.<addon>.tools``; relative imports inside it work, anything outside it does not:
a rule that reaches for Odoo fails its unit test.
"""

import sys
import types
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def _package(name, *paths):
    module = types.ModuleType(name)
    module.__path__ = [str(path) for path in paths]
    sys.modules[name] = module
    return module


_package("pure")
for _tools in sorted(ADDONS.glob("*/tools")):
    _package(f"pure.{_tools.parent.name}", _tools.parent)
