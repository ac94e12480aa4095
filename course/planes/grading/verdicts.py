"""What a check found: for every exercise a verdict, its points, and the first expectation not met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from planes.grading.unit import Exercise, grade_id

NOT_TRIED, RAISED, WRONG, RIGHT, BY_HAND = "not tried", "raised an error", "wrong", "right", "for a reader"
PARAGRAPH = 100
"""Characters that make a paragraph of one's own, in any script."""

_STUB = "*Write your answer here.*"
_SYNTAX = ("SyntaxError", "IndentationError", "TabError")
# Python names the kernel's file for the cell, which is nobody's: "invalid syntax (3210987654.py, line 2)".
_IN_A_FILE = re.compile(r"(?P<words>.*?) \([^()]*?\bline (?P<line>\d+)\)", re.DOTALL)


@dataclass(frozen=True)
class Verdict:
    """What came out for one exercise: one of the verdicts, the points, the first unmet expectation."""

    exercise: Exercise
    verdict: str
    points: float
    message: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came out for a notebook."""

    unit: str
    verdicts: list[Verdict]
    repairs: list[str]
    saved: str = ""
    """When the notebook that was read had been saved."""

    @property
    def complete(self) -> bool:
        """Whether everything that tests can tell is right."""
        return all(found.verdict == RIGHT or found.exercise.by_hand for found in self.verdicts)

    @property
    def points(self) -> float:
        """The points earned."""
        return sum(found.points for found in self.verdicts)


def judge(exercise: Exercise, notebook: NotebookNode) -> Verdict:
    """Return what an executed notebook shows of one exercise."""
    cells = {grade_id(cell): cell for cell in notebook.cells}
    if exercise.by_hand:
        return Verdict(exercise, BY_HAND if has_paragraph(notebook.cells, exercise) else NOT_TRIED, 0.0)
    tests = [cells[name] for name in exercise.tests if name in cells]
    points = sum(float(cell.metadata.nbgrader["points"]) for cell in tests if not errors(cell))
    own = errors(cells[exercise.id]) if exercise.id in cells else []
    failed = [cell for cell in tests if errors(cell)]
    if not failed:
        return Verdict(exercise, RIGHT, points)
    first = errors(failed[0])[0]
    kind = str(first.ename)
    if own and own[0].ename in _SYNTAX:
        return Verdict(exercise, RAISED, points, _syntax(own[0], cells[exercise.id].source))
    untouched = "NotImplementedError" in (kind, *(error.ename for error in own))
    if kind == "NotTried" or untouched:
        return Verdict(exercise, NOT_TRIED, points, "The line raise NotImplementedError() is still there.")
    if own and kind == "NameError":
        return Verdict(exercise, RAISED, points, f"{own[0].ename}: {own[0].evalue}")
    verdict = WRONG if kind in ("WrongAnswer", "AssertionError") else RAISED
    message = str(first.evalue) if kind == "WrongAnswer" else f"{kind}: {first.evalue}"
    return Verdict(exercise, verdict, points, message)


def has_paragraph(cells: Iterable[NotebookNode], exercise: Exercise) -> bool:
    """Whether somebody wrote a paragraph into the cell of an exercise that a reader judges."""
    own = (cell.source for cell in cells if grade_id(cell) == exercise.id)
    return any(len(source.replace(_STUB, "").strip()) >= PARAGRAPH for source in own)


def _syntax(error: NotebookNode, source: str) -> str:
    """Say in which line of the learner's cell Python stumbled."""
    found = _IN_A_FILE.fullmatch(str(error.evalue))
    lines = source.splitlines()
    if not found or not 1 <= int(found["line"]) <= len(lines):
        return f"{error.ename}: {error.evalue}"
    line = lines[int(found["line"]) - 1].strip()
    return f"{error.ename} in line {found['line']} of its cell: {found['words']}\n    {line}"


def errors(cell: NotebookNode) -> list[NotebookNode]:
    """Return the errors that a cell ended with."""
    return [output for output in cell.outputs if output.output_type == "error"]
