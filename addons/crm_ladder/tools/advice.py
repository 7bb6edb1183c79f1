"""What to do about a customer who yields little: grow, nudge, look at the terms, or let go."""

# Scores up to this are low.
LOW = 2
# From this share of sales credited on, a customer costs more than the sums show.
RETURNS_PERCENT = 30
GONE_PERCENT = 20
ADVICE = ("grow", "nudge", "terms", "let_go")


def advise(
    recency: int,
    frequency: int,
    monetary: int,
    *,
    alive: int | None = None,
    return_rate: float = 0.0,
) -> str | None:
    """Advice for low-yield customers, None for all others.

    :param alive: percent, None where it is not known
    :param return_rate: percent of sales credited
    """
    if return_rate >= RETURNS_PERCENT:
        return "terms"
    if monetary > LOW or frequency > LOW + 1:
        return None
    if recency >= 4:
        return "grow"
    if recency <= 1 or (alive is not None and alive <= GONE_PERCENT):
        return "let_go"
    return "nudge"
