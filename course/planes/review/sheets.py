"""A question as it is put to somebody: its options in an order that a seed decides, with letters."""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass

from planes import facts
from planes.errors import PlanesError
from planes.review.bank import UNITS, Option, Question

LETTERS = "abcd"
_WIDTH = 96


def rank(*words: object) -> str:
    """Return a text that orders things by chance, the same on every machine for the same words."""
    return hashlib.sha256("|".join(map(str, words)).encode("utf-8")).hexdigest()


def as_letter(given: object) -> str:
    """Return the letter that an answer means: "B", " b " and "b)" are all "b".

    Raises:
        PlanesError: it is not one of the four letters.
    """
    letter = given.strip().lower().rstrip(").") if isinstance(given, str) else ""
    if len(letter) != 1 or letter not in LETTERS:
        raise PlanesError(f'{given!r} is no answer. Give one of the letters "a", "b", "c" and "d".')
    return letter


def is_letter(given: object) -> bool:
    """Tell whether something is an answer in form."""
    try:
        as_letter(given)
    except PlanesError:
        return False
    return True


@dataclass(frozen=True)
class Sheet:
    """A question with its four options in one order."""

    question: Question
    options: tuple[Option, ...]

    @classmethod
    def of(cls, question: Question, seed: str) -> Sheet:
        """Shuffle the options of a question by a seed."""
        order = sorted(range(len(question.options)), key=lambda place: rank(seed, question.id, place))
        return cls(question, tuple(question.options[place] for place in order))

    @property
    def best(self) -> str:
        """The letter of the best option."""
        return next(letter for letter, option in zip(LETTERS, self.options, strict=True) if option.best)

    def is_best(self, given: object) -> bool:
        """Tell whether an answer is the best one; anything that is no letter is not."""
        return is_letter(given) and as_letter(given) == self.best

    def text(self, title: str = "") -> str:
        """Return the question and its options, wrapped for reading."""
        unit = self.question.unit
        lines = [f"{title or 'Question'} · unit {unit}, {UNITS[unit]}", "", _wrapped(self.question.ask), ""]
        for letter, option in zip(LETTERS, self.options, strict=True):
            lines.append(_wrapped(option.text, f"  {letter})  "))
        return "\n".join(lines)

    def verdict(self, given: object) -> str:
        """Return whether an answer was right, why each option is the best one or not, and the sources."""
        letter = as_letter(given)
        wrong = f"Not the best answer: you took {letter}, the best one is {self.best}."
        head = f"Right: {letter} is the best answer." if letter == self.best else wrong
        lines = [head, ""]
        for name, option in zip(LETTERS, self.options, strict=True):
            sign = "+" if option.best else "-"
            lines.append(_wrapped(f"{option.text} — {option.why}", f"  {name} {sign} "))
        lines += ["", *(f"  {name}: {facts.cite(name)}" for name in self.question.sources)]
        lines.append(f"  To read again: {self.where()}.")
        return "\n".join(lines)

    def where(self) -> str:
        """Return the lesson, and what in it, that teaches this."""
        return f"lesson {self.question.unit}, on “{self.question.section}”"

    def ruled_out(self) -> str:
        """Return one option that is not the best, with the reason: a hint."""
        wrong = [
            (letter, option) for letter, option in zip(LETTERS, self.options, strict=True) if not option.best
        ]
        letter, option = min(wrong, key=lambda pair: rank(self.question.id, pair[1].text))
        return f"It is not {letter}, “{option.text}”. {option.why}"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))
