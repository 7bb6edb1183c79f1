"""What the launcher says to the person at the terminal."""

import contextlib
import sys
import time


class Failure(Exception):
    """A step that cannot go on: what happened, and what the reader can do about it."""

    def __init__(self, message, advice=""):
        super().__init__(message)
        self.message = message
        self.advice = advice


def say(text=""):
    """Print one line at once, also when the output is a file."""
    print(text, flush=True)


def warn(text):
    """Print a line that is worth a look but stops nothing."""
    say(f"  ! {text}")


def seconds(duration):
    """Return a duration as people read it: ``0.4 s``, ``12 s``, ``3 min 05 s``."""
    if duration < 10:
        return f"{duration:.1f} s"
    if duration < 100:
        return f"{duration:.0f} s"
    minutes, rest = divmod(round(duration), 60)
    return f"{minutes} min {rest:02d} s"


@contextlib.contextmanager
def step(text):
    """Print a line when a step starts and another, with its time, when it is done."""
    started = time.monotonic()
    rewrite = sys.stdout.isatty()
    print(f"  → {text} …", end="" if rewrite else "\n", flush=True)
    try:
        yield
    except BaseException:
        say(f"{chr(13) if rewrite else ''}  ✗ {text} ({seconds(time.monotonic() - started)})")
        raise
    say(f"{chr(13) if rewrite else ''}  ✓ {text} ({seconds(time.monotonic() - started)})")


def report(failure):
    """Print a failure and what to do about it on the error stream."""
    lines = ["", f"club: {failure.message}"]
    lines += [f"      {line}" for line in failure.advice.splitlines()]
    print("\n".join(lines), file=sys.stderr, flush=True)
