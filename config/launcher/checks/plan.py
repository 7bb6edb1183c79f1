"""Which checks run, in which order, and how the run ends."""

import time

from .. import addons, chromium, odoo, pins, postgres, python_env, steps
from ..console import Failure, say, seconds
from . import core_suites, lifecycle, odoo_suites, pytest_suites, translations
from . import lint as lint_checks
from .tally import Tally, closing_line
from .templates import Bench

STAGES = ("lint", "unit", "odoo", "core", "translations", "alone", "e2e")


def lint(settings, fix=False):
    """Run the checks that need no database; return the exit code."""
    started = time.monotonic()
    with steps.lock(settings.cache / "lock", "Another ./club is fetching", wait=True):
        python = _tools(settings)
    return _end(lint_checks.run(settings, python, fix), started)


def run(settings, args):
    """Run all stages, or what was asked for; return the exit code."""
    started = time.monotonic()
    chosen = _stages(settings, args)
    with steps.lock(settings.run / "test.lock", "Another ./club test is running here"):
        return _end(_run(settings, args, chosen), started)


def _run(settings, args, chosen):
    with steps.lock(settings.cache / "lock", "Another ./club is fetching", wait=True):
        python = _tools(settings)
    total = Tally()
    if "lint" in chosen:
        total += lint_checks.run(settings, python)
    if "unit" in chosen:
        with steps.lock(settings.cache / "lock", "Another ./club is fetching", wait=True):
            browser = chromium.ensure(settings)
        total += pytest_suites.unit(settings, python, browser, args.keyword)
    if not set(chosen) & {"odoo", "core", "translations", "alone", "e2e"}:
        return total
    with steps.lock(settings.cache / "lock", "Another ./club is fetching", wait=True):
        programs = odoo.ensure(settings, dev=True)
        browser = chromium.ensure(settings)
        place = postgres.ensure(settings)
    cluster = postgres.Cluster(place, "postgres-test", durable=False)
    cluster.start()
    bench = Bench(settings, programs, cluster)
    quick = bool(args.addons or args.keyword) and not args.fresh
    work = {
        "odoo": lambda: odoo_suites.run(bench, browser, args.addons, args.keyword, not quick),
        "core": lambda: core_suites.run(bench, browser),
        "translations": lambda: translations.run(bench),
        "alone": lambda: lifecycle.run(bench),
        "e2e": lambda: pytest_suites.e2e(bench, browser, args.keyword),
    }
    try:
        for stage, job in work.items():
            if stage in chosen:
                total += _guard(stage, job)
    finally:
        # A kept server makes the next small run start at once; a full run leaves nothing behind.
        if not quick:
            cluster.stop()
    return total


def _guard(stage, job):
    """Run a stage; when it cannot even start, that is one failure and the others go on."""
    try:
        return job()
    except Failure as failure:
        say(f"  ✗ {stage}: {failure.message}\n      {failure.advice}")
        return Tally(0, [f"{stage}: {failure.message.splitlines()[0]}"])


def _stages(settings, args):
    known = addons.names(settings)
    for name in args.addons:
        if name not in known:
            raise Failure(f"There is no add-on {name!r}.", f"Known: {', '.join(known)}")
    if args.only:
        for name in args.only:
            if name not in STAGES:
                raise Failure(f"There is no stage {name!r}.", f"Known: {', '.join(STAGES)}")
        return args.only
    if args.addons:
        return ["odoo"]
    if args.keyword:
        return ["unit", "odoo", "e2e"]
    return STAGES


def _tools(settings):
    return python_env.ensure(settings, pins.REQUIREMENTS_DEV, "Python packages with tools")


def _end(total, started):
    if total.failures:
        say("\nFailed:")
        for name in total.failures:
            say(f"  {name}")
    elif not total.passed:
        say("\nNo test ran: that is a failure.")
    say(f"\nTook {seconds(time.monotonic() - started)}.")
    say(closing_line(total))
    return 0 if total.ok else 1
