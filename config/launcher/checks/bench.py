"""The benchmarks: from key press to gateway, and how fast key presses are taken."""

import json
import subprocess

from .. import database, odoo, stack
from ..console import Failure

PROGRAM = "tests/bench/key_press.py"


def run(settings, arguments):
    """Run benchmarks against the running site; return their exit code."""
    program = settings.root / PROGRAM
    if not program.exists():
        raise Failure(f"{PROGRAM} is missing.")
    if not stack.status(settings):
        raise Failure("The site does not run.", "./club up --detach starts it.")
    programs = odoo.ensure(settings)
    server = stack.cluster(settings)
    env = programs.env(
        CLUB_BENCH_URL=settings.url,
        CLUB_BENCH_GATEWAY=settings.gateway_url,
        CLUB_BENCH_DB=settings.db,
        CLUB_BENCH_PGHOST=server.socket,
        CLUB_BENCH_PGBIN=server.place.binaries,
        CLUB_BENCH_ODOO=json.dumps(programs.argv(server, settings.db, database.data(settings))),
    )
    # The programs are not Odoo's: they get what Odoo needs for the Odoo that they start.
    env["CLUB_BENCH_PYTHONPATH"] = env.pop("PYTHONPATH")
    return subprocess.run(
        [str(programs.python), str(program), *arguments], env=env, cwd=settings.root, check=False
    ).returncode
