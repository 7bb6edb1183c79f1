from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.visit_policy import Counted, Entry, settle

NOON = datetime(2026, 11, 24, 12)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def test_first_visit_and_second_outside_the_window():
    first, second = settle([Entry(at(0), 10), Entry(at(11), 10)], [], 0)
    assert (first.accepted, first.number) == (True, 1)
    assert (second.accepted, second.number) == (True, 2)


def test_two_presses_inside_the_window_are_one_visit():
    first, second = settle([Entry(at(0), 10), Entry(at(10), 10)], [], 0)
    assert first.accepted
    assert (second.accepted, second.number, second.ref, second.ref_is_entry) == (False, 1, 0, True)


def test_a_merged_press_does_not_stretch_the_window():
    verdicts = settle([Entry(at(0), 10), Entry(at(8), 10), Entry(at(16), 10)], [], 0)
    assert [v.accepted for v in verdicts] == [True, False, True]


def test_numbers_follow_time_not_arrival():
    late, early = settle([Entry(at(60), 10), Entry(at(0), 10)], [], 0)
    assert (early.number, late.number) == (1, 2)


def test_a_latecomer_takes_the_next_number():
    [verdict] = settle([Entry(at(0), 10)], [Counted("v", at(60), 5)], 5)
    assert (verdict.accepted, verdict.number) == (True, 6)


def test_merges_into_a_counted_visit_on_either_side_of_it():
    for minutes in (-9, 9):
        [verdict] = settle([Entry(at(minutes), 10)], [Counted(77, at(0), 4)], 4)
        assert (verdict.accepted, verdict.number, verdict.ref) == (False, 4, 77)
        assert not verdict.ref_is_entry


def test_without_a_window_every_press_counts():
    verdicts = settle([Entry(at(0)), Entry(at(0))], [], 0)
    assert [v.number for v in verdicts] == [1, 2]


entries = st.lists(
    st.builds(Entry, st.integers(-300, 300).map(at), st.sampled_from([0, 1, 10, 60])), max_size=25
)
history = st.lists(st.integers(-300, 300), max_size=6, unique=True).map(
    lambda minutes: [Counted(i, at(m), i + 1) for i, m in enumerate(sorted(minutes))]
)


@given(entries, history)
def test_invariants(entries, counted):
    verdicts = settle(entries, counted, len(counted))
    accepted = [(entries[i], v) for i, v in enumerate(verdicts) if v.accepted]
    # Numbers continue without gap or repeat, in order of time.
    numbers = [v.number for _e, v in sorted(accepted, key=lambda pair: pair[1].number)]
    assert numbers == list(range(len(counted) + 1, len(counted) + 1 + len(accepted)))
    times = [e.at for e, v in sorted(accepted, key=lambda pair: pair[1].number)]
    assert times == sorted(times)
    # Every merged press names a counted visit inside its window, and its number.
    for entry, verdict in zip(entries, verdicts, strict=True):
        if verdict.accepted:
            continue
        if verdict.ref_is_entry:
            host_at, host = entries[verdict.ref].at, verdicts[verdict.ref]
            assert host.accepted and host.number == verdict.number
        else:
            host_at = counted[verdict.ref].at
            assert counted[verdict.ref].number == verdict.number
        assert abs(host_at - entry.at) <= timedelta(minutes=entry.merge_minutes)


@given(entries, st.randoms(use_true_random=False))
def test_arrival_order_does_not_decide_how_many_count(entries, random):
    """Among presses with distinct times the outcome is the same whatever order they arrive in."""
    distinct = list({entry.at: entry for entry in entries}.values())
    shuffled = distinct[:]
    random.shuffle(shuffled)
    by_time = {e.at: v.number for e, v in zip(distinct, settle(distinct, [], 0), strict=True)}
    again = {e.at: v.number for e, v in zip(shuffled, settle(shuffled, [], 0), strict=True)}
    assert by_time == again
