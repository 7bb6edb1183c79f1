"""Requests per second, of a device and of an address. Pure: the second is an argument.

Each process counts for itself. Only a device that uses more than a tenth of its limit in
one process within one second is also counted in the table that all processes share, so a
person who presses keys never costs a statement, and a flood is stopped whichever worker
it reaches. The price: each process may let through a tenth of the limit uncounted.
"""

import ipaddress
from dataclasses import dataclass, field


@dataclass
class Window:
    """The requests of one device in one process in one second."""

    second: int = 0
    count: int = 0
    reported: int = 0

    def hit(self, second: int, limit: int) -> int:
        """Count a request; return how many must now be added to the shared count (0: none)."""
        if second != self.second:
            self.second, self.count, self.reported = second, 0, 0
        self.count += 1
        if self.count <= limit // 10:
            return 0
        due = self.count - self.reported
        self.reported = self.count
        return due


@dataclass
class Crowd:
    """The requests of all addresses in one process in the present second.

    An address is not shared between processes: what it may cost one of them is bounded, and that
    is what it is for. Nothing is kept of seconds that are over.
    """

    second: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def hit(self, second: int, address: str) -> int:
        """Count a request; return how many there were from this address in this second."""
        if second != self.second:
            self.second, self.counts = second, {}
        self.counts[address] = count = self.counts.get(address, 0) + 1
        return count


def place(address: str) -> str:
    """Return where an address stands: itself, or the network of 64 bits that one IPv6 line has."""
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, 64), strict=False))
