"""A unit as the instructor wrote it: its exercises, its test cells, and what each relies on."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from planes.errors import PlanesError

_TITLE = re.compile(r"^##\s*(?:Exercise\s+\d+\s*·\s*)?(.+?)(?:\s*\([\d.]+ points?\))?\s*$", re.MULTILINE)
_HINT = re.compile(r"<details>\s*<summary>\s*Hint\s*\d+\s*</summary>(.*?)</details>", re.DOTALL)
_SOLUTION = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """One exercise: its cells' grade ids, its points, what the learner sees."""

    id: str
    number: int
    title: str
    tests: tuple[str, ...]
    points: float
    by_hand: bool
    hints: tuple[str, ...]
    solution: str


class Unit:
    """The instructor's notebook of one unit."""

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            PlanesError: there is no such notebook.
        """
        if not path.is_file():
            raise PlanesError(
                f"There is no instructor notebook {path}. Run this in the course's folder, with a unit."
            )
        self.path = path
        self.name = path.stem
        self.stubs: dict[str, str] = {}  # what learners get in the solution cells, by grade id
        self.notebook: NotebookNode = nbformat.read(path, as_version=4)

    @cached_property
    def cells(self) -> dict[str, NotebookNode]:
        """The cells that nbgrader knows, by grade id, in order."""
        return {grade_id(cell): cell for cell in self.notebook.cells if grade_id(cell)}

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever the notebook does."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()[:16]

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The exercises in order. Test cells belong to the last solution cell above them."""
        found: list[Exercise] = []
        text = ""
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown" and not is_graded(cell):
                text = cell.source if _HINT.search(cell.source) or is_known(cell) else text
            elif is_solution(cell):
                found.append(self._exercise(cell, text, len(found) + 1))
            elif is_test(cell) and found:
                last = found.pop()
                points = last.points + float(cell.metadata.nbgrader["points"])
                tests = (*last.tests, grade_id(cell))
                found.append(Exercise(**{**last.__dict__, "tests": tests, "points": points}))
        return found

    def _exercise(self, cell: NotebookNode, text: str, position: int) -> Exercise:
        by_hand = is_graded(cell)
        title = _TITLE.search(text)
        number = re.search(r"\d+", grade_id(cell))
        return Exercise(
            id=grade_id(cell),
            number=int(number.group()) if number else position,
            title=title.group(1) if title else grade_id(cell),
            tests=(grade_id(cell),) if by_hand else (),
            points=float(cell.metadata.nbgrader["points"]) if by_hand else 0.0,
            by_hand=by_hand,
            hints=tuple(hint.strip() for hint in _HINT.findall(text)),
            solution=_SOLUTION.sub("", cell.source).strip(),
        )

    @cached_property
    def points(self) -> dict[str, float]:
        """The points of every graded cell."""
        return {
            name: float(cell.metadata.nbgrader["points"])
            for name, cell in self.cells.items()
            if is_graded(cell)
        }

    @cached_property
    def taken(self) -> list[str]:
        """The names that learners define: what the solution cells bind."""
        found: set[str] = set()
        for cell in self.notebook.cells:
            if is_solution(cell) and cell.cell_type == "code":
                found |= bound_names(cell.source)
        return sorted(found)

    @cached_property
    def setup(self) -> list[str]:
        """The code cells that belong to nobody's answer: imports, data."""
        plain = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        return [cell.source for cell in plain if not is_solution(cell) and not is_test(cell)]

    @cached_property
    def modules(self) -> list[str]:
        """The modules that the notebook imports, for the warm parent."""
        found: list[str] = []
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                found += imported_modules(cell.source)
        return list(dict.fromkeys(found))

    def exercise_of(self, test: str) -> Exercise | None:
        """Return the exercise that a test cell belongs to."""
        return next((exercise for exercise in self.exercises if test in exercise.tests), None)


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's nbgrader id, or nothing."""
    data = cell.get("metadata", {}).get("nbgrader")
    return str(data.get("grade_id") or "") if isinstance(data, dict) else ""


def _flag(cell: NotebookNode, name: str) -> bool:
    data = cell.get("metadata", {}).get("nbgrader")
    return isinstance(data, dict) and bool(data.get(name))


def is_known(cell: NotebookNode) -> bool:
    """Whether nbgrader has an eye on the cell."""
    return bool(grade_id(cell))


def is_graded(cell: NotebookNode) -> bool:
    """Whether the cell carries points."""
    return _flag(cell, "grade")


def is_solution(cell: NotebookNode) -> bool:
    """Whether the learner writes in the cell."""
    return _flag(cell, "solution")


def is_test(cell: NotebookNode) -> bool:
    """Whether the cell is an autograded test."""
    return cell.cell_type == "code" and is_graded(cell) and not is_solution(cell)


def parse(source: str) -> ast.Module:
    """Return a cell's syntax tree; an empty one for what is not Python, also after IPython's own syntax."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    try:
        from IPython.core.inputtransformer2 import TransformerManager

        return ast.parse(TransformerManager().transform_cell(source))
    except Exception:
        return ast.Module(body=[], type_ignores=[])


def bound_names(source: str) -> set[str]:
    """Return the names that a cell binds at its top level."""
    found: set[str] = set()
    for node in parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif not isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {
                part.id
                for part in ast.walk(node)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
    return found


def imported_modules(source: str) -> list[str]:
    """Return the modules that a cell imports, anywhere in it."""
    found = []
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
    return found
