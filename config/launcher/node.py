"""rtlcss, which mirrors Odoo's style sheets for Persian, and one script that Debian leaves out."""

import json

from . import pins, steps
from .shell import clean_env, run


def ensure(settings, python):
    """Return the folder of private Node packages; Node itself comes with ``python``'s wheels."""
    key = steps.digest(*pins.NODE_PACKAGES)
    target = settings.cache / "node" / key

    def make(folder):
        (folder / "package.json").write_text(json.dumps({"private": True}), encoding="utf-8")
        run(
            [
                *(python.parent / "npm", "install", "--no-audit", "--no-fund"),
                *("--no-package-lock", "--ignore-scripts", "--no-update-notifier"),
                *("--cache", settings.cache / "npm", *pins.NODE_PACKAGES),
            ],
            cwd=folder,
            env=clean_env(PATH=path(python)),
            log=settings.cache / "npm.log",
        )

    return steps.build(target, "rtlcss (right-to-left style sheets)", make)


def path(python, node=None):
    """Return a PATH on which our Python's programs, Node and rtlcss come first."""
    first = [str(node / "node_modules" / ".bin")] if node else []
    first.append(str(python.parent))
    return ":".join([*first, clean_env().get("PATH", "/usr/bin:/bin")])
