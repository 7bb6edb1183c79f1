"""What a key meant when it was pressed."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.key_meaning import KeyMeanings, Period

START = datetime(2026, 11, 1)


def day(number):
    return START + timedelta(days=number)


def test_a_key_that_never_changed_means_the_same_at_any_time():
    meanings = KeyMeanings([Period(1, 11, False, day(5), first=True)])
    for moment in (day(0), day(5), day(900)):
        assert meanings.tag_at(1, moment) == 11
        assert meanings.tag_at(2, moment) is None
        assert meanings.tag_at(None, moment) is None


def test_no_keys_at_all():
    assert KeyMeanings([]).tag_at(1, day(0)) is None


def test_a_key_that_was_given_to_another_tag():
    meanings = KeyMeanings(
        [
            Period(1, 11, False, day(0), day(5), first=True),
            Period(1, 12, False, day(5)),
            Period(2, 12, False, day(0), day(5), first=True),
        ]
    )
    assert [meanings.tag_at(1, day(d)) for d in (-1, 0, 4, 5, 6)] == [11, 11, 11, 12, 12]
    assert [meanings.tag_at(2, day(d)) for d in (4, 5)] == [12, None]


def test_between_two_meanings_a_key_means_nothing():
    meanings = KeyMeanings(
        [Period(1, 11, False, day(0), day(2), first=True), Period(1, 12, False, day(4))]
    )
    assert [meanings.tag_at(1, day(d)) for d in (1, 2, 3, 4)] == [11, None, None, 12]


def test_what_ended_long_ago_is_not_taken_for_the_beginning():
    # The period before is left out of the query, but it is known that there was one.
    meanings = KeyMeanings([Period(1, 12, False, day(4), first=False)])
    assert meanings.tag_at(1, day(3)) is None


def test_a_group_with_keys_of_its_own_has_only_those_from_then_on():
    meanings = KeyMeanings(
        [
            Period(1, 11, False, day(0), first=True),
            Period(2, 12, False, day(0), first=True),
            Period(3, 33, True, day(5), first=True),
        ]
    )
    assert [meanings.tag_at(1, day(d)) for d in (4, 5)] == [11, None]
    assert [meanings.tag_at(2, day(d)) for d in (4, 5)] == [12, None]
    # before key 3 meant anything it gets its first meaning
    assert [meanings.tag_at(3, day(d)) for d in (4, 5)] == [33, 33]


def histories():
    """Changes of three keys, each at a later day than the one before: key → tag or nothing."""
    return st.lists(
        st.tuples(st.integers(1, 3), st.none() | st.integers(1, 9), st.integers(1, 3)), max_size=12
    )


@given(histories(), st.integers(1, 3), st.integers(-2, 40))
def test_it_is_what_the_keypad_showed_that_day(changes, key, moment):
    shown, periods, seen, today = {}, [], set(), 0
    days = {}
    for changed, tag, later in changes:
        today += later
        if changed in shown:
            tag_id, since, first = shown.pop(changed)
            periods.append(Period(changed, tag_id, False, day(since), day(today), first))
        if tag:
            shown[changed] = (tag, today, changed not in seen)
            seen.add(changed)
        days[today] = {number: value[0] for number, value in shown.items()}
    periods += [Period(k, t, False, day(s), None, first) for k, (t, s, first) in shown.items()]
    known = [d for d in days if d <= moment]
    expected = days[max(known)].get(key) if known else None
    if expected is None:
        firsts = [p for p in periods if p.key == key and p.first and day(moment) < p.since]
        expected = firsts[0].tag_id if firsts else None
    assert KeyMeanings(periods).tag_at(key, day(moment)) == expected
