"""How our Odoo is called: its programs, its settings, its surroundings."""

from dataclasses import dataclass
from pathlib import Path

from . import node, odoo_source, pins, python_env
from .shell import clean_env

LANGUAGE = "fa_IR"


@dataclass(frozen=True)
class Odoo:
    """An Odoo that is ready to be called."""

    settings: object
    python: Path
    node: Path
    root: Path

    def argv(self, cluster, db, data, *more, command=()):
        """Return the command line for a database of a cluster."""
        addons = f"{self.root / odoo_source.SOURCES / 'odoo/addons'},{self.settings.addons}"
        return [
            *(str(self.python), str(self.root / "usr/bin/odoo"), *command),
            *("-c", str(self.settings.root / "config/odoo.dev.conf")),
            *("--addons-path", addons, "--data-dir", str(data)),
            *("--db_host", str(cluster.socket), "--db_user", "odoo", "-d", db),
            *map(str, more),
        ]

    def env(self, **extra):
        """Return the environment that Odoo needs."""
        path = node.path(self.python, self.node)
        if "browser" in extra:
            path = f"{extra.pop('browser')}:{path}"
        return clean_env(
            PATH=path,
            PYTHONPATH=self.root / odoo_source.SOURCES,
            PYTHONUNBUFFERED=1,
            LC_ALL="C.UTF-8",
            **extra,
        )


def ensure(settings, dev=False):
    """Return an Odoo with everything it needs, fetched and built where it is missing."""
    if dev:
        python = python_env.ensure(settings, pins.REQUIREMENTS_DEV, "Python packages with tools")
    else:
        python = python_env.ensure(settings, pins.REQUIREMENTS_ODOO, "Python packages")
    packages = node.ensure(settings, python)
    return Odoo(settings, python, packages, odoo_source.ensure(settings, python, packages))
