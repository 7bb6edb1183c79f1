"""Packing is lossless, as tight as can be, and results find their way back."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.sms_ir.tools import batching
from pure.sms_ir.tools.batching import BULK, LIKE_TO_LIKE, Batch, Item

items = st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abcde")), max_size=120).map(
    lambda pairs: [Item(i, f"09{n:09}", b) for i, (n, b) in enumerate(pairs)]
)


@given(items, st.integers(1, 20))
def test_lossless_and_within_limits(messages, limit):
    batches = batching.pack(messages, limit)
    packed = [item for batch in batches for item in batch.items]
    assert sorted(item.key for item in packed) == [item.key for item in messages]
    for batch in batches:
        assert 0 < len(batch.items) <= limit
        pairs = [(item.number, item.body) for item in batch.items]
        assert len(set(pairs)) == len(pairs), "a number and text twice cannot be told apart"
        assert (batch.method == BULK) == (len({item.body for item in batch.items}) == 1)


@given(st.integers(0, 1500), st.integers(1, 40))
def test_as_few_calls_as_possible(count, texts):
    messages = [Item(i, f"09{i:09}", f"text {i % texts}") for i in range(count)]
    assert len(batching.pack(messages)) == -(-count // 100)


def test_whole_groups_go_by_bulk():
    messages = [Item(i, f"09{i:09}", "same") for i in range(250)]
    messages += [Item(1000 + i, f"09{i:09}", f"own {i}") for i in range(30)]
    methods = Counter(batch.method for batch in batching.pack(messages))
    assert methods == {BULK: 2, LIKE_TO_LIKE: 1}


@given(items.filter(lambda value: len(value) > 1))
def test_splitting_ends_at_single_messages(messages):
    todo = [Batch(LIKE_TO_LIKE, tuple(messages))]
    single = []
    while todo:
        batch = todo.pop()
        if len(batch.items) == 1:
            single += batch.items
        else:
            todo += batching.split(batch)
    assert sorted(item.key for item in single) == [item.key for item in messages]
    with pytest.raises(ValueError, match="cannot be split"):
        batching.split(Batch(BULK, (messages[0],)))


@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 9**9), st.integers(1, 5)), min_size=1, max_size=50
    ),
    st.integers(0, 1000),
)
def test_positions_and_cost(rows, cents):
    batch = Batch(
        LIKE_TO_LIKE,
        tuple(Item(i, f"09{i:09}", "x", parts) for i, (_id, parts) in enumerate(rows)),
    )
    cost = Decimal(cents) / 10
    read = batching.read_results(batch, [message_id for message_id, _parts in rows], cost)
    for (message_id, _parts), result in zip(rows, read, strict=True):
        expected = "invalid" if message_id is None else "accepted" if message_id else "blacklist"
        assert result.outcome == expected
        assert (result.message_id == message_id) or not message_id
    if any(result.outcome == "accepted" for result in read):
        assert abs(sum(result.cost for result in read) - cost) < Decimal("0.0001")
    with pytest.raises(ValueError, match="match"):
        batching.read_results(batch, [], cost)
