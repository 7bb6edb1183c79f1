"""What the documents promise is there: links, pictures, a twin in the other language."""

import json
import re
from pathlib import Path

import pytest

from pure.direct_device.tools import signature

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("addons/*/README.md")]
    + [ROOT / "tests/fakes/README.md"]
)
MANUAL = ROOT / "docs/manual"
IMAGES = MANUAL / "images"
LINK = re.compile(r"\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LARGEST = 150_000  # bytes of a picture: the manual is read over slow lines too

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
each_persian_page = pytest.mark.parametrize(
    "page", sorted((MANUAL / "fa").glob("*.md")), ids=lambda page: page.name
)


def text_of(page):
    return page.read_text(encoding="utf-8")


def anchors(page):
    """The names under which GitHub links to a page's headings."""
    titles = re.findall(r"^#+ (.+)$", CODE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@each_page
def test_links_and_pictures_are_there(page):
    missing = []
    for target in LINK.findall(CODE.sub("", text_of(page))):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _hash, anchor = target.partition("#")
        linked = page.parent / path if path else page
        if not linked.exists() or (anchor and anchor not in anchors(linked)):
            missing.append(target)
    assert not missing


@each_page
def test_no_path_of_one_machine(page):
    paths = re.findall(r"(?<![\w.~])/(?:root|home/\w+|work|tmp|Users)/\S+", text_of(page))
    assert not paths


@each_page
def test_pictures_are_described(page):
    assert all(words.strip() for words, _target in PICTURE.findall(text_of(page)))


def test_pictures_are_small():
    large = {path.name for path in IMAGES.iterdir() if path.stat().st_size > LARGEST}
    assert not large


def test_manual_is_in_both_languages():
    names = [{page.name for page in (MANUAL / language).glob("*.md")} for language in ("fa", "en")]
    assert names[0] == names[1] and "index.md" in names[0]


@each_persian_page
def test_twin_pages_show_the_same_and_lead_to_each_other(page):
    twin = MANUAL / "en" / page.name
    here, there = text_of(page), text_of(twin)
    shown = [[target for _words, target in PICTURE.findall(text)] for text in (here, there)]
    assert shown[0] == shown[1]
    heads = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (here, there)]
    assert heads[0] == heads[1], "the two have other headings"
    assert f"(../en/{page.name})" in here and f"(../fa/{page.name})" in there


@each_persian_page
def test_persian_pages_are_right_to_left_and_persian(page):
    text = text_of(page)
    assert text.startswith('<div dir="rtl">\n\n') and text.endswith("\n\n</div>\n")
    assert not set("كيى٠١٢٣٤٥٦٧٨٩") & set(text), "Arabic letters or digits"
    # The half-space belongs between the two: a blank tears the word at the end of a line.
    assert not re.findall(r"(?<!\w)ن?می (?=\w)|\w (?:ها|های|هایش|هایشان)(?!\w)", text)


@each_persian_page
def test_contents_lists_every_page(page):
    if page.name != "index.md":
        for language in ("fa", "en"):
            assert f"({page.name})" in text_of(MANUAL / language / "index.md")
            assert "(index.md)" in text_of(MANUAL / language / page.name)


def test_the_read_me_names_every_addon_and_what_it_needs():
    table = dict(
        re.findall(
            r"^\| \[`(\w+)`\]\(addons/\1/README.md\) \| ([^|]+) \|",
            text_of(ROOT / "README.md"),
            re.MULTILINE,
        )
    )
    depends = {
        path.parent.name: json.loads(
            re.search(r'"depends": (\[[^\]]*\])', path.read_text(encoding="utf-8"))[1]
        )
        for path in ROOT.glob("addons/*/__manifest__.py")
    }
    assert {name: needs.strip().split(", ") for name, needs in table.items()} == depends


def test_design_names_every_model():
    design = text_of(ROOT / "docs/design.md")
    families = ("club", "direct", "ladder", "sms.ir")
    for path in ROOT.glob("addons/*/models/*.py"):
        for name in re.findall(r'^    _name = "([\w.]+)"', text_of(path), re.MULTILINE):
            if name.startswith(families):
                short = "." + name.rpartition(".")[2]
                assert f"`{name}`" in design or f"`{short}`" in design, name


def test_the_signature_of_the_protocol_page_is_the_server_s():
    page = text_of(ROOT / "docs/device-protocol.md")
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    names = {}
    exec(example, names)  # noqa: S102  (our own page)
    secret, body = bytes(range(32)), '{"mobile": "۰۹۱۲"}'.encode()
    for request in (("POST", "/direct/v1/events", "1764000000", body), ("GET", "/a?b=1", "1")):
        written = names["sign"](signature.encode_secret(secret), *request)
        assert written == signature.sign(secret, *request)
