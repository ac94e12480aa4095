"""The exam review: a question bank, quizzes with spaced repetition, and the paper of the assignment.

>>> from planes import review
>>> len(review.paper("A. Learner"))
10

`ask` and `answer` work with the learner's own record; `panel` is the same with buttons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.review.bank import UNITS, Option, Question, question, questions
from planes.review.leitner import DAYS, Card, moved
from planes.review.papers import hint, is_name, key, paper, sheet, show
from planes.review.quiz import Quiz, demo, mine
from planes.review.sheets import Sheet, is_letter

if TYPE_CHECKING:
    from planes.review.widget import Panel

__all__ = [
    "DAYS",
    "UNITS",
    "Card",
    "Option",
    "Question",
    "Quiz",
    "Sheet",
    "answer",
    "ask",
    "demo",
    "hint",
    "is_letter",
    "is_name",
    "key",
    "mine",
    "moved",
    "panel",
    "paper",
    "question",
    "questions",
    "sheet",
    "show",
]

_open: dict[str, Quiz] = {}


def ask(unit: str | None = None) -> None:
    """Print the next question of your own quiz, of one unit if you name one, such as "05"."""
    _open["mine"] = mine()
    _open["mine"].ask(unit)


def answer(given: str) -> None:
    """Print the verdict on your answer to the question that `ask` showed, and keep it in your record.

    Raises:
        PlanesError: no question is open, or the answer is no letter.
    """
    (_open.get("mine") or mine()).answer(given)


def panel(quiz: Quiz | None = None) -> Panel:
    """Return the quiz with buttons, on your own record or on another quiz.

    Raises:
        PlanesError: ipywidgets is not installed.
    """
    from planes.review.widget import Panel

    return Panel(quiz or mine())
