"""One function for each command of ``./club``."""

import os
import subprocess

from . import database, odoo, processes, stack
from .console import Failure, say
from .shell import clean_env

DEMO_SERIAL = "DEMO-KEYPAD-1"
# The secret as keypads write it: base64 for addresses, without padding.
SECRET = f"""
SELECT rtrim(translate(encode(secret, 'base64'), '+/', '-_'), '=')
  FROM direct_device WHERE serial = '{DEMO_SERIAL}' AND secret IS NOT NULL
"""  # noqa: S608  (a constant of ours)


def up(settings, args, _rest):
    """Start everything; stay in the foreground unless told otherwise."""
    stack.up(settings)
    say(WELCOME.format(url=settings.url, phone=settings.gateway_url))
    if args.detach:
        say("./club logs shows the log, ./club down stops it all.")
        return 0
    say("Ctrl-C stops it all.\n")
    try:
        stack.follow(settings)
    finally:
        stack.down(settings)
    return 0


def down(settings, _args, _rest):
    """Stop everything."""
    say("Stopped." if stack.down(settings) else "Nothing was running.")


def reset(settings, _args, _rest):
    """Drop the database."""
    stack.reset(settings)
    say("The next ./club up makes a new database.")


def status(settings, _args, _rest):
    """Tell what runs."""
    return 0 if stack.status(settings) else 1


def logs(settings, args, _rest):
    """Show a log and follow it."""
    path = processes.log_file(settings, args.name)
    if not path.exists():
        known = sorted(file.stem for file in settings.logs.glob("*.log"))
        raise Failure(f"There is no log {args.name!r}.", f"Known: {', '.join(known) or 'none yet'}")
    subprocess.run(["tail", "-n", "50", "-f", str(path)], check=False)


def shell(settings, _args, _rest):
    """Open Odoo's shell on the database."""
    programs, server = _running(settings)
    argv = programs.argv(
        server, settings.db, database.data(settings), "--no-http", command=["shell"]
    )
    os.execve(argv[0], argv, programs.env())


def psql(settings, _args, rest):
    """Open PostgreSQL's client on the database."""
    server = stack.cluster(settings)
    server.start()
    program = str(server.place.binaries / "psql")
    os.execve(program, [program, "-d", settings.db, *rest], server.env())


def keypad(settings, args, _rest):
    """Press a key on the demo keypad, over the real route."""
    programs, server = _running(settings)
    rows = server.sql(SECRET, settings.db)
    if not rows:
        raise Failure(
            f"The database has no keypad {DEMO_SERIAL}.", "./club reset and ./club up bring it."
        )
    argv = [
        *(str(programs.python), str(settings.root / "tests/fakes/keypad.py")),
        *("--url", settings.url, "--serial", DEMO_SERIAL, "--secret", rows[0][0], args.number),
        *([args.tag] if args.tag else []),
    ]
    return subprocess.run(argv, env=clean_env(), check=False).returncode


def test(settings, args, _rest):
    """Run tests."""
    from .checks import plan

    return plan.run(settings, args)


def lint(settings, args, _rest):
    """Run the checks that need no database."""
    from .checks import plan

    return plan.lint(settings, fix=args.fix)


def bench(settings, _args, rest):
    """Time the way from key press to gateway."""
    from .checks import bench as benchmark

    return benchmark.run(settings, rest)


def _running(settings):
    programs = odoo.ensure(settings)
    server = stack.cluster(settings)
    server.start()
    if settings.db not in server.databases():
        raise Failure(f"There is no database {settings.db} yet.", "./club up makes it.")
    return programs, server


WELCOME = """
  Site        {url}
  Log in      admin / admin
  Phone page  {phone}   (what the customers' phones receive)
  Key press   ./club keypad ۰۹۱۲۱۲۳۴۵۶۷ 1
"""

RUN = {
    "up": up,
    "down": down,
    "reset": reset,
    "status": status,
    "logs": logs,
    "shell": shell,
    "psql": psql,
    "keypad": keypad,
    "test": test,
    "lint": lint,
    "bench": bench,
}
