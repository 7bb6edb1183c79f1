"""What lies in the folder of the add-ons."""

import ast
import hashlib

SKIPPED = {"__pycache__", "node_modules"}
# What only a bridge needs and is too big to carry through every test and into every demo. Where
# somebody installs it, the bridge comes by itself; its tests have a database of their own.
APART = {"point_of_sale"}


def names(settings):
    """Return the add-ons that have a manifest, those that others need first."""
    found = {path.parent.name: manifest(path) for path in settings.addons.glob("*/__manifest__.py")}
    ordered = []

    def visit(name):
        if name in found and name not in ordered:
            for needed in found[name].get("depends", ()):
                visit(needed)
            ordered.append(name)

    for name in sorted(found):
        visit(name)
    return ordered


def usual(settings):
    """Return the add-ons that every database of ours has: all but those that stand apart."""
    return [name for name in names(settings) if not apart(settings, name)]


def apart(settings, name):
    """Return what an add-on needs that other databases of ours do not have, sorted."""
    return sorted(APART & set(manifest(settings.addons / name / "__manifest__.py")["depends"]))


def manifest(path):
    """Return a manifest as a dictionary."""
    return ast.literal_eval(path.read_text(encoding="utf-8"))


def outside(settings, addons=None):
    """Return the add-ons of Odoo that ours depend on directly."""
    ours = set(names(settings))
    needed = set()
    for name in ours if addons is None else addons:
        needed |= set(manifest(settings.addons / name / "__manifest__.py").get("depends", ()))
    return sorted(needed - ours)


def fingerprint(folder, tests=True):
    """Return a short hash of all files of an add-on (without its tests, if told so)."""
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if not path.is_file() or SKIPPED & set(inner.parts) or path.suffix == ".pyc":
            continue
        if not tests and inner.parts[0] == "tests":
            continue
        state.update(f"{inner}\0".encode() + path.read_bytes() + b"\0")
    return state.hexdigest()[:16]


def fingerprints(settings, tests=True):
    """Return the hash of each add-on by its name."""
    return {name: fingerprint(settings.addons / name, tests) for name in names(settings)}
