"""Wrong and right answers: read from tests/answers/, run in one process per exercise, without a kernel."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.course import Cell, Exercise, Unit, mark, points, read, text

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


def answers_score_as_told(unit: Unit, exercise: Exercise) -> list[str]:
    """Every wrong answer loses points in its own exercise and in no other; every right one loses none."""
    answers = answers_of(unit, exercise)
    if not answers:
        return []
    faults = []
    for answer, lost in zip(answers, _lost_in_child(unit, exercise.name), strict=True):
        elsewhere = {name: why for name, why in lost.items() if not name.startswith(exercise.name)}
        own = {name: why for name, why in lost.items() if name.startswith(exercise.name)}
        title = f"{unit} {exercise.name} {'right' if answer.right else 'wrong'} answer {answer.title!r}"
        if answer.right and own:
            faults.append(f"{title} loses points: {own}")
        if not answer.right and not own:
            faults.append(f"{title} loses no points")
        if elsewhere:
            faults.append(f"{title} loses points of another exercise: {elsewhere}")
    return faults


def _lost_in_child(unit: Unit, name: str) -> list[dict[str, str]]:
    """Run all answers of one exercise in a child process: what they break stays there."""
    environment = dict(os.environ) | {"MPLBACKEND": "Agg", "PYTHONPATH": str(Path(__file__).parents[1])}
    result = subprocess.run(
        [sys.executable, "-m", "gate.answers", str(unit.root), unit.name, name],
        capture_output=True,
        text=True,
        env=environment,
        cwd=unit.source.parent,
        timeout=240,
    )
    if result.returncode:
        raise RuntimeError(f"{unit} {name}: the answers could not be run:\n{result.stderr[-2000:]}")
    lost: list[dict[str, str]] = json.loads(result.stdout.splitlines()[-1])
    return lost


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
    code = "\n".join(line for line in code.splitlines() if not line.startswith(("%", "!")))
    errors = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
        try:
            exec(compile(code, "<cell>", "exec"), names)
        except (Exception, SystemExit) as error:
            return f"{type(error).__name__}: {error}"
    return f"stderr: {errors.getvalue()[:200]}" if errors.getvalue() else ""


def _is_worth_running(cell: Cell, exercise_name: str) -> bool:
    """Leave out test cells tagged `slow` of other exercises: with many answers they would take minutes."""
    return cell["id"].startswith(exercise_name) or "slow" not in cell["metadata"].get("tags", [])


def main(root: str, unit_name: str, exercise_name: str) -> None:
    """Print, for every answer of an exercise, what it loses, as JSON."""
    unit = Unit(Path(root), unit_name)
    cells = [cell for cell in read(unit.source)["cells"] if _is_worth_running(cell, exercise_name)]
    answers = answers_of(unit, unit.exercise(exercise_name))
    lost = [lost_points(cells, {exercise_name: answer.code}) for answer in answers]
    print(json.dumps(lost))


if __name__ == "__main__":
    main(*sys.argv[1:])
