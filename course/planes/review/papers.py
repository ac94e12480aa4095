"""The paper of a learner: ten questions of the bank, drawn by the learner's name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from planes.errors import PlanesError
from planes.review.bank import UNITS, questions
from planes.review.sheets import Sheet, rank

LENGTH = 10
_FEWEST_CHARACTERS = 3


def as_name(given: object) -> str:
    """Return a name as it counts: capitals and spaces do not matter.

    Raises:
        PlanesError: it is no text, or has fewer than three letters and digits.
    """
    name = unicodedata.normalize("NFKC", given).casefold() if isinstance(given, str) else ""
    name = " ".join(name.split())
    if sum(character.isalnum() for character in name) < _FEWEST_CHARACTERS:
        raise PlanesError(_refused(given))
    return name


def _refused(given: object) -> str:
    return (
        f"{given!r} is no name. Give your name or student number as a text, with at least "
        f"{_FEWEST_CHARACTERS} letters or digits: it decides which questions are yours."
    )


def is_name(given: object) -> bool:
    """Tell whether something can be a learner's name."""
    try:
        as_name(given)
    except PlanesError:
        return False
    return True


def paper(learner: str) -> list[Sheet]:
    """Return the ten questions of a learner: one from each unit in order, then two from two different units.

    The last one is a choice between designs, because it is defended in writing. What lesson 09 solves is on
    no paper. The same name gives the same paper on every machine. Each question has a rank of its own for
    each learner, and the first ones are taken, so that a question added to the bank changes few papers.

    Raises:
        PlanesError: the name is empty or too short.
    """
    name = as_name(learner)
    fit = (one for one in questions() if not one.shown)
    ranked = sorted(fit, key=lambda one: rank(name, one.id))
    drawn = [next(one for one in ranked if one.unit == unit) for unit in UNITS]
    ninth = next(one for one in ranked if one not in drawn)
    tenth = next(one for one in ranked if one.design and one not in drawn and one.unit != ninth.unit)
    return [Sheet.of(one, name) for one in [*drawn, ninth, tenth]]


def sheet(learner: str, number: int) -> Sheet:
    """Return one question of a learner's paper, by its number from 1.

    Raises:
        PlanesError: there is no such number, or the name is too short.
    """
    if not isinstance(number, int) or not 1 <= number <= LENGTH:
        raise PlanesError(f"There is no question {number!r}. A paper has the questions 1 to {LENGTH}.")
    return paper(learner)[number - 1]


def show(learner: str | Callable[[], str], number: int) -> None:
    """Print one question of a learner's paper, or what is missing before there is a paper.

    Args:
        learner: the name, or the function of exercise 1 that returns it.
        number: from 1.
    """
    try:
        name = learner() if callable(learner) else learner
    except NotImplementedError:
        print("Your questions depend on your name: write learner() in exercise 1, then run this cell again.")
        return
    print(sheet(name, number).text(f"Question {number}") if is_name(name) else _refused(name))


def hint(learner: str, number: int, step: int = 1) -> str:
    """Return a hint on a question: 1 says what to read again, 2 also rules out one wrong option.

    Raises:
        PlanesError: there is no such question or hint.
    """
    if step not in (1, 2):
        raise PlanesError(f"There is no hint {step!r}. Each question has the hints 1 and 2.")
    found = sheet(learner, number)
    where = f"Read again: {found.where()}."
    return where if step == 1 else f"{found.ruled_out()} {where}"


def key(learner: str, number: int) -> str:
    """Return the letter of the best answer: for instructors, and for solutions that have been opened."""
    return sheet(learner, number).best
