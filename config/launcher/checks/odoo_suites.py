"""The add-ons' own tests inside Odoo, each on a database of its own."""

import json
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from .. import addons
from . import choose, odoo_log
from .tally import Tally, result

AT_ONCE = 2
PATIENCE = 1800  # seconds for one suite


def run(bench, browser, names=None, keyword=None, fresh=True):
    """Run the suites of add-ons two at a time; return the tally."""
    names = names or addons.names(bench.settings)
    wanted = {name: _tags(bench, name, keyword) for name in names}
    wanted = {name: tags for name, tags in wanted.items() if tags}
    for name in ("", *wanted):  # one after the other, before two suites ask for the same
        bench.dependencies(name)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [
            pool.submit(_suite, bench, browser, name, tags, fresh) for name, tags in wanted.items()
        ]
    total = Tally()
    for one in runs:
        total += one.result()
    return total


def _tags(bench, name, keyword):
    """Return what Odoo shall run of an add-on; empty when the keyword names nothing of it."""
    return choose.tags(bench.settings.addons / name, name, keyword) if keyword else f"/{name}"


def _suite(bench, browser, name, tags, fresh):
    started = time.monotonic()
    db = f"test_{name}"
    step = _prepare(bench, db, name, fresh)
    code, text = run_tests(bench, browser, db, *step, tags=tags)
    reading = odoo_log.read(text)
    tally = reading.tally(name, code)
    if _clean(reading, code):
        _remember(bench, name)
    else:
        _state(bench, name).unlink(missing_ok=True)
    details = reading.details or ([] if tally.ok else text.splitlines()[-25:])
    log = bench.settings.logs / f"test-{name}.log"
    details = [*details[:200], "", f"all of it: {log}"]
    result(f"Odoo, {name}", tally, started, time.monotonic(), "\n".join(details))
    return tally


def run_tests(bench, browser, db, *more, tags, wrapper=None):
    """Run Odoo's tests with these tags on a database; return its exit code and its log."""
    port = free_port()
    argv = bench.odoo.argv(
        *(bench.cluster, db, bench.data, *more),
        *("--test-tags", tags, "--stop-after-init", "--workers", "0", "--max-cron-threads", "0"),
        *("--http-port", port, "--log-level=info"),
    )
    if wrapper:
        argv[1:2] = [str(wrapper), argv[1]]
    log = bench.settings.logs / f"test-{db.removeprefix('test_')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as stream:
        code = _wait(
            argv,
            env=bench.odoo.env(browser=browser),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            cwd=bench.settings.root,
        )
    return code, log.read_text(encoding="utf-8", errors="replace")


def _wait(argv, **how):
    """Run to the end; a run that hangs is ended and has failed."""
    try:
        return subprocess.run(argv, check=False, timeout=PATIENCE, **how).returncode
    except subprocess.TimeoutExpired:
        return f"none: it did not end within {PATIENCE} s"


def free_port():
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _prepare(bench, db, name, fresh):
    """Return Odoo's option that brings the add-on into the database, making the latter if need be.

    A kept database is taken when it came from the same template: an update is quicker than an
    installation, and both are quicker than building what the add-on needs.
    """
    known = {}
    if _state(bench, name).exists():
        known = json.loads(_state(bench, name).read_text(encoding="utf-8"))
    template = bench.dependencies(name)
    if fresh or known.get("template") != template or not _has(bench, db):
        bench.copy(template, db)
        return "-i", name
    now = addons.fingerprints(bench.settings)
    changed = {
        other for other, value in now.items() if known["addons"].get(other) not in (None, value)
    }
    return "-u", ",".join(sorted({name, *(changed & _needs(bench, name))}))


def _needs(bench, name):
    """Return the add-ons of ours that one depends on, directly or not."""
    found, waiting = set(), [name]
    while waiting:
        path = bench.settings.addons / waiting.pop() / "__manifest__.py"
        for other in addons.manifest(path).get("depends", ()):
            if (bench.settings.addons / other).is_dir() and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _has(bench, db):
    return db in bench.cluster.databases()


def _clean(reading, code):
    """Tell whether the database is worth keeping: the add-on went in, whatever tests said."""
    return reading.counted > 0 and (not code or bool(reading.broken))


def _state(bench, name):
    return bench.settings.home / "test-state" / f"{name}.json"


def _remember(bench, name):
    facts = {
        "template": bench.dependencies(name),
        "addons": addons.fingerprints(bench.settings),
    }
    path = _state(bench, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(facts), encoding="utf-8")
