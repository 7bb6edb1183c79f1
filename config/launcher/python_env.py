"""Private Python environments, from locks with hashes."""

import glob
import os
import subprocess
import sys

from . import pins, steps
from .apt import PrivateApt, codename, unpack
from .shell import clean_env, run

WHEELS = "/usr/share/python-wheels"


def ensure(settings, lock, text):
    """Return the Python of an environment that holds exactly what a lock names."""
    key = steps.digest(pins.lock_text(lock), sys.version, sys.executable)
    name = lock.stem.removeprefix("requirements-")

    def make(folder):
        run([sys.executable, "-m", "venv", "--without-pip", "--clear", folder])
        pip = pip_wheel(settings)
        run(
            [
                *(folder / "bin" / "python", f"{pip}/pip", "install"),
                *("--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"),
                *("--cache-dir", settings.cache / "pip", "--requirement", lock),
            ],
            log=settings.cache / "pip.log",
        )

    folder = steps.build_in_place(settings.cache / "venv" / f"{name}-{key}", text, make)
    return folder / "bin" / "python"


def download_wheel(settings, lock, folder):
    """Fetch the one wheel that a lock names, without what it depends on; return its path."""
    run(
        [
            *(sys.executable, f"{pip_wheel(settings)}/pip", "download", "--no-deps"),
            *("--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"),
            *("--only-binary", ":all:", "--cache-dir", settings.cache / "pip"),
            *("--dest", folder, "--requirement", lock),
        ],
        log=settings.cache / "pip.log",
    )
    return next(folder.glob("*.whl"))


def pip_wheel(settings):
    """Return a wheel of pip: the machine's own, Python's bundled one, or Debian's."""
    for folder in (WHEELS, _bundled()):
        found = sorted(glob.glob(f"{folder}/pip-*.whl"))
        if found:
            return found[-1]
    own = settings.cache / "pip-wheel"
    if not own.is_dir():
        archive = PrivateApt(settings.cache / "apt" / codename(), [codename()])
        unfinished = own.with_name(".pip-wheel.unfinished")
        steps.remove(unfinished)
        unpack(archive.download(["python3-pip-whl"], unfinished / "debs"), unfinished)
        unfinished.rename(own)
    return sorted(glob.glob(f"{own}{WHEELS}/pip-*.whl"))[-1]


def _bundled():
    found = subprocess.run(
        [sys.executable, "-c", "import ensurepip, os; print(os.path.dirname(ensurepip.__file__))"],
        capture_output=True,
        text=True,
        check=False,
        env=clean_env(),
    ).stdout.strip()
    return os.path.join(found, "_bundled") if found else "/nonexistent"
