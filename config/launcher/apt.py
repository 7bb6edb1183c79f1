"""Debian packages without installing any: a private apt that touches nothing of the machine."""

import os
import re
import shutil
from pathlib import Path

from .console import Failure, warn
from .shell import clean_env, missing, run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NO_MIRROR = (
    "Set CLUB_DEBIAN_MIRROR to the address of a Debian mirror, use Docker\n"
    "(docker compose up), or an Odoo 19 of your own (see README.md)."
)


def mirror():
    """Return the address of Debian's archive that this machine's own apt uses."""
    if os.environ.get("CLUB_DEBIAN_MIRROR"):
        return os.environ["CLUB_DEBIAN_MIRROR"]
    if not shutil.which("apt-get"):
        raise Failure("This machine has no apt-get.", missing("apt-get"))
    listed = run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"])
    found = choose_mirror(listed.split())
    if not found:
        raise Failure("This machine's apt knows no Debian archive.", NO_MIRROR)
    return found


def choose_mirror(addresses):
    """Return the address of the main archive among those of all sources, or ``None``."""
    for address in addresses:
        if re.search(r"/debian/?$", address):
            return address
    return None


def codename():
    """Return the name of this machine's Debian release."""
    facts = dict(
        line.split("=", 1)
        for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
        if "=" in line
    )
    name = facts.get("VERSION_CODENAME", "").strip('"')
    if facts.get("ID", "").strip('"') != "debian" or not name:
        raise Failure("This machine does not run Debian.", NO_MIRROR)
    return name


class PrivateApt:
    """One set of suites with lists, state and cache in a folder of its own."""

    def __init__(self, folder, suites):
        self.folder = folder
        self.suites = tuple(suites)
        self.ready = False

    def _options(self):
        state = self.folder / "state"
        return [
            f"-oDir::Etc::sourcelist={self.folder / 'sources.list'}",
            "-oDir::Etc::sourceparts=/dev/null",
            "-oDir::Etc::preferences=/dev/null",
            "-oDir::Etc::preferencesparts=/dev/null",
            f"-oDir::State={state}",
            f"-oDir::State::Lists={state / 'lists'}",
            f"-oDir::State::status={state / 'status'}",
            f"-oDir::Cache={self.folder / 'cache'}",
            "-oAPT::Sandbox::User=",
            "-oAPT::Get::List-Cleanup=false",
            "-oAcquire::Languages=none",
            "-oAcquire::Retries=3",
            "-oAcquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false",
            "-oDebug::NoLocking=1",
        ]

    def _apt(self, *argv, cwd=None):
        return run(
            ["apt-get", *self._options(), *argv],
            cwd=cwd,
            env=clean_env(LC_ALL="C.UTF-8", DEBIAN_FRONTEND="noninteractive"),
            log=self.folder / "apt.log",
        )

    def update(self):
        """Fetch the package lists once in the life of this object."""
        if self.ready:
            return
        for part in ("state/lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "state" / "status").touch()
        if not KEYRING.exists():
            raise Failure(f"{KEYRING} is missing.", "Install debian-archive-keyring.")
        address = mirror()
        (self.folder / "sources.list").write_text(
            "".join(f"deb [signed-by={KEYRING}] {address} {suite} main\n" for suite in self.suites),
            encoding="utf-8",
        )
        # A list that cannot be fetched is only a warning for apt; for us it is the end.
        self._apt("update", "--error-on=any")
        self.ready = True

    def candidate(self, package, suite):
        """Return the version of a package that a suite offers, or ``None``."""
        self.update()
        found = run(["apt-cache", *self._options(), "madison", package], env=clean_env(LC_ALL="C"))
        for line in found.splitlines():
            _name, version, origin = (part.strip() for part in line.split("|"))
            if f" {suite}/" in f" {origin} ":
                return version
        return None

    def closure(self, packages):
        """Return ``name=version`` of packages and of everything they depend on."""
        self.update()
        lines = self._apt(
            "install", "--yes", "--no-install-recommends", "--print-uris", *packages
        ).splitlines()
        found = []
        for line in lines:
            match = re.match(r"'[^']+' ([^_ ]+)_([^_ ]+)_[^_ ]+\.deb ", line)
            if match:
                found.append(f"{match[1]}={match[2].replace('%3a', ':')}")
        return found

    def download(self, packages, folder):
        """Fetch packages (``name``, ``name=version`` or ``name/suite``) into a folder."""
        self.update()
        folder.mkdir(parents=True, exist_ok=True)
        self._apt("download", *packages, cwd=folder)
        return sorted(folder.glob("*.deb"))


def unpack(packages, root):
    """Unpack .deb files into a private root."""
    root.mkdir(parents=True, exist_ok=True)
    for package in packages:
        run(["dpkg-deb", "-x", package, root])


def notice_version(found, tried):
    """Say so when the archive has moved on from the version that was tried."""
    if found != tried:
        warn(f"Debian now has Odoo {found}; this project was tried with {tried}.")
