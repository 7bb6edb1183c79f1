"""Requests of an address, and where an address stands. Pure: the time is an argument."""

import ipaddress
from dataclasses import dataclass, field


@dataclass
class Crowd:
    """The requests of all addresses in one process in the present second (or other span).

    An address is not shared between processes: what it may cost one of them is bounded, and that
    is what it is for. Nothing is kept of spans that are over.
    """

    second: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def hit(self, second: int, address: str) -> int:
        """Count a request; return how many there were from this address in this span."""
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
