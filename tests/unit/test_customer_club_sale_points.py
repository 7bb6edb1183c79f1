"""Which part of a sale's points is due: invoices, payments, credit notes, in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club_sale.tools.sale_points import (
    CONFIRMED,
    INVOICED,
    PAID,
    Document,
    due_points,
    due_share,
)


def invoice(amount, paid=0.0):
    return Document(amount, paid=paid)


def credit(amount, paid=0.0):
    return Document(amount, refund=True, paid=paid)


@pytest.mark.parametrize(
    ("documents", "confirmed", "invoiced", "paid"),
    [
        ([], 1, 0, 0),
        ([invoice(100)], 1, 1, 0),
        ([invoice(40)], 1, 0.4, 0),
        ([invoice(40, 0.5), invoice(60)], 1, 1, 0.2),
        ([invoice(100, 1)], 1, 1, 1),
        # Forty came back: reconciled with the open invoice, or paid out, or neither yet.
        ([invoice(100, 0.4), credit(40, 1)], 0.6, 0.6, 0),
        ([invoice(100, 1), credit(40, 1)], 0.6, 0.6, 0.6),
        ([invoice(100, 1), credit(40)], 0.6, 0.6, 0.6),
        # All of it came back.
        ([invoice(100, 1), credit(100, 1)], 0, 0, 0),
        # A wrong invoice was credited and written anew: nothing came back.
        ([invoice(100, 1), credit(100, 1), invoice(100)], 1, 1, 0),
        ([invoice(100, 1), credit(100, 1), invoice(100, 1)], 1, 1, 1),
        # More was invoiced than ordered, more was credited than invoiced.
        ([invoice(130, 1)], 1, 1, 1),
        ([invoice(100, 1), credit(130, 1)], 0, 0, 0),
        # Taxes rounded by line leave a fraction of a cent.
        ([invoice(99.999, 1)], 1, 1, 1),
    ],
)
def test_what_is_due(documents, confirmed, invoiced, paid):
    for when, share in ((CONFIRMED, confirmed), (INVOICED, invoiced), (PAID, paid)):
        assert due_share(when, 100, documents) == pytest.approx(share), when


def test_a_sale_without_a_price_earns_all_of_it():
    assert due_share(PAID, 0, []) == 1


def test_points():
    assert due_points(10, 0.333, whole=False) == 3.33
    assert due_points(10, 1, whole=False) == 10
    assert due_points(1, 0.01, whole=True) == 1
    assert due_points(1, 0, whole=True) == 0


documents = st.lists(
    st.builds(
        Document,
        amount=st.integers(0, 200),
        refund=st.booleans(),
        paid=st.sampled_from([0.0, 0.25, 1.0]),
    ),
    max_size=6,
)


@given(documents, st.integers(1, 300))
def test_the_sooner_a_sale_earns_the_more_is_due(docs, total):
    confirmed, invoiced, paid = (
        due_share(when, total, docs) for when in (CONFIRMED, INVOICED, PAID)
    )
    assert 0 <= paid <= invoiced + 1e-9 <= confirmed + 2e-9 <= 1 + 2e-9


@given(documents, st.integers(1, 300), st.integers(1, 100))
def test_a_credit_note_never_brings_points(docs, total, amount):
    for when in (CONFIRMED, INVOICED, PAID):
        more = due_share(when, total, [*docs, credit(amount, 1)])
        assert more <= due_share(when, total, docs) + 1e-9
