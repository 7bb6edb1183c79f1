"""Numbers of a benchmark and the table that shows them."""

import os
import sys


def percentile(values, share):
    """Return the value below which ``share`` of the values lie."""
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def ratio(part, whole):
    """Return ``part / whole``; nothing at all counts as zero."""
    return part / whole if whole else 0.0


def at_least(value, aim):
    """Return how an aim and whether it is reached are shown."""
    return f"aim ≥ {aim:g}{'' if value >= aim else ', MISSED'}"


def below(value, aim, unit=""):
    """Return how an aim that must not be reached, and whether it is, are shown."""
    return f"aim < {aim:g}{unit}{'' if value < aim else ', MISSED'}"


def table(title, rows):
    """Print ``rows`` of (label, value, remark) below a title."""
    rows = [tuple(str(cell) for cell in row) for row in rows]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    load = os.getloadavg()[0]
    sys.stdout.write(f"\n{title}   (load {load:.1f} on {os.cpu_count()} cores)\n")
    for label, value, remark in rows:
        sys.stdout.write(f"  {label:{widths[0]}}  {value:>{widths[1]}}  {remark}".rstrip() + "\n")
    sys.stdout.flush()
