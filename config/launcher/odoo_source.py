"""Odoo 19 from Debian's package, unpacked into a private folder."""

import hashlib
import shutil
import sys

from . import pins, steps
from .apt import PrivateApt, notice_version, unpack
from .console import Failure, say
from .shell import clean_env, run

SOURCES = "usr/lib/python3/dist-packages"


def ensure(settings, python, node):
    """Return the private root that holds Odoo, made ready to start fast."""
    root = settings.cache / "odoo" / key()
    if root.is_dir():
        return root
    packages = _packages(settings)

    def make(folder):
        unpack(packages, folder)
        odoo = folder / SOURCES / "odoo"
        target = odoo / "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(node / "node_modules" / pins.SELFIE, target)
        # Without this every start compiles 2,000 files: six seconds instead of two.
        run([python, "-m", "compileall", "-q", "-j", "0", odoo], env=clean_env())

    return steps.build(root, "Odoo 19: unpack and compile", make)


def key():
    """Return a name for this Odoo as it is unpacked and compiled."""
    return steps.digest(pins.ODOO_VERSION, pins.ODOO_COMPANIONS, pins.NODE_PACKAGES, sys.version)


def _packages(settings):
    """Return the .deb files of Odoo and its companions, fetched once and checked each time."""

    def make(folder):
        archive = PrivateApt(settings.cache / "apt" / "odoo", pins.ODOO_COMPANIONS)
        found = archive.candidate(pins.ODOO_PACKAGE, "sid")
        if not found or not found.startswith(pins.ODOO_SERIES):
            raise Failure(
                f"Debian offers no {pins.ODOO_PACKAGE} {pins.ODOO_SERIES} (found: {found}).",
                "Use Docker instead (docker compose up), or put the folder addons/ on the path\n"
                "of an Odoo 19 of your own (see README.md).",
            )
        if found != pins.ODOO_VERSION:
            notice_version(found, pins.ODOO_VERSION)
        wanted = [f"{pins.ODOO_PACKAGE}={found}"]
        for suite, names in pins.ODOO_COMPANIONS.items():
            wanted += [f"{name}/{suite}" for name in names]
        archive.download(wanted, folder)
        sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.glob("*.deb"))]
        (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")

    folder = (
        settings.cache / "debs" / f"odoo-{steps.digest(pins.ODOO_VERSION, pins.ODOO_COMPANIONS)}"
    )
    if folder.is_dir() and not _intact(folder):
        say("  … a kept package of Odoo is damaged: fetching it again")
        steps.remove(folder)
    steps.build(folder, "Odoo 19: packages from Debian", make)
    return sorted(folder.glob("*.deb"))


def _intact(folder):
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        return bool(lines) and all(
            _sha256(folder / name) == known for known, name in (line.split("  ") for line in lines)
        )
    except OSError:
        return False


def _sha256(path):
    state = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            state.update(block)
    return state.hexdigest()
