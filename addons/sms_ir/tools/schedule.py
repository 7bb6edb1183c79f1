"""Sending later: what can be handed to the gateway ahead of its time, and until when it can be
taken back.
"""

HOUR = 3600
DAY = 86400
# The gateway takes times from one hour to 365 days ahead. A call may be made a little later than
# it was planned, and the clocks of two machines differ.
AHEAD_LEAST = HOUR + 600
AHEAD_MOST = 364 * DAY
# A scheduled pack can be withdrawn until three minutes before its time; one more for the clocks.
WITHDRAW_UNTIL = 180 + 60
_RETRY = (5, 15, 30, 60)


def can_hand_over(now, send_at):
    """Tell whether the gateway takes a message now that is to be sent at ``send_at`` (seconds)."""
    return AHEAD_LEAST <= send_at - now <= AHEAD_MOST


def can_withdraw(now, send_at):
    """Tell whether a pack that is scheduled for ``send_at`` can still be taken back."""
    return send_at - now >= WITHDRAW_UNTIL


def retry_delay(tries):
    """Return the seconds until a withdrawal without an answer is tried again."""
    return _RETRY[min(max(tries, 1), len(_RETRY)) - 1]
