"""Spaced repetition with Leitner's five boxes: pure functions on cards and dates.

Source: Sebastian Leitner, So lernt man lernen, Herder 1972. A card that was answered goes one box up,
another one back to the first box; later boxes are looked at more rarely. In the book the depth of a box
decides when: 1, 2, 5, 8 and 14 cm. That these numbers are days here is the course's choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = (1, 2, 5, 8, 14)
"""How many days a card rests in the boxes 1 to 5."""


@dataclass(frozen=True)
class Card:
    """What is known of one question and one learner.

    Attributes:
        box: 1 to 5.
        due: the day from which it is asked again.
        asked: how often it was answered.
        right: how often the answer was the best one.
    """

    box: int
    due: date
    asked: int
    right: int


def moved(card: Card | None, right: bool, today: date) -> Card:
    """Return a card after an answer. A question that was never asked begins in the first box.

    Right: one box up, from the last box nowhere. Wrong: back to the first.
    """
    before = card or Card(1, today, 0, 0)
    box = min(before.box + 1, len(DAYS)) if right else 1
    return Card(box, today + timedelta(days=DAYS[box - 1]), before.asked + 1, before.right + right)


def due(cards: Mapping[str, Card], today: date) -> list[str]:
    """Return the ids of the cards due, the longest waiting first, then those in low boxes."""
    waiting = [name for name, card in cards.items() if card.due <= today]
    return sorted(waiting, key=lambda name: (cards[name].due, cards[name].box, name))


def unseen(cards: Mapping[str, Card], ids: Iterable[str]) -> list[str]:
    """Return those of `ids` that were never asked, in their order."""
    return [name for name in ids if name not in cards]
