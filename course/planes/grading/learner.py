"""What a learner sees: the outcome of a check, hints, solutions, progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from planes.errors import PlanesError
from planes.grading.check import BY_HAND, NOT_TRIED, RIGHT, Outcome, known_units, load_unit
from planes.grading.record import Record
from planes.grading.unit import Exercise, Unit

_SIGNS = {RIGHT: "+", BY_HAND: "o"}
# The table says all there is to say of these.
_UNEXPLAINED = (RIGHT, BY_HAND, NOT_TRIED)


def show_check(outcome: Outcome, console: Console | None = None) -> None:
    """Print every exercise's verdict and the first expectation that was not met."""
    console = console or Console()
    table = Table(title=outcome.unit, title_justify="left")
    for heading in ("", "exercise", "verdict"):
        table.add_column(heading)
    table.add_column("points", justify="right")
    for found in outcome.verdicts:
        name = f"{found.exercise.number} {found.exercise.title}"
        points = f"{found.points:g} of {found.exercise.points:g}"
        table.add_row(_SIGNS.get(found.verdict, "-"), name, found.verdict, points)
    total = sum(found.exercise.points for found in outcome.verdicts if found.verdict != BY_HAND)
    parts: list[RenderableType] = [table]
    parts += [Text(f"Repaired for this check: {words}") for words in outcome.repairs]
    for found in outcome.verdicts:
        if found.message and found.verdict not in _UNEXPLAINED:
            words = f"\nExercise {found.exercise.number}, {found.verdict}:\n{found.message[:1500]}"
            parts.append(Text(words))
    parts.append(Text(f"\n{outcome.points:g} of {total:g} points that tests can give."))
    # At once: in a notebook every print is an output of its own, with a gap around it.
    console.print(Group(*parts))


def show_progress(folder: Path | None = None, console: Console | None = None) -> None:
    """Print the units, the best points and what is next."""
    console = console or Console()
    record = Record.load(folder or Path.cwd())
    table = Table(title="Progress", title_justify="left")
    for heading in ("unit", "points", "right", "next"):
        table.add_column(heading)
    for name in known_units():
        unit = record.units.get(name)
        if unit is None:
            table.add_row(name, "-", "-", "not started")
            continue
        auto = {key: points for key, points in unit.max_points.items() if unit.verdicts.get(key) != BY_HAND}
        right = [key for key in auto if unit.points.get(key, 0.0) >= auto[key]]
        left = [key for key in auto if key not in right]
        table.add_row(
            name,
            f"{unit.score:g} of {sum(auto.values()):g}",
            f"{len(right)} of {len(auto)}",
            left[0] if left else "done",
        )
    console.print(table)


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
    return f"Hint {position + 1} of {len(found.hints)}: {found.hints[position]}"


def solution(unit_name: str, number: int, folder: Path, confirm: Callable[[], bool]) -> str:
    """Return the solution of an exercise, once it is right, or after both hints and a confirmed wish.

    Raises:
        PlanesError: not yet.
    """
    unit = load_unit(unit_name)
    found = exercise(unit, number)
    record = Record.load(folder)
    known = record.unit(unit_name)
    right = known.verdicts.get(found.id) == RIGHT or known.points.get(found.id, 0.0) >= found.points > 0
    if not right:
        if known.hints.get(found.id, 0) < len(found.hints):
            raise PlanesError(
                f"The solution of exercise {number} opens when your answer is right, or after both hints: "
                f"%planes hint {number}"
            )
        if not confirm():
            raise PlanesError(f"The solution of exercise {number} stays closed.")
    if found.id not in known.solutions:
        known.solutions.append(found.id)
        record.save()
    return found.solution
