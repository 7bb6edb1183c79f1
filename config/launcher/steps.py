"""Building a thing once: under another name first, so that a broken build is never taken."""

import contextlib
import fcntl
import hashlib
import os
import shutil

from .console import Failure, say, step


def digest(*parts):
    """Return a short name for what a build depends on."""
    state = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        state.update(len(data).to_bytes(8, "big") + data)
    return state.hexdigest()[:12]


def build(target, text, make):
    """Make the folder ``target`` with ``make(folder)`` unless it is there; return it.

    The folder is made under a temporary name beside it and renamed when it is whole.
    """
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    with step(text):
        remove(unfinished)
        unfinished.mkdir()
        make(unfinished)
        unfinished.rename(target)
    return target


def build_in_place(target, text, make):
    """Like ``build`` for a folder that must not move: a mark inside says that it is whole."""
    mark = target / ".complete"
    if mark.exists():
        return target
    with step(text):
        remove(target)
        target.mkdir(parents=True)
        make(target)
        mark.touch()
    return target


def point(link, target):
    """Let a link beside ``target`` point to it, in one stroke."""
    fresh = link.with_name(f".{link.name}.new")
    remove(fresh)
    fresh.symlink_to(target.name)
    fresh.rename(link)


def remove(folder):
    """Remove a folder that may not be there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


@contextlib.contextmanager
def lock(path, busy, wait=False):
    """Hold a lock file; when another launcher holds it, wait or fail with ``busy``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            holder = stream.read().strip() or "?"
            if not wait:
                raise Failure(f"{busy} (process {holder}).", "Wait for it, or stop it.") from None
            say(f"  … waiting: {busy.lower()} (process {holder})")
            fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        stream.truncate()
        stream.write(str(os.getpid()))
        stream.flush()
        os.set_inheritable(stream.fileno(), False)
        yield
