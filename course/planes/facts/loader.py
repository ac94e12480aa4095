"""The one loader: a fact by its id, its number, and a caption that says where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from planes.errors import PlanesError
from planes.facts.types import THIRD_PARTY, Fact, Source, optional_number, read_rows

FACT_TABLES = (
    "seed_note",
    "since_2022",
    "literature",
    "ibm_2014",
    "fargate",
    "prices",
    "instance_rules",
    "ecs",
    "kubernetes",
    "ecr",
    "selection",
    "exam",
    "worked_examples",
)


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by its key."""
    return MappingProxyType({row["key"]: Source(**row) for row in read_rows("sources")})


@cache
def all_facts() -> Mapping[str, Fact]:
    """Return every fact by its id, in the order of the tables."""
    rows = (row for table in FACT_TABLES for row in read_rows(table))
    return MappingProxyType({row["id"]: _fact(row) for row in rows})


def get(id: str) -> Fact:
    """Return the fact with this id.

    Raises:
        PlanesError: there is no such fact.
    """
    found = all_facts().get(id)
    if found is None:
        near = get_close_matches(str(id).upper(), all_facts(), n=3, cutoff=0.5)
        hint = f" Close to it: {', '.join(near)}." if near else ""
        raise PlanesError(
            f"There is no fact {id!r}.{hint} facts.all_facts() lists every id, facts.search('word') finds "
            "by text."
        )
    return found


def number(id: str) -> float:
    """Return the number of a fact, in the fact's own unit.

    Raises:
        PlanesError: there is no such fact, or its value is a text.
    """
    fact = get(id)
    if fact.number is None:
        parts = [other for other in all_facts() if other.startswith(f"{id}.")]
        hint = f" Its parts are numbers: {', '.join(parts)}." if parts else ""
        raise PlanesError(
            f"Fact {id} is a text, not one number: {fact.value!r}.{hint} Read facts.get({id!r})."
        )
    return fact.number


def cite(id: str) -> str:
    """Return a caption for a fact: who published it and when.

    A primary source, and what the course computed from primary sources, is "published: …"; what a
    third party quotes or measured is "published by … (third party)".
    """
    fact = get(id)
    name = sources()[fact.source[0]].name
    if fact.confidence in THIRD_PARTY:
        return f"published by {name} (third party), {fact.as_of}"
    return f"published: {name}, {fact.as_of}"


def search(text: str) -> list[Fact]:
    """Return the facts that have `text` in their id, subject, fact or value, whatever the case."""
    wanted = text.casefold()
    return [
        fact
        for fact in all_facts().values()
        if any(
            wanted in part.casefold() for part in (fact.id, fact.topic, fact.subject, fact.fact, fact.value)
        )
    ]


def _fact(row: dict[str, str]) -> Fact:
    """Build a fact from a row of text."""
    return Fact(
        id=row["id"],
        topic=row["topic"],
        subject=row["subject"],
        fact=row["fact"],
        value=row["value"],
        number=optional_number(row["number"]),
        low=optional_number(row["low"]),
        high=optional_number(row["high"]),
        unit=row["unit"],
        source=tuple(row["source"].split(";")),
        where=row["where"],
        as_of=row["as_of"],
        confidence=row["confidence"],
    )
