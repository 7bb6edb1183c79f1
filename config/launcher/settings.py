"""Where this copy of the project keeps its things, read from the environment."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from .console import Failure

ROOT = Path(__file__).resolve().parents[2]
PORTS = 4  # door, gateway, Odoo, Odoo's evented server


@dataclass(frozen=True)
class Settings:
    """The folders, ports and database of one copy."""

    root: Path
    home: Path
    cache: Path
    port: int
    db: str

    @property
    def gateway_port(self):
        """The port of the stand-in gateway and its phone page."""
        return self.port + 1

    @property
    def odoo_port(self):
        """The port of Odoo's workers, behind the door."""
        return self.port + 2

    @property
    def gevent_port(self):
        """The port of Odoo's evented server (websockets), behind the door."""
        return self.port + 3

    @property
    def url(self):
        """The address that people open."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def gateway_url(self):
        """The address of the stand-in gateway."""
        return f"http://127.0.0.1:{self.gateway_port}"

    @property
    def addons(self):
        """The folder of the add-ons."""
        return self.root / "addons"

    @property
    def logs(self):
        """The folder of the log files."""
        return self.home / "log"

    @property
    def run(self):
        """The folder of process ids and locks."""
        return self.home / "run"


def load(environ=os.environ, root=ROOT):
    """Return the settings that the environment asks for, or fail with a clear message."""
    user_cache = Path(environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "/")) / ".cache")
    return Settings(
        root=root,
        home=_folder(environ.get("CLUB_HOME"), root / ".club"),
        cache=_folder(environ.get("CLUB_CACHE"), user_cache / "club"),
        port=_port(environ.get("CLUB_PORT") or "8069"),
        db=_database(environ.get("CLUB_DB") or "club"),
    )


def _folder(value, default):
    return Path(value).expanduser().absolute() if value else default


def _port(value):
    if not value.isascii() or not value.isdigit() or not 1024 <= int(value) <= 65535 - PORTS + 1:
        raise Failure(
            f"CLUB_PORT must be a number from 1024 to {65535 - PORTS + 1}, not {value!r}.",
            f"{PORTS} ports in a row are used, starting with it.",
        )
    return int(value)


def _database(value):
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,47}", value):
        raise Failure(
            f"CLUB_DB must be a plain database name, not {value!r}.",
            "Small letters, digits and _ only, at most 48, starting with a letter.",
        )
    return value
