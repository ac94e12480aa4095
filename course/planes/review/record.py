"""The learner's cards, kept in the one small record beside the learner's work."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from planes.errors import PlanesError
from planes.grading.record import Record
from planes.review.leitner import DAYS, Card

_KEY = "review"


def load(folder: Path) -> dict[str, Card]:
    """Return the cards of the record in `folder` or above; none where there is no record yet.

    Raises:
        PlanesError: the record cannot be read. It is left as it is.
    """
    record = Record.load(folder)
    try:
        return {name: _card(row) for name, row in record.rest.get(_KEY, {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlanesError(
            f"The cards in {record.path} cannot be read ({error}). Move it away to start a new record; it "
            "was left as it is."
        ) from None


def keep(folder: Path, name: str, card: Card) -> None:
    """Write one card. Everything else in the record stays, whatever wrote it."""
    load(folder)  # nothing is written beside cards that cannot be read
    record = Record.load(folder)
    record.rest.setdefault(_KEY, {})[name] = asdict(card) | {"due": card.due.isoformat()}
    record.save()


def _card(row: dict[str, Any]) -> Card:
    card = Card(int(row["box"]), date.fromisoformat(row["due"]), int(row["asked"]), int(row["right"]))
    if not 1 <= card.box <= len(DAYS):
        raise ValueError(f"box {card.box}")
    return card
