"""What a learner sees: the outcome of a check, hints, solutions, progress."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import nbformat
from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from planes.errors import PlanesError
from planes.grading import onward
from planes.grading.check import known_units, load_unit
from planes.grading.record import Record, UnitRecord
from planes.grading.unit import Exercise, Unit
from planes.grading.verdicts import BY_HAND, NOT_TRIED, RIGHT, Outcome, has_paragraph

_WIDTH = 96
_SIGNS = {RIGHT: "+", BY_HAND: "o"}
# The table says all there is to say of these.
_UNEXPLAINED = (RIGHT, BY_HAND, NOT_TRIED)


def _console() -> Console:
    """Return where to print. A notebook's page shows about a hundred characters beside its file list."""
    console = Console()
    return Console(width=_WIDTH) if console.is_jupyter else console


def show_check(outcome: Outcome, console: Console | None = None) -> None:
    """Print every exercise's verdict, the first expectation that was not met, and what is next."""
    console = console or _console()
    table = Table(title=outcome.unit, title_justify="left")
    for heading in ("", "exercise", "verdict"):
        table.add_column(heading)
    table.add_column("points", justify="right")
    for found in outcome.verdicts:
        name = f"{found.exercise.number} {found.exercise.title}"
        earned = "-" if found.exercise.by_hand else f"{found.points:g}"
        table.add_row(
            _SIGNS.get(found.verdict, "-"), name, found.verdict, f"{earned} of {found.exercise.points:g}"
        )
    total = sum(found.exercise.points for found in outcome.verdicts if not found.exercise.by_hand)
    parts: list[RenderableType] = [table]
    parts += [Text(f"Repaired for this check: {words}") for words in outcome.repairs]
    for found in outcome.verdicts:
        if found.message and found.verdict not in _UNEXPLAINED:
            words = f"\nExercise {found.exercise.number}, {found.verdict}:\n{found.message[:1500]}"
            parts.append(Text(words))
    parts.append(Text(f"\n{outcome.points:g} of {total:g} points that tests can give."))
    if outcome.saved and any(found.verdict == NOT_TRIED for found in outcome.verdicts):
        words = f"Read as saved at {outcome.saved}; save first if you changed something since."
        parts.append(Text(words))
    parts += [_step(step, console) for step in onward.after_check(outcome)]
    # At once: in a notebook every print is an output of its own, with a gap around it.
    console.print(Group(*parts))


def show_progress(folder: Path | None = None, console: Console | None = None) -> None:
    """Print the units, the best points and what is next."""
    console = console or _console()
    records = Record.load(folder or Path.cwd()).units
    table = Table(title="Progress", title_justify="left")
    for heading in ("unit", "points", "right", "next"):
        table.add_column(heading)
    for name in known_units():
        table.add_row(name, *_standing(name, records.get(name)))
    parts: list[RenderableType] = [table]
    if any(record.score for record in records.values()):
        parts.append(Text("Points are your best so far, also where you changed or reset a notebook since."))
    console.print(Group(*parts, _step(onward.in_course(records), console)))


def _standing(name: str, record: UnitRecord | None) -> tuple[str, str, str]:
    """Return the points, the exercises that are right, and what is next in a unit."""
    if record is None:
        return "-", "-", "not started"
    auto = [one for one in load_unit(name).exercises if not one.by_hand]
    right = [one for one in auto if record.points.get(one.id, 0.0) >= one.points]
    points = f"{record.score:g} of {sum(one.points for one in auto):g}"
    return points, f"{len(right)} of {len(auto)}", onward.in_unit(name, record) or "complete"


def _step(step: onward.Step, console: Console) -> Text:
    """Return a step in words; in a notebook with a link that opens the notebook it leads to."""
    words = step.words if console.is_jupyter else onward.in_terminal(step.words)
    text = Text(_unbroken(words, console.width))
    if step.notebook:
        place = onward.relative(step.notebook)
        link = Style(link=quote(place), underline=True) if console.is_jupyter else Style()
        text.append(": ").append("/".join(step.notebook.parts[-2:]) if console.is_jupyter else place, link)
    return text


def _unbroken(words: str, width: int) -> str:
    """Break a line between words, but not inside a command, which is to be copied."""
    kept = re.sub(r"%?planes (?:hint|solution) \d+|%?planes progress", _with_hard_spaces, words)
    return textwrap.fill(kept, width, break_on_hyphens=False).replace(_HARD_SPACE, " ")


_HARD_SPACE = "\N{NO-BREAK SPACE}"


def _with_hard_spaces(command: re.Match[str]) -> str:
    return command[0].replace(" ", _HARD_SPACE)


def exercise(unit: Unit, number: int) -> Exercise:
    """Return an exercise by its number.

    Raises:
        PlanesError: there is no such exercise.
    """
    found = next((one for one in unit.exercises if one.number == number), None)
    if found is None:
        numbers = ", ".join(str(one.number) for one in unit.exercises)
        raise PlanesError(f"{unit.name} has no exercise {number}. It has {numbers}.")
    return found


def hint(unit_name: str, number: int, folder: Path) -> str:
    """Return the next hint of an exercise: the first, then the second, then the last one again."""
    unit = load_unit(unit_name)
    found = exercise(unit, number)
    if not found.hints:
        raise PlanesError(f"Exercise {number} of {unit_name} has no hints.")
    record = Record.load(folder)
    opened = record.unit(unit_name).hints
    position = min(opened.get(found.id, 0), len(found.hints) - 1)
    opened[found.id] = position + 1
    record.save()
    words = f"Hint {position + 1} of {len(found.hints)}: {found.hints[position]}"
    last = position + 1 == len(found.hints)
    return words + f"\nNow %planes solution {number} is open." * last


def solution(unit_name: str, number: int, folder: Path, confirm: Callable[[], bool]) -> str:
    """Return the solution of an exercise, once it is right, or after both hints and a confirmed wish.

    Of an exercise for a reader: once a paragraph is written.

    Raises:
        PlanesError: not yet.
    """
    unit = load_unit(unit_name)
    found = exercise(unit, number)
    record = Record.load(folder)
    known = record.unit(unit_name)
    right = known.points.get(found.id, 0.0) >= found.points > 0
    if not right and not (found.by_hand and _has_paragraph(folder / f"{unit_name}.ipynb", found)):
        if known.hints.get(found.id, 0) < len(found.hints):
            when = _ONCE_WRITTEN if found.by_hand else "your answer is right"
            raise PlanesError(
                f"The solution of exercise {number} opens when {when}, or after both hints: "
                f"%planes hint {number}"
            )
        if not confirm():
            raise PlanesError(f"The solution of exercise {number} stays closed.")
    if found.id not in known.solutions:
        known.solutions.append(found.id)
        record.save()
    return _prose(f"{_ONE_OF_MANY}\n\n{found.solution}") if found.by_hand else found.solution


_ONCE_WRITTEN = "your own paragraph stands in its cell and the notebook is saved"
_ONE_OF_MANY = "One good answer; others are as good. Compare yours with how it is marked, in the task."


def _prose(text: str) -> str:
    """Break long lines between words: JupyterLab breaks the lines of an output anywhere."""
    return "\n".join(textwrap.fill(line, _WIDTH) for line in text.split("\n"))


def _has_paragraph(path: Path, exercise: Exercise) -> bool:
    try:
        return has_paragraph(nbformat.read(path, as_version=4).cells, exercise)
    except (OSError, ValueError, AttributeError):  # no notebook here that can be read
        return False
