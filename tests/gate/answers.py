"""Wrong and right answers: read from tests/answers/, run in one process per unit, without a kernel."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import re
import subprocess
import sys
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.course import Cell, Exercise, Unit, mark, points, text
from gate.names import plain, touches

_CELL = re.compile(r"^# %% (wrong|right): *(.*)$", re.M)


@dataclass(frozen=True)
class Answer:
    """One replacement for a solution cell, and whether it is right."""

    exercise: str
    right: bool
    title: str
    code: str


def answers_of(unit: Unit, exercise: Exercise) -> list[Answer]:
    """Read tests/answers/UNIT/exKK.py; an absent file has no answers."""
    path = unit.answers / f"{exercise.name}.py"
    if not path.exists():
        return []
    parts = _CELL.split(path.read_text("utf-8"))[1:]
    return [
        Answer(exercise.name, verdict == "right", title.strip(), code.strip() + "\n")
        for verdict, title, code in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def enough_answers(unit: Unit) -> list[str]:
    """At least three wrong and two right answers per auto-graded exercise, each with a title of its own."""
    faults = []
    for exercise in unit.exercises:
        if exercise.by_hand:
            continue
        answers = answers_of(unit, exercise)
        right = sum(answer.right for answer in answers)
        if right < 2 or len(answers) - right < 3:
            faults.append(
                f"{unit} {exercise.name}: {len(answers) - right} wrong and {right} right answers, not 3 and 2"
            )
        if len({answer.title for answer in answers} - {""}) != len(answers):
            faults.append(f"{unit} {exercise.name}: two answers have the same title, or one has none")
        solution = _bare(text(exercise.cells["solution"]))
        faults += [
            f"{unit} {exercise.name}: the right answer {answer.title!r} is the source solution"
            for answer in answers
            if answer.right and _bare(answer.code) == solution
        ]
    return faults


def _bare(code: str) -> str:
    return re.sub(r"\s*#[^\n]*|\s+", " ", code).strip()


@dataclass(frozen=True)
class Lost:
    """What the answers of a unit lose: the reason by the name of the graded cell.

    Attributes:
        unit: the unit.
        answers: for every exercise, what each of its answers loses, in their order.
        afterwards: what the source loses in the process in which all these answers have run.
    """

    unit: Unit
    answers: dict[str, list[dict[str, str]]]
    afterwards: dict[str, str]


def answers_score_as_told(lost: Lost, exercise: Exercise) -> list[str]:
    """Every wrong answer loses points in its own exercise and in no other; every right one loses none."""
    unit, faults = lost.unit, []
    for answer, reasons in zip(answers_of(unit, exercise), lost.answers[exercise.name], strict=True):
        elsewhere = {name: why for name, why in reasons.items() if not name.startswith(exercise.name)}
        own = {name: why for name, why in reasons.items() if name.startswith(exercise.name)}
        title = f"{unit} {exercise.name} {'right' if answer.right else 'wrong'} answer {answer.title!r}"
        if answer.right and own:
            faults.append(f"{title} loses points: {own}")
        if not answer.right and not own:
            faults.append(f"{title} loses no points")
        if elsewhere:
            faults.append(f"{title} loses points of another exercise: {elsewhere}")
    return faults


def answers_leave_nothing_behind(lost: Lost) -> list[str]:
    """No answer changes a module or anything else that outlives its notebook."""
    return [
        f"{lost.unit} {name}: loses its points when answers have run before it: {why}"
        for name, why in lost.afterwards.items()
    ]


def run_answers(unit: Unit) -> Lost:
    """Run all answers of a unit in a child process: what they break stays there."""
    environment = dict(os.environ) | {"MPLBACKEND": "Agg", "PYTHONPATH": str(Path(__file__).parents[1])}
    result = subprocess.run(
        [sys.executable, "-m", "gate.answers", str(unit.root), unit.name],
        capture_output=True,
        text=True,
        env=environment,
        cwd=unit.source.parent,
        timeout=600,
    )
    if result.returncode:
        raise RuntimeError(f"{unit}: the answers could not be run:\n{result.stderr[-2000:]}")
    return Lost(unit, **json.loads(result.stdout.splitlines()[-1]))


def lost_points(cells: list[Cell], replace: dict[str, str]) -> dict[str, str]:
    """Run the code cells in order and return which graded cells lose their points, and why.

    A cell loses its points when it raises or writes to stderr: nbgrader's rule.

    Args:
        cells: of the source notebook.
        replace: source text by cell id, in place of what the notebook has.
    """
    # As in a kernel, the notebook's names live in a module: pickling and dataclasses look there.
    module = types.ModuleType("__main__")
    module.__dict__["get_ipython"] = lambda: None
    before, sys.modules["__main__"] = sys.modules["__main__"], module
    lost = {}
    try:
        for cell in cells:
            if cell["cell_type"] != "code":
                continue
            why = _run(replace.get(cell["id"], text(cell)), module.__dict__)
            if why and points(cell):
                lost[mark(cell)["grade_id"]] = why
    finally:
        sys.modules["__main__"] = before
    return lost


def _run(code: str, names: dict[str, Any]) -> str:
    """Run one cell; return what went wrong, or an empty string."""
    errors = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
        try:
            exec(compile(plain(code), "<cell>", "exec"), names)
        except (Exception, SystemExit) as error:
            return f"{type(error).__name__}: {error}"
    return f"stderr: {errors.getvalue()[:200]}" if errors.getvalue() else ""


def main(root: str, unit_name: str) -> None:
    """Print what the answers of a unit lose, as JSON."""
    unit = Unit(Path(root), unit_name)
    lost = {exercise.name: _lost_by_answer(unit, exercise) for exercise in unit.exercises}
    print(json.dumps({"answers": lost, "afterwards": lost_points(_worth_running(unit), {})}))


def _lost_by_answer(unit: Unit, exercise: Exercise) -> list[dict[str, str]]:
    """Return what each answer loses.

    With one that shares no name with another exercise, the cells of its own exercise are enough. What it may
    do to others besides, such as changing a module, shows when the source runs in the same process at last.
    """
    exercises = _by_exercise(_worth_running(unit, exercise.name))
    everything = list(itertools.chain(*exercises.values()))
    own = exercises.pop(exercise.name, [])
    others = [[text(cell) for cell in other] for other in exercises.values()]
    lost = []
    for answer in answers_of(unit, exercise):
        replace = {exercise.name: answer.code}
        codes = [replace.get(cell["id"], text(cell)) for cell in own]
        alone = not any(touches(codes, other) for other in others)
        lost.append(lost_points(own if alone else everything, replace))
    return lost


def _worth_running(unit: Unit, exercise_name: str = "") -> list[Cell]:
    """Leave out test cells tagged `slow` of other exercises: with many answers they would take minutes."""
    return [
        cell
        for cell in unit.cells
        if "slow" not in cell["metadata"].get("tags", []) or (_exercise_of(cell) == exercise_name)
    ]


def _by_exercise(cells: list[Cell]) -> dict[str, list[Cell]]:
    """Return the code cells by their exercise; one outside all exercises counts as one."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            found.setdefault(_exercise_of(cell), []).append(cell)
    return found


def _exercise_of(cell: Cell) -> str:
    return cell["id"].partition("-")[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
