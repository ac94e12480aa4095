"""What comes next: after a check, and in the course."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from planes.grading.check import known_units, load_unit
from planes.grading.record import UnitRecord
from planes.grading.unit import Exercise
from planes.grading.verdicts import BY_HAND, NOT_TRIED, RIGHT, Outcome
from planes.workspace import learner_folder


@dataclass(frozen=True)
class Step:
    """What to do next: words, and the notebook to open for it, where there is one."""

    words: str
    notebook: Path | None = None


def after_check(outcome: Outcome) -> list[Step]:
    """Return what is next in a notebook that was checked, or after it."""
    missing = [one.exercise for one in outcome.verdicts if one.verdict != RIGHT and not one.exercise.by_hand]
    if missing:
        number, title = missing[0].number, missing[0].title
        return [Step(f"Next: exercise {number} ({title}). If you are stuck: %planes hint {number}")]
    readers = [one for one in outcome.verdicts if one.exercise.by_hand]
    steps = [_for_a_reader(one.exercise, one.verdict == BY_HAND) for one in readers]
    unwritten = any(one.verdict != BY_HAND for one in readers)
    return [*steps, after_unit(outcome.unit, "Then" if unwritten else "Next")]


def _for_a_reader(exercise: Exercise, written: bool) -> Step:
    number = exercise.number
    if not written:
        words = f"Next: exercise {number} ({exercise.title}), for a reader. Write a paragraph and save."
        return Step(f"{words} Then see another: %planes solution {number}")
    words = f"Exercise {number} is for a reader: in a class an instructor reads it."
    return Step(
        f"{words} Alone, compare it with how it is marked, in the task, and with another: "
        f"%planes solution {number}"
    )


def after_unit(name: str, when: str = "Next") -> Step:
    """Return what is next when a unit is done."""
    units = known_units()
    later = units[units.index(name) + 1 :] if name in units else []
    return (
        begin(later[0], when)
        if later
        else Step("This was the last unit: %planes progress shows all of them.")
    )


def begin(unit: str, when: str = "Next") -> Step:
    """Return the step that begins a unit."""
    return Step(f"{when}: unit {unit}, its lesson", _notebook(f"lessons/{unit}.ipynb"))


def in_unit(name: str, record: UnitRecord | None) -> str:
    """Return what is next in a unit, in a few words; nothing where all is done."""
    if record is None:
        return "its lesson"
    left = _left(name, record)
    return f"exercise {left[0].number}" + ", for a reader" * left[0].by_hand if left else ""


def in_course(records: dict[str, UnitRecord]) -> Step:
    """Return what is next in the course: where somebody is in the middle, else the next unit."""
    units = known_units()
    for name in units:
        if name in records and (left := _left(name, records[name])):
            words = f"Next: exercise {left[0].number} ({left[0].title})"
            return Step(words, _notebook(f"assignments/{name}/{name}.ipynb"))
    new = [name for name in units if name not in records]
    return begin(new[0]) if new else Step("Everything is done that tests can tell.")


def _left(name: str, record: UnitRecord) -> list[Exercise]:
    """Return the exercises that are not done: first those that tests judge, then those for a reader."""
    exercises = load_unit(name).exercises
    by_tests = [one for one in exercises if not one.by_hand and record.points.get(one.id, 0.0) < one.points]
    by_hand = [one for one in exercises if one.by_hand and record.verdicts.get(one.id) == NOT_TRIED]
    return by_tests + by_hand


def _notebook(name: str) -> Path | None:
    folder = learner_folder()
    return folder / name if folder and (folder / name).is_file() else None


def in_terminal(words: str) -> str:
    """Return the words of a step for a terminal: hints and solutions are opened in the notebook."""
    words = re.sub(r": (?=%planes (?:hint|solution) )", ", in the notebook: ", words)
    return words.replace("%planes progress", "planes progress")


def relative(path: Path) -> str:
    """Return a path as a link from the present folder, which is a notebook's own while it runs."""
    return Path(os.path.relpath(path)).as_posix()
