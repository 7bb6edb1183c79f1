"""Requests per second of a device. Pure: the second is an argument.

Each process counts for itself. Only a device that uses more than a tenth of its limit in
one process within one second is also counted in the table that all processes share, so a
person who presses keys never costs a statement, and a flood is stopped whichever worker
it reaches. The price: each process may let through a tenth of the limit uncounted.
"""

from dataclasses import dataclass


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
