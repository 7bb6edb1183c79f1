"""Delivery states of SMS.ir, and when to ask again."""

DELIVERED = "delivered"
FAILED = "failed"
BLOCKED = "blocked"
WAITING = "waiting"

# 3 and 5 are worded differently in different tables of the gateway; all agree that the message is
# still on its way. 8 ("unknown") is asked again until the schedule ends.
_MEANING = {1: DELIVERED, 2: FAILED, 4: FAILED, 6: FAILED, 7: BLOCKED}

# Seconds after the last look: most messages arrive within seconds, some a day later.
_SCHEDULE = (5, 10, 20, 45, 120, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400)
LAST_POLL = len(_SCHEDULE)


def meaning(state):
    """Return what a delivery state says: delivered, failed, blocked or (still) waiting."""
    return _MEANING.get(state, WAITING)


def next_delay(polls):
    """Return the seconds until the next look after ``polls`` looks, ``None`` when it is enough."""
    return _SCHEDULE[polls] if polls < LAST_POLL else None


def cheaper_by_log(packs, sent_today, page_size=100):
    """Tell whether paging today's log takes fewer calls than asking pack by pack."""
    pages = sent_today // page_size + 1
    return packs > pages
