"""Check that each add-on's Persian is complete: ``check_po.py ADDON-FOLDER …``."""

import re
import sys
from pathlib import Path

import polib

# What must be found again in a translation, or the page or the log breaks.
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\{.*?\}\}")
MARKUP = re.compile(r"</?([a-zA-Z][\w-]*)")


def troubles(path):
    """Yield what is wrong with a catalogue."""
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.obsolete:
            yield entry.linenum, f"obsolete: {entry.msgid[:60]!r}"
        elif entry.fuzzy:
            yield entry.linenum, f"fuzzy: {entry.msgid[:60]!r}"
        elif not entry.translated():
            yield entry.linenum, f"untranslated: {entry.msgid[:60]!r}"
        else:
            for pattern, what in ((PLACEHOLDER, "placeholders"), (MARKUP, "markup")):
                if sorted(pattern.findall(entry.msgid)) != sorted(pattern.findall(entry.msgstr)):
                    yield entry.linenum, f"other {what} than in {entry.msgid[:60]!r}"


def main(folders):
    """Print all troubles; return 1 when there is any."""
    bad = 0
    for folder in map(Path, folders):
        path = folder / "i18n" / "fa.po"
        if not path.exists():
            print(f"{path}: missing")
            bad = 1
            continue
        for line, text in troubles(path):
            print(f"{path}:{line}: {text}")
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
