"""Print texts that one catalogue has and another lacks: ``compare_po.py EXPORTED TRANSLATED``."""

import sys
from pathlib import Path

import polib


def main(exported, translated):
    """Print what is missing and what nobody shows any more."""
    shown = {entry.msgid: entry for entry in polib.pofile(exported) if not entry.obsolete}
    if not Path(translated).exists():
        print(f"{translated}: missing ({len(shown)} texts)")
        return
    known = {entry.msgid for entry in polib.pofile(translated) if entry.msgstr}
    for text in sorted(set(shown) - known):
        where = shown[text].occurrences
        print(f"{translated}: missing {text[:70]!r} ({where[0][0] if where else '?'})")
    for text in sorted(known - set(shown)):
        print(f"{translated}: no longer shown {text[:70]!r}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
