"""From the cells of one row to what is known about one person, or to what is wrong with it."""

import re
from dataclasses import dataclass, field
from datetime import date, time

from .import_cells import (
    MAX_NAME,
    read_count,
    read_day,
    read_long_text,
    read_mobile,
    read_moment,
    read_names,
    read_text,
)
from .import_columns import plain
from .social import clean_handle

MAX_SHOWN = 60
# Several profiles in a cell; no sign that stands in a link parts them.
_PROFILES = re.compile(r"\s*[،\n]\s*")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: a code, the target of the column it stands in, and what is written there."""

    code: str
    target: str
    value: str = ""


@dataclass(slots=True)
class Row:
    """One person. ``first`` and ``last`` are local: a day, and a time of day or ``None``."""

    mobile: str | None = None
    name: str | None = None
    group: str | None = None
    tags: list[str] = field(default_factory=list)
    visits: int | None = None
    first: tuple[date, time | None] | None = None
    last: tuple[date, time | None] | None = None
    values: dict = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_row(row, targets, region, today, kinds):
    """Read the cells of one row.

    :param row: cells as ``import_table.read_rows`` yields them
    :param targets: what each column holds (``import_columns``), ``None`` for what is left out
    :param region: country of numbers without a country code
    :param today: no day of the past lies after it
    :param kinds: dict of the targets that are fields → ``char``, ``text``, ``date``, ``integer``,
        ``names`` (several), ``profile:`` and a network, or a dict of plain label → value
    :return: a :class:`Row`; with ``problems`` it must not be taken over
    """
    reading = _Reading(today, region)
    by_target = {target: cell for target, cell in zip(targets, row) if target}  # noqa: B905
    result = reading.row
    result.mobile = reading.take("mobile", by_target, lambda cell: read_mobile(cell, region))
    names = [by_target.get(key, "") for key in ("name", "first_name", "last_name")]
    result.name = read_text(" ".join(str(name) for name in names), MAX_NAME)
    result.group = read_text(by_target.get("group", ""), MAX_NAME)
    result.tags = read_names(by_target.get("tags"))
    result.visits = reading.take("visits", by_target, read_count)
    for key, name in (("first_visit", "first"), ("last_visit", "last")):
        moment = reading.take(key, by_target, read_moment)
        if moment and moment[0] > today:
            reading.problem("future", key, by_target[key])
        setattr(result, name, moment)
    if result.first and result.last and _later(result.first, result.last):
        reading.problem("order", "first_visit", by_target["first_visit"])
    for target, kind in kinds.items():
        if target in by_target:
            value = reading.field(target, kind, by_target)
            if value is not None:
                result.values[target] = value
    return result


def _later(first, last):
    if first[0] != last[0]:
        return first[0] > last[0]
    return bool(first[1] and last[1] and first[1] > last[1])


class _Reading:
    def __init__(self, today, region):
        self.row = Row()
        self.today = today
        self.region = region

    def problem(self, code, target, cell):
        shown = read_text(cell, MAX_SHOWN) if cell not in ("", None) else ""
        self.row.problems.append(Problem(code, target, shown or ""))

    def take(self, target, by_target, reader):
        cell = by_target.get(target, "")
        value, problem = reader(cell)
        if problem:
            self.problem(problem, target, cell)
        return value

    def field(self, target, kind, by_target):
        """The value of a contact's field, ready for JSON."""
        cell = by_target[target]
        if isinstance(kind, dict):
            written = plain(cell)
            if written and written not in kind:
                self.problem("choice", target, cell)
            return kind.get(written)
        if kind == "date":
            day = self.take(target, by_target, read_day)
            if day and day > self.today:
                self.problem("future", target, cell)
            return day and day.isoformat()
        if kind == "integer":
            return self.take(target, by_target, read_count)
        if kind == "names":
            return read_names(cell) or None
        if kind.startswith("profile:"):
            return self.profiles(target, kind.partition(":")[2], cell)
        return read_long_text(cell) if kind == "text" else read_text(cell)

    def profiles(self, target, network, cell):
        """The names that somebody has in a network, as the record keeps them."""
        handles = []
        for typed in filter(None, _PROFILES.split("" if cell is None else str(cell))):
            handle = clean_handle(network, typed, self.region)
            if handle:
                handles.append(handle)
            else:
                self.problem("profile", target, typed)
        return list(dict.fromkeys(handles)) or None
