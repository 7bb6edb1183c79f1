"""Programs that keep running after the launcher has ended, found again by their id."""

import os
import signal
import subprocess
import time
from pathlib import Path

from .console import Failure


def start(settings, name, argv, env):
    """Start a program of its own session, its words going to ``log/NAME.log``."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    settings.run.mkdir(parents=True, exist_ok=True)
    log = log_file(settings, name)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [str(part) for part in argv],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            cwd=settings.root,
        )
    _pid_file(settings, name).write_text(f"{process.pid} {_born(process.pid)}", encoding="ascii")
    return process


def log_file(settings, name):
    """Return the file with the words of a program."""
    return settings.logs / f"{name}.log"


def alive(settings, name):
    """Return the id of a program that runs, else ``None``."""
    try:
        pid, born = _pid_file(settings, name).read_text(encoding="ascii").split(" ", 1)
    except (OSError, ValueError):
        return None
    # The same number may be another program by now: the time of birth tells.
    return int(pid) if born and _born(int(pid)) == born else None


def stop(settings, name, patience=30):
    """Stop a program and all of its session; return whether it ran."""
    pid = alive(settings, name)
    if pid:
        _signal(pid, signal.SIGTERM)
        until = time.monotonic() + patience
        while alive(settings, name) and time.monotonic() < until:
            _reap(pid)
            time.sleep(0.1)
        _signal(pid, signal.SIGKILL)
    _pid_file(settings, name).unlink(missing_ok=True)
    return pid is not None


def tail(path, lines=25):
    """Return the last lines of a file."""
    try:
        return "\n".join(Path(path).read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def wait_until(ready, settings, name, seconds, what):
    """Wait for ``ready()``; fail with the program's last words when it ends or takes too long."""
    until = time.monotonic() + seconds
    while not ready():
        pid = alive(settings, name)
        if pid:
            _reap(pid)
        if not alive(settings, name) or time.monotonic() > until:
            words = tail(log_file(settings, name))
            raise Failure(
                f"{what} does not answer. Its last words:\n{words}",
                f"All of them are in {log_file(settings, name)}",
            )
        time.sleep(0.2)


def _pid_file(settings, name):
    return settings.run / f"{name}.pid"


def _born(pid):
    """Return the start time of a process, or an empty string when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _signal(pid, number):
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _reap(pid):
    """Collect a child of ours that has ended, so that it does not look alive."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
