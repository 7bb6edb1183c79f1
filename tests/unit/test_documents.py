"""What the documents promise is there: links, pictures, a twin in the other language."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("addons/*/README.md")]
    + [ROOT / "tests/fakes/README.md"]
)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_are_there(page):
    missing = [
        target
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_path_of_one_machine(page):
    assert not re.findall(r"(?:/root|/home/\w+|/work)/\S+", page.read_text(encoding="utf-8"))


def test_manual_is_in_both_languages():
    names = [
        {page.name for page in (ROOT / "docs/manual" / language).glob("*.md")}
        for language in ("fa", "en")
    ]
    assert names[0] == names[1] and "index.md" in names[0]
