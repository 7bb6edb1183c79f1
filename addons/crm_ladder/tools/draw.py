"""A choice that anybody can check: what is published, and how the order follows from it.

An *entry line* is ``person:ticket:score:moment``. *Person* is a salted hash of a mobile number, so
the list can be public; a draw has score and moment 0 everywhere, a ranking has not. The order is by
score (high first), then moment (early first), then SHA-256 of ``seed:line``. Sorting by a hash
needs no dice and no modulo: every order is equally likely, and each place can be checked alone.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256


def person_hash(salt: str, number: str) -> str:
    """Return what stands for somebody: SHA-256 of ``salt:number``, as 64 hexadecimal digits.

    :param number: E.164, ``+989121234567``
    """
    return sha256(f"{salt}:{number}".encode()).hexdigest()


def entry_line(person: str, ticket: int, score: int = 0, moment: int = 0) -> str:
    """Return one line of the list; ``moment`` in seconds since 1970."""
    return f"{person}:{ticket}:{score}:{moment}"


def list_digest(lines: Iterable[str]) -> str:
    """SHA-256 of the lines as they come, each ended by a newline. Memory does not grow."""
    digest = sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits: how the seed is committed to."""
    return sha256(text.encode()).hexdigest()


def mixed_seed(seed: str, public: str | None) -> str:
    """The seed that is drawn with: ours, and a number that nobody could know beforehand."""
    return f"{seed}:{public}" if public else seed


def sort_key(seed: str, line: str) -> tuple:
    """Key that puts lines in their order."""
    _person, _ticket, score, moment = line.split(":")
    return -int(score), int(moment), text_digest(f"{seed}:{line}")


def chosen(lines: Iterable[str], seed: str) -> Iterator[str]:
    """Persons in the order in which they are chosen, each once however many tickets."""
    seen = set()
    for line in sorted(lines, key=lambda line: sort_key(seed, line)):
        person = line.split(":", 1)[0]
        if person not in seen:
            seen.add(person)
            yield person
