"""Recency, frequency, monetary: scores 1 to 5 among those who bought, and segments with names."""

# Segment by recency score and by the mean of frequency and money, best first.
# Each row: (recency from, recency to, frequency-and-money from, to, segment).
_GRID = (
    (5, 5, 4, 5, "champion"),
    (3, 4, 4, 5, "loyal"),
    (4, 5, 2, 3, "potential"),
    (5, 5, 1, 1, "new"),
    (4, 4, 1, 1, "promising"),
    (3, 3, 3, 3, "attention"),
    (3, 3, 1, 2, "sleepy"),
    (1, 1, 5, 5, "cannot_lose"),
    (1, 2, 3, 5, "at_risk"),
    (2, 2, 1, 2, "hibernating"),
    (1, 1, 1, 2, "lost"),
)
SEGMENTS = tuple(row[4] for row in _GRID)


def cuts(values) -> tuple:
    """The four values that part ``values`` into fifths (the smallest value of each share)."""
    ordered = sorted(values)
    if not ordered:
        return ()
    size = len(ordered)
    # As PostgreSQL's percentile_disc: the first value whose share of the order reaches the fifth.
    return tuple(ordered[-(-size * fifth // 5) - 1] for fifth in (1, 2, 3, 4))


def score(value, cut_values) -> int:
    """1 for the lowest fifth to 5 for the highest; equal values get equal scores."""
    return 1 + sum(value > cut for cut in cut_values)


def segment(recency: int, frequency: int, monetary: int) -> str:
    """Name of the segment of three scores (5 is best, also for recency)."""
    weight = (frequency + monetary + 1) // 2
    for low, high, weight_low, weight_high, name in _GRID:
        if low <= recency <= high and weight_low <= weight <= weight_high:
            return name
    raise ValueError(f"scores are 1 to 5: {recency}, {frequency}, {monetary}")
