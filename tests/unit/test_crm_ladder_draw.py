"""The order of a draw: right, fair, and the same in the public script."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pure.crm_ladder.tools.draw import (
    chosen,
    entry_line,
    list_digest,
    mixed_seed,
    person_hash,
    sort_key,
    text_digest,
)

SCRIPT = Path(__file__).resolve().parents[2] / "addons/crm_ladder/static/draw/check_draw.py"

PERSONS = [person_hash(str(number), f"+98912000{number:04}") for number in range(40)]
tickets = st.lists(
    st.tuples(st.sampled_from(PERSONS), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2)),
    min_size=1,
    unique_by=lambda entry: entry[:2],
)


def test_known_digests():
    # echo -n 'salt:+989121234567' | sha256sum
    assert person_hash("salt", "+989121234567") == text_digest("salt:+989121234567")
    assert list_digest(["a", "b"]) == text_digest("a\nb\n")
    assert list_digest([]) == text_digest("")
    assert text_digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(tickets, st.text("0123456789abcdef", min_size=1, max_size=64))
def test_each_person_is_chosen_once_and_better_scores_come_first(entries, seed):
    lines = [entry_line(*entry) for entry in entries]
    order = list(chosen(lines, seed))
    assert sorted(order) == sorted({entry[0] for entry in entries})
    best = {}
    for person, _ticket, score, moment in entries:
        best[person] = min(best.get(person, (9, 9)), (-score, moment))
    places = [best[person] for person in order]
    assert places == sorted(places)
    assert order == list(chosen(reversed(lines), seed)), "the order of the list plays no part"


def test_another_seed_is_another_order_and_the_public_number_takes_part():
    lines = [entry_line(person, 1) for person in PERSONS]
    orders = {tuple(chosen(lines, seed)) for seed in ("a", "b", mixed_seed("a", "17"))}
    assert len(orders) == 3
    assert mixed_seed("a", None) == mixed_seed("a", "") == "a"
    assert sort_key("a", lines[0])[:2] == (0, 0)


def test_ten_thousand_draws_are_even():
    """Chi-square over who wins, and over the place of one person: nobody is favoured."""
    lines = [entry_line(person, 1) for person in PERSONS[:20]]
    rng = random.Random(20261124)
    first, place = Counter(), Counter()
    for _draw in range(10_000):
        order = list(chosen(lines, f"{rng.getrandbits(256):064x}"))
        first[order[0]] += 1
        place[order.index(PERSONS[7])] += 1
    for counts in (first, place):
        assert len(counts) == 20
        chi_square = sum((count - 500) ** 2 / 500 for count in counts.values())
        assert chi_square < 43.8  # 19 degrees of freedom, one chance in a thousand


def test_two_tickets_win_twice_as_often():
    lines = [entry_line(PERSONS[0], 1), entry_line(PERSONS[0], 2), entry_line(PERSONS[1], 1)]
    rng = random.Random(7)
    wins = sum(
        next(chosen(lines, f"{rng.getrandbits(256):064x}")) == PERSONS[0] for _n in range(6000)
    )
    assert abs(wins - 4000) < 150  # four standard deviations


def test_the_public_script_is_short_and_needs_nothing():
    text = SCRIPT.read_text(encoding="utf-8")
    code = [line for line in text.split('"""')[2].splitlines() if line.strip()]
    assert len(code) <= 30
    assert {line.split()[1] for line in code if line.startswith("import")} == {"hashlib", "sys"}


@settings(max_examples=5)
@given(tickets)
def test_the_public_script_finds_the_same(tmp_path_factory, entries):
    lines = sorted(entry_line(*entry) for entry in entries)
    path = tmp_path_factory.mktemp("draw") / "list.txt"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    seed = mixed_seed("5" * 64, "1403.7")
    done = subprocess.run(
        [sys.executable, SCRIPT, path, seed, "3", "+989120000003", "3"],
        capture_output=True,
        text=True,
        check=True,
    )
    said = [line.split() for line in done.stdout.splitlines()]
    assert said[0] == ["list", list_digest(lines)]
    assert said[1] == ["seed", text_digest("5" * 64)]
    order = list(chosen(lines, seed))
    assert [words[2] for words in said if words[0] == "winner"] == order[:3]
    assert said[-1][1] == PERSONS[3]
    assert (PERSONS[3] in order) == (said[-1][2].isdigit())
