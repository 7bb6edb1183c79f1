"""Style, manifests, views, translations, the compose file: no database needed."""

import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .. import addons
from ..shell import clean_env
from .tally import Tally, result

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
PYTHON_FOLDERS = ("addons", "config", "tests")

# What still loads (or fails late) but is wrong in Odoo 19, by the kind of file.
OLD_IDIOMS = (
    (".py", r"\b_sql_constraints\s*=", "use models.Constraint"),
    (".py", r"\bdef name_get\(", "use _compute_display_name"),
    (".py", r"^\s*print\(", "use the log"),
    (".py", r"\bself\._cr\b|\bself\._uid\b|\bself\._context\b", "use self.env.cr, .uid, .context"),
    (".xml", r"\s(attrs|states)=\"", "write invisible=, readonly=, required= directly"),
    (".xml", r"</?tree[\s>]", "use <list>"),
    (".xml", r"\bt-raw=", "use t-out"),
)
# No file of the project may name a host that packages come from: mirrors differ.
HOSTS = re.compile(
    r"https?://[\w.-]*(pypi\.org|pythonhosted\.org|npmjs\.org|npmjs\.com|debian\.org)\S*"
)
TEXT = {
    ".py",
    ".xml",
    ".md",
    ".txt",
    ".in",
    ".toml",
    ".conf",
    ".yml",
    ".yaml",
    ".js",
    ".json",
    ".sh",
}


def run(settings, python, fix=False):
    """Run every check; return the tally."""
    if fix:
        for command in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
            subprocess.run(
                [str(python.parent / "ruff"), *command, *_folders(settings)],
                cwd=settings.root,
                env=clean_env(),
                check=False,
            )
    started = time.monotonic()
    jobs = list(_jobs(settings, python))
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda job: job[1](), jobs))
    total = Tally()
    for (name, _job), trouble in zip(jobs, outcomes, strict=True):
        one = Tally(0, [f"lint: {name}"]) if trouble else Tally(1)
        if trouble:
            result(f"lint, {name}", one, started, time.monotonic(), _short(trouble))
        total += one
    result("lint", total, started, time.monotonic())
    return total


def _jobs(settings, python):
    """Yield the checks as pairs of a name and a function that returns the trouble, or nothing."""

    def program(*argv, env=None):
        def job():
            done = subprocess.run(
                [str(part) for part in argv],
                cwd=settings.root,
                env=env or clean_env(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or "failed"

        return job

    tool = python.parent
    names = addons.names(settings)
    folders = [f"addons/{name}" for name in names]
    yield "ruff check", program(tool / "ruff", "check", "--no-cache", *_folders(settings))
    yield (
        "ruff format",
        program(*(tool / "ruff", "format", "--check", "--no-cache", *_folders(settings))),
    )
    for folder in folders:
        yield (
            f"pylint-odoo {folder}",
            program(
                python,
                "-m",
                "pylint",
                "--rcfile=.pylintrc",
                folder,
                env=clean_env(PYLINTHOME=_home(settings)),
            ),
        )
    if folders:
        yield "oca-checks-odoo-module", program(tool / "oca-checks-odoo-module", *folders)
        catalogues = sorted(settings.addons.glob("*/i18n/*.po"))
        if catalogues:
            yield "oca-checks-po", program(tool / "oca-checks-po", *catalogues)
        yield "translations complete", program(python, SCRIPTS / "check_po.py", *folders)
    yield "old idioms of Odoo", lambda: old_idioms(settings)
    yield "no package hosts", lambda: package_hosts(settings)
    yield "shell scripts", program("sh", "-n", "club", ".ci/run")
    if _has_compose() and (settings.root / "docker-compose.yml").exists():
        yield "docker compose config", program("docker", "compose", "config", "--quiet")


def _has_compose():
    """Tell whether Docker is here, and its plug-in for compose files too."""
    if not shutil.which("docker"):
        return False
    asked = ["docker", "compose", "version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def old_idioms(settings):
    """Return the places in add-ons that are written for an older Odoo."""
    found = []
    for path in sorted(settings.addons.rglob("*")):
        inner = path.relative_to(settings.addons)
        rules = [rule for rule in OLD_IDIOMS if rule[0] == path.suffix]
        if not rules or not path.is_file() or "lib" in inner.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [
                f"addons/{inner}:{number}: {advice}"
                for _suffix, pattern, advice in rules
                if re.search(pattern, line)
            ]
    return "\n".join(found)


def package_hosts(settings):
    """Return the places that name a host of packages."""
    found = []
    for path in _project_files(settings):
        if path.suffix in TEXT and path != Path(__file__).resolve():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if HOSTS.search(line):
                    found.append(f"{path.relative_to(settings.root)}:{number}: {line.strip()[:80]}")
    return "\n".join(found)


def _project_files(settings):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=settings.root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [settings.root / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [
            path
            for folder in PYTHON_FOLDERS
            for path in sorted((settings.root / folder).rglob("*"))
        ]
    return [path.resolve() for path in paths if path.is_file()]


def _folders(settings):
    return [name for name in PYTHON_FOLDERS if (settings.root / name).is_dir()]


def _home(settings):
    return settings.home / "pylint"


def _short(text, lines=60):
    rows = text.splitlines()
    return "\n".join(
        rows[:lines] + ([f"… and {len(rows) - lines} more"] if len(rows) > lines else [])
    )
