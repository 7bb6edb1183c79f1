"""Time as the gateway sees it: real time plus an offset that tests may move."""

import time

# Iran has had no daylight saving since 2022, so the zone is a fixed offset and the
# program needs no time zone data.
TEHRAN_OFFSET = 3 * 3600 + 30 * 60
DAY = 86400


class Clock:
    """Seconds since the epoch, movable for tests."""

    def __init__(self, offset=0.0):
        self.offset = offset

    def now(self):
        """Return the present time in Unix seconds."""
        return time.time() + self.offset

    def today(self):
        """Return when the present day began in Tehran, in Unix seconds."""
        return day_start(self.now())


def day_start(moment):
    """Return the start of the Tehran day that holds ``moment``."""
    return (moment + TEHRAN_OFFSET) // DAY * DAY - TEHRAN_OFFSET
