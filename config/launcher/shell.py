"""Running other programs: quietly, with their words kept for when they fail."""

import os
import subprocess
from pathlib import Path

from . import diagnose
from .console import Failure

# Variables of the caller's Python that would leak into ours.
FOREIGN = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "PIP_TARGET",
    "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV",
    "ODOO_RC",
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGPASSWORD",
    "PGDATABASE",
    "PGSERVICE",
)


def clean_env(**extra):
    """Return the environment without what would change our programs, plus ``extra``."""
    env = {key: value for key, value in os.environ.items() if key not in FOREIGN}
    env.update({key: str(value) for key, value in extra.items()})
    return env


def run(argv, *, env=None, cwd=None, log=None, user=None, text_in=None, timeout=None):
    """Run a program to its end and return what it printed; a bad end is a ``Failure``."""
    argv = [str(part) for part in argv]
    try:
        done = subprocess.run(
            argv,
            env=env if env is not None else clean_env(),
            cwd=cwd,
            input=text_in,
            stdin=subprocess.DEVNULL if text_in is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **identity(user),
        )
    except FileNotFoundError as error:
        raise Failure(f"The program {error.filename} was not found.", missing(argv[0])) from error
    except subprocess.TimeoutExpired as error:
        raise Failure(f"{Path(argv[0]).name} did not end within {timeout} s.") from error
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"$ {' '.join(argv)}\n{done.stdout}\n")
    if done.returncode:
        tail = "\n".join(line[:240] for line in done.stdout.strip().splitlines()[-12:])
        words = diagnose.advice(done.stdout)
        raise Failure(
            f"{Path(argv[0]).name} ended with code {done.returncode}:\n{tail}",
            words + (f"\nEverything it said is in {log}" if log else ""),
        )
    return done.stdout


def identity(user):
    """Return the arguments that make ``subprocess`` run a program as another user."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def missing(program):
    """Return what to do when a program that Debian always has is not there."""
    if Path(program).name.startswith(("apt", "dpkg")):
        return (
            "Odoo, and a Python where none is installed, come from Debian's packages.\n"
            "On a system without apt use Docker (docker compose up) or an Odoo 19 of your own\n"
            "(see README.md)."
        )
    return ""
