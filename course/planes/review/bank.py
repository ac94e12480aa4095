"""The bank: multiple-choice questions read from `questions.yaml`, with the numbers of the facts put in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from planes import facts
from planes.errors import PlanesError

_FACT = re.compile(r"\{([A-Z]+\d+[\w.]*)\}")

UNITS = {
    "01": "virtualization",
    "02": "the planes",
    "03": "the data plane",
    "04": "orchestration",
    "05": "ECS",
    "06": "EKS",
    "07": "ECR",
    "08": "choosing",
}
"""The eight units by their numbers, with a short name for figures."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the four answers to a question, with the reason why it is the best one or is not."""

    text: str
    # Who only looks at an option, as a notebook does with the last line of a cell, must not see the answer.
    why: str = field(repr=False)
    best: bool = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        id: a word of its own, such as "max-pods".
        unit: the unit's number, such as "03".
        section: heading of the lesson that teaches it.
        ask: the case and what is asked.
        options: four; one is the best.
        sources: ids of the facts on which it rests.
        worked: numbers that the question itself sets or works out.
        shown: lesson 09 solves it, so it is on no paper.
        design: a choice between designs, for exercise 10 of a paper.
    """

    id: str
    unit: str
    section: str
    ask: str
    options: tuple[Option, ...] = field(repr=False)  # the best one stands first
    sources: tuple[str, ...]
    worked: tuple[float, ...]
    shown: bool
    design: bool


@cache
def questions() -> tuple[Question, ...]:
    """Return the whole bank, in the order of its file."""
    return tuple(_question(row) for row in raw())


def raw() -> list[dict[str, Any]]:
    """Return the rows of the file as they stand, with `{ID}` where a fact's number belongs."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("planes.review") / "questions.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.load(text, Loader=loader)
    return rows


def question(id: str) -> Question:
    """Return the question with this id.

    Raises:
        PlanesError: there is none.
    """
    found = next((one for one in questions() if one.id == id), None)
    if found is None:
        raise PlanesError(f"There is no question {id!r}. planes.review.questions() lists all of them.")
    return found


def fill(text: str) -> str:
    """Put the numbers of facts into a text: `{B02}` becomes 125."""
    return _FACT.sub(lambda match: f"{facts.number(match[1]):,.10g}", text)


def _question(row: dict[str, Any]) -> Question:
    given = [(row["best"], True), *((one, False) for one in row["wrong"])]
    options = (Option(fill(one["text"]), fill(one["why"]), best) for one, best in given)
    return Question(
        id=row["id"],
        unit=row["unit"],
        section=row["section"],
        ask=fill(row["ask"]),
        options=tuple(options),
        sources=tuple(row["sources"]),
        worked=tuple(row.get("worked", ())),
        shown=row.get("shown", False),
        design=row.get("design", False),
    )
