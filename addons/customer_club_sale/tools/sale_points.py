"""How much of the points that a sale promised is due, from what was invoiced, returned and paid."""

from dataclasses import dataclass

CONFIRMED, INVOICED, PAID = "confirmed", "invoiced", "paid"
_CENT = 0.005


@dataclass(frozen=True)
class Document:
    """What an invoice or a credit note holds of one sale, in the sale's currency.

    ``paid``: which part of the document is settled, 0 to 1 (a credit note that an invoice was
    reconciled with is settled, like the same part of the invoice).
    """

    amount: float
    refund: bool = False
    paid: float = 0.0


def due_share(when: str, total: float, documents) -> float:
    """The part of a sale's points that is due, 0 to 1.

    :param when: when a sale earns: as soon as it is *confirmed*, when *invoiced*, when *paid*
    :param total: what the sale costs, in its currency
    :param documents: posted :class:`Document` of the sale

    Returns count in every case and at once. What was invoiced, credited and invoiced again is no
    return; a sale without a price earns all of its points.
    """
    documents = tuple(documents)
    if total < _CENT:
        return 1.0
    invoiced = sum(each.amount for each in documents if not each.refund)
    returned = sum(each.amount for each in documents if each.refund)
    if when == CONFIRMED:
        again = max(0.0, invoiced - total)
        counted = total - max(0.0, returned - again)
    else:
        counted = invoiced - returned
        if when == PAID:
            paid = sum((-1 if each.refund else 1) * each.amount * each.paid for each in documents)
            counted = min(counted, paid)
    share = counted / total
    # A cent that rounding of taxes leaves behind holds back no point.
    if abs(counted - total) < _CENT:
        return 1.0
    return min(1.0, max(0.0, share))


def due_points(promised: float, share: float, *, whole: bool) -> float:
    """Points that are due, with two decimals. ``whole``: a coupon is not cut, it stays until all
    of the sale was returned.
    """
    if whole:
        return promised if share > 0 else 0.0
    return round(promised * share, 2)
