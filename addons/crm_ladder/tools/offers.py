"""Rules of offers: until when, who gets one, and who is left without one to compare with."""

from datetime import date, timedelta
from hashlib import sha256


def ends_on(given: date, until: date | None, days: int) -> date | None:
    """Last day of an offer: the earlier of a date and N days after it is given; None: no end."""
    ends = [until] if until else []
    if days:
        ends.append(given + timedelta(days=days))
    return min(ends) if ends else None


def held_out(offer: int, person: int, percent: float) -> bool:
    """Whether a person is left without an offer, to compare with.

    The same answer each time, and independent from offer to offer: nobody is always left out.
    """
    digest = sha256(f"{offer}:{person}".encode()).digest()
    return int.from_bytes(digest[:6], "big") < percent / 100 * 2**48


def verdict(*, active, ended, fits, had, recent, holdout):
    """What becomes of a planned offer: ``given``, ``holdout``, or why it is not given.

    Who would not get it anyway is never counted among the held out.

    :param had: ``"has"``, ``"returned"`` or None: what the person did with it before
    :param recent: whether the same offer was given to the person a short while ago
    """
    if not active:
        return "stopped"
    if ended:
        return "ended"
    if not fits:
        return "not_fitting"
    if had:
        return had
    if recent:
        return "recent"
    return "holdout" if holdout else "given"


def uplift(bought: int, given: int, bought_without: int, without: int):
    """Difference of the shares that bought, with its 95 % margin; None where one side is empty.

    The margin is that of Agresti and Caffo: that nobody of five bought is not yet certainty.

    :return: ``(difference, margin)`` as fractions
    """
    if not given or not without:
        return None
    one, two = (bought + 1) / (given + 2), (bought_without + 1) / (without + 2)
    spread = one * (1 - one) / (given + 2) + two * (1 - two) / (without + 2)
    return bought / given - bought_without / without, 1.96 * spread**0.5
