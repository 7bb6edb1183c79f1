"""The database of ``./club up``: made once, then kept in step with the add-ons."""

import json
from pathlib import Path

from . import addons, steps
from .console import say, step, warn
from .odoo import LANGUAGE
from .shell import run

SCRIPTS = Path(__file__).parent / "scripts"
# Base, and what the accounts need: these have demo data, the accounts' own would be in dollars.
FIRST = "base,web,base_setup,onboarding,product,analytic,portal,digest"
QUIET = ("--no-http", "--stop-after-init", "--workers", "0", "--max-cron-threads", "0")


def ensure(settings, odoo, cluster):
    """Make the database, or update the add-ons that changed since the last start."""
    if settings.db not in cluster.databases():
        _make(settings, odoo, cluster)
    else:
        _update(settings, odoo, cluster)


def drop(settings, cluster):
    """Drop the database and its files."""
    cluster.drop(settings.db)
    steps.remove(data(settings) / "filestore" / settings.db)
    _state_file(settings).unlink(missing_ok=True)


def data(settings):
    """Return the folder with the files of the database."""
    return settings.home / "data"


def _make(settings, odoo, cluster):
    unfinished = f"{settings.db}_unfinished"
    cluster.drop(unfinished)
    steps.remove(data(settings) / "filestore" / unfinished)
    cluster.create(unfinished)
    with step("Database: Odoo's base, in Persian"):
        _odoo(
            *(settings, odoo, cluster, unfinished),
            *("-i", FIRST, "--with-demo", f"--load-language={LANGUAGE}"),
        )
        script(settings, odoo, cluster, unfinished, "set_country.py")
    with step("Database: accounts in rials"):
        if "account" in addons.outside(settings):
            _odoo(settings, odoo, cluster, unfinished, "-i", "account")
        script(settings, odoo, cluster, unfinished, "set_currency.py")
    ours = addons.usual(settings)
    with step(f"Database: {', '.join(ours)} with demo data"):
        said = _odoo(settings, odoo, cluster, unfinished, "-i", ",".join(ours), "--with-demo")
    for line in said.splitlines():
        if "demo data failed" in line:
            warn(line.split(": ", 1)[-1])
    with step("Database: demo account, pages made ready"):
        script(settings, odoo, cluster, unfinished, "prepare_demo.py")
        # The first page then comes at once instead of after twenty seconds.
        script(settings, odoo, cluster, unfinished, "warm_pages.py")
    filestore = data(settings) / "filestore"
    steps.remove(filestore / settings.db)
    if (filestore / unfinished).exists():
        (filestore / unfinished).rename(filestore / settings.db)
    cluster.rename(unfinished, settings.db)
    _remember(settings)


def _update(settings, odoo, cluster):
    known = _recorded(settings)
    now = addons.fingerprints(settings, tests=False)
    new = [name for name in addons.usual(settings) if name not in known["addons"]]
    # An add-on that stands apart may be there or not: Odoo updates it only where it is.
    changed = [name for name in now if name not in new and known["addons"].get(name) != now[name]]
    if new or changed:
        with step(f"Database: update {', '.join(new + changed)}"):
            more = (["-i", ",".join(new)] if new else []) + (
                ["-u", ",".join(changed)] if changed else []
            )
            _odoo(settings, odoo, cluster, settings.db, *more)
    if new or changed or known["gateway"] != settings.gateway_url:
        with step("Database: demo account"):
            script(settings, odoo, cluster, settings.db, "prepare_demo.py")
        _remember(settings)


def script(settings, odoo, cluster, db, name, **variables):
    """Run one of our scripts inside Odoo; what it prints is returned."""
    return run(
        odoo.argv(cluster, db, data(settings), *QUIET[:1], "--log-level=warn", command=["shell"]),
        env=odoo.env(CLUB_GATEWAY_URL=settings.gateway_url, **variables),
        text_in=(SCRIPTS / name).read_text(encoding="utf-8"),
        log=settings.logs / "database.log",
    )


def _odoo(settings, odoo, cluster, db, *more):
    return run(
        odoo.argv(cluster, db, data(settings), *QUIET, *more),
        env=odoo.env(),
        log=settings.logs / "database.log",
    )


def _state_file(settings):
    return settings.home / f"{settings.db}.json"


def _recorded(settings):
    try:
        return json.loads(_state_file(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        say("  · it is not known which add-ons the database has: all are updated")
        return {"addons": dict.fromkeys(addons.names(settings), ""), "gateway": ""}


def _remember(settings):
    facts = {
        "addons": addons.fingerprints(settings, tests=False),
        "gateway": settings.gateway_url,
    }
    fresh = _state_file(settings).with_suffix(".json.new")
    fresh.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    fresh.replace(_state_file(settings))
