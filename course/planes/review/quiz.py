"""Quizzing: what is due comes first, each answer moves a card, and the record is kept."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from planes.errors import PlanesError
from planes.review import leitner, record
from planes.review.bank import UNITS, questions
from planes.review.leitner import Card
from planes.review.sheets import Sheet, as_letter

DEMO_DAY = date(2026, 11, 23)


class Quiz:
    """One learner's quiz: `ask` shows a question, `answer` says how good an answer is and moves the card."""

    def __init__(
        self,
        cards: dict[str, Card],
        today: Callable[[], date] = date.today,
        keep: Callable[[str, Card], None] | None = None,
    ) -> None:
        """Begin with cards that are known.

        Args:
            cards: by the id of the question.
            today: tells the date.
            keep: is given each card that was moved; None keeps nothing.
        """
        self.cards, self.today, self._keep = cards, today, keep
        self.sheet: Sheet | None = None

    def waiting(self, unit: str | None = None) -> list[str]:
        """Return the ids of the questions to ask: those due, then new ones, a unit after the other.

        Raises:
            PlanesError: there is no such unit.
        """
        if unit not in (None, *UNITS):
            raise PlanesError(f"There is no unit {unit!r}. Units: {', '.join(UNITS)}.")
        by_unit = [[one.id for one in questions() if one.unit == name] for name in UNITS]
        known = [id for row in itertools.zip_longest(*by_unit) for id in row if id is not None]
        due = [id for id in leitner.due(self.cards, self.today()) if id in known]
        found = due + leitner.unseen(self.cards, known)
        of_unit = {one.id for one in questions() if unit in (None, one.unit)}
        return [id for id in found if id in of_unit]

    def draw(self, unit: str | None = None) -> Sheet | None:
        """Take the next question; None where nothing is due and nothing is new."""
        waiting = self.waiting(unit)
        found = next((one for one in questions() if waiting and one.id == waiting[0]), None)
        asked = self.cards[found.id].asked if found and found.id in self.cards else 0
        self.sheet = Sheet.of(found, f"round {asked}") if found else None
        return self.sheet

    def ask(self, unit: str | None = None) -> None:
        """Print the next question, of one unit if you name one, such as "05"."""
        found = self.draw(unit)
        print(found.text() if found else self.rest(unit))

    def rest(self, unit: str | None = None) -> str:
        """Return when something is due again."""
        days = [self.cards[one.id].due for one in questions() if unit in (None, one.unit)]
        return f"Nothing is due today. The next question is due on {min(days).isoformat()}."

    def judge(self, given: str) -> str:
        """Return the verdict on an answer to the question asked, and move its card.

        Raises:
            PlanesError: no question was asked, or the answer is no letter. Nothing is moved then.
        """
        if self.sheet is None:
            raise PlanesError("There is no open question. ask() shows one; each counts once.")
        sheet, letter = self.sheet, as_letter(given)
        card = leitner.moved(self.cards.get(sheet.question.id), sheet.is_best(letter), self.today())
        if self._keep is not None:
            self._keep(sheet.question.id, card)
        self.cards[sheet.question.id], self.sheet = card, None
        again = f"Box {card.box} of {len(leitner.DAYS)}: asked again from {card.due.isoformat()} on."
        return f"{sheet.verdict(letter)}\n\n{again}"

    def answer(self, given: str) -> None:
        """Print the verdict on an answer to the question asked, such as `answer("b")`."""
        print(self.judge(given))


def mine(folder: Path | None = None) -> Quiz:
    """Return the quiz on the learner's own record, which lies in the course's folder, with today's date."""
    place = folder or Path.cwd()
    return Quiz(record.load(place), keep=lambda name, card: record.keep(place, name, card))


def demo(days: int = 26, each_day: int = 14) -> Quiz:
    """Return the quiz of a made-up learner who has practised for some days. Nothing of it is kept.

    By and large the learner knows early units better than late ones; the answers are drawn with a fixed seed.
    """
    chance = random.Random(9)
    day = DEMO_DAY - timedelta(days=days)
    quiz = Quiz({}, today=lambda: day)
    for _ in range(days):
        for _ in range(each_day):
            found = quiz.draw()
            if found is None:
                break
            knows = 0.92 - 0.06 * int(found.question.unit)
            quiz.judge(found.best if chance.random() < knows else "abcd".replace(found.best, "")[0])
        day += timedelta(days=1)
    return quiz
