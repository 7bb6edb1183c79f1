"""Databases that tests start from: built once, then copied in a fraction of a second."""

import json
import shutil
import threading
from pathlib import Path

from .. import addons, odoo_source, pins, steps
from ..console import step
from ..database import FIRST
from ..odoo import LANGUAGE
from ..shell import run

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
BATCH = ("--no-http", "--stop-after-init", "--workers", "0", "--max-cron-threads", "0")
# Neighbours that a real shop has beside us; core's suites run with them.
NEIGHBOURS = ("sms_twilio",)


class Bench:
    """The test cluster with its databases and their files."""

    def __init__(self, settings, odoo, cluster):
        self.settings = settings
        self.odoo = odoo
        self.cluster = cluster
        self.data = settings.home / "test-data"
        self._copying = threading.Lock()

    # --- single databases -----------------------------------------------------------------------

    def copy(self, template, name):
        """Make a database as a copy of a template, with its files as links."""
        with self._copying:  # PostgreSQL copies a template for one at a time
            self.cluster.drop(name)
            self.cluster.create(name, template)
        files = self.data / "filestore"
        steps.remove(files / name)
        if (files / template).exists():
            shutil.copytree(files / template, files / name, copy_function=_link)

    def drop(self, name):
        """Drop a database and its files."""
        self.cluster.drop(name)
        steps.remove(self.data / "filestore" / name)

    def odoo_run(self, db, *more, timeout=1800):
        """Run Odoo on a database to its end, in batch."""
        return run(
            self.odoo.argv(self.cluster, db, self.data, *BATCH, *more),
            env=self.odoo.env(),
            log=self.settings.logs / "test-databases.log",
            timeout=timeout,
        )

    def script(self, db, name, **variables):
        """Run one of our scripts inside Odoo and return what it printed."""
        return run(
            self.odoo.argv(
                self.cluster, db, self.data, "--no-http", "--log-level=warn", command=["shell"]
            ),
            env=self.odoo.env(**variables),
            text_in=(SCRIPTS / name).read_text(encoding="utf-8"),
            log=self.settings.logs / "test-databases.log",
            timeout=600,
        )

    # --- templates ------------------------------------------------------------------------------

    def _template(self, kind, key, text, make):
        """Return the template of a kind for a key, made under another name first."""
        name = f"tpl_{kind}_{key}"
        if name in self.cluster.databases():
            return name
        unfinished = f"unfinished_{kind}"
        with step(text):
            self.drop(unfinished)
            make(unfinished)
            for old in self.cluster.databases():
                if old.startswith(f"tpl_{kind}_"):
                    self.drop(old)
            files = self.data / "filestore"
            steps.remove(files / name)
            if (files / unfinished).exists():
                (files / unfinished).rename(files / name)
            self.cluster.rename(unfinished, name)
        return name

    def _base_key(self):
        return steps.digest(odoo_source.key(), pins.lock_text(pins.REQUIREMENTS_DEV), LANGUAGE)

    def bare(self):
        """Return a template with Odoo's base and nothing else."""

        def make(db):
            self.cluster.create(db)
            self.odoo_run(db, "-i", "base")

        return self._template("bare", self._base_key(), "Test database: bare", make)

    def dependencies(self, name=None):
        """Return a template with all that our add-ons need, and the pages' bundles made.

        :param name: an add-on that may need more than the usual ones; then there is that, too
        """
        more = addons.apart(self.settings, name) if name else ()
        if more:
            return self._beside(name, more)
        needed = sorted({*addons.outside(self.settings, addons.usual(self.settings)), *NEIGHBOURS})

        def make(db):
            self.cluster.create(db)
            self.odoo_run(db, "-i", ",".join(needed), f"--load-language={LANGUAGE}")
            self.script(db, "warm_pages.py")

        key = steps.digest(self._base_key(), needed)
        return self._template("deps", key, "Test database: what the add-ons need", make)

    def _beside(self, name, more):
        def make(db):
            self.copy(self.dependencies(), db)
            self.odoo_run(db, "-i", ",".join(more), "--skip-auto-install")

        key = steps.digest(self.dependencies(), more)
        return self._template(name, key, f"Test database: {', '.join(more)} beside them", make)

    def installed(self):
        """Return a template with our usual add-ons, without demo data."""
        names = addons.usual(self.settings)

        def make(db):
            self.copy(self.dependencies(), db)
            self.odoo_run(db, "-i", ",".join(names))

        key = steps.digest(
            self.dependencies(), json.dumps(addons.fingerprints(self.settings, tests=False))
        )
        return self._template("all", key, f"Test database: {', '.join(names)}", make)

    def demo(self):
        """Return a template as a shop that tries the suite out has it: everything, with demo."""
        names = addons.usual(self.settings)
        needed = addons.outside(self.settings, names)
        scripts = [(SCRIPTS / name).read_bytes() for name in ("set_country.py", "set_currency.py")]
        key = steps.digest(self._base_key(), needed, FIRST, *scripts)

        def make_base(db):
            self.cluster.create(db)
            language = f"--load-language={LANGUAGE}"
            self.odoo_run(db, "-i", FIRST, "--with-demo", language)
            self.script(db, "set_country.py")
            if "account" in needed:
                self.odoo_run(db, "-i", "account")
            self.script(db, "set_currency.py")
            self.odoo_run(db, "-i", ",".join(needed), "--with-demo", language)
            self.script(db, "warm_pages.py")

        base = self._template("demobase", key, "Test database: demo data of Odoo", make_base)

        def make(db):
            self.copy(base, db)
            self.odoo_run(db, "-i", ",".join(names), "--with-demo")
            self.script(db, "prepare_demo.py", CLUB_GATEWAY_URL="http://127.0.0.1:1")

        key = steps.digest(base, json.dumps(addons.fingerprints(self.settings, tests=False)))
        return self._template("demo", key, "Test database: everything, with demo data", make)


def _link(source, target):
    Path(target).hardlink_to(source)
