"""What one row of the tables is, and how a table is read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

THIRD_PARTY = frozenset({"Q", "T"})
"""Confidences whose label says who published: Q quotes the vendor, T is a third party's own statement."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from: a key, a short name for captions, what it is, an address and a date."""

    key: str
    name: str
    what: str
    url: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One published statement.

    Attributes:
        id: such as "B02"; a part of a statement has a suffix, such as "CE10.extended".
        topic: what the row belongs to.
        subject: the system it speaks of; empty where `fact` says it.
        fact: what is stated or measured.
        value: the statement as text.
        number: the value, where it is one number; a bound ("≤ 125") counts as its number.
        low: lower end, where a range or a lower bound is published.
        high: upper end, where a range or an upper bound is published.
        unit: of `number`, `low` and `high`.
        source: keys of `sources()`, the first is the main one.
        where: the place inside the source, or how it was measured.
        as_of: date of the copy that was read.
        confidence: V read in the primary source, Vo the same in an old copy, M read in botocore's
            model, D computed from such rows, Q quoted by a third party, T a third party's own.
    """

    id: str
    topic: str
    subject: str
    fact: str
    value: str
    number: float | None
    low: float | None
    high: float | None
    unit: str
    source: tuple[str, ...]
    where: str
    as_of: str
    confidence: str


def read_rows(table: str) -> list[dict[str, str]]:
    """Return the rows of `data/<table>.csv` as dictionaries of text."""
    text = (files("planes.facts") / "data" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def optional_number(text: str) -> float | None:
    """Return the number in a cell, or None for an empty cell."""
    return float(text) if text else None
