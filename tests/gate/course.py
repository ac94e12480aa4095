"""The course as the gate sees it: units found by their folders, exercises by the names of their cells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

Cell = dict[str, Any]
_ROLE = re.compile(r"ex(\d\d)(?:-(task|visible|hidden(?:-[a-z]+)?|answer))?")


def read(path: Path) -> dict[str, Any]:
    """Return a notebook as plain data."""
    return json.loads(path.read_text("utf-8"))


def text(cell: Cell) -> str:
    """Return a cell's source as one string."""
    return "".join(cell["source"])


def mark(cell: Cell) -> dict[str, Any]:
    """Return a cell's nbgrader metadata; empty for a cell nbgrader does not know."""
    return cell["metadata"].get("nbgrader", {})


def points(cell: Cell) -> float:
    """Return the points of a cell, 0 for one that is not graded."""
    return float(mark(cell).get("points") or 0) if mark(cell).get("grade") else 0.0


@dataclass
class Exercise:
    """One exercise: its cells by role.

    Roles: "task", "solution" (cell exKK), "visible", "hidden"; a hand-graded one has only the first two.
    Where parts of an answer earn points of their own there are more hidden cells: "hidden-cost".
    """

    number: int
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the solution cell: ex01."""
        return f"ex{self.number:02d}"

    @property
    def by_hand(self) -> bool:
        """Whether an instructor grades it."""
        return bool(mark(self.cells.get("solution", {"metadata": {}})).get("grade"))

    @property
    def points(self) -> float:
        """The points of all its cells."""
        return sum(points(cell) for cell in self.cells.values())


@dataclass(frozen=True)
class Unit:
    """One assignment with everything that belongs to it."""

    root: Path
    name: str

    @property
    def source(self) -> Path:
        """The instructor's notebook."""
        return self.root / "source" / self.name / f"{self.name}.ipynb"

    @property
    def release(self) -> Path:
        """The learner's notebook."""
        return self.root / "release" / self.name / f"{self.name}.ipynb"

    @property
    def lesson(self) -> Path:
        """The lesson of the same name."""
        return self.root / "course" / "lessons" / f"{self.name}.ipynb"

    @property
    def answers(self) -> Path:
        """The folder of wrong and right answers."""
        return self.root / "tests" / "answers" / self.name

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells of the instructor's notebook."""
        return read(self.source)["cells"]

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The exercises in order of their numbers."""
        found: dict[int, Exercise] = {}
        for cell in self.cells:
            match = _ROLE.fullmatch(mark(cell).get("grade_id", ""))
            if match:
                exercise = found.setdefault(int(match[1]), Exercise(int(match[1])))
                exercise.cells[match[2] or "solution"] = cell
        return [found[number] for number in sorted(found)]

    def exercise(self, name: str) -> Exercise:
        """Return the exercise with this name, such as ex01."""
        return next(exercise for exercise in self.exercises if exercise.name == name)

    def __str__(self) -> str:
        return self.name


def units(root: Path = ROOT) -> list[Unit]:
    """Return every unit that has a folder under source/."""
    return [Unit(root, folder.name) for folder in sorted((root / "source").glob("[0-9][0-9]-*"))]


def lessons(root: Path = ROOT) -> list[Path]:
    """Return every lesson's notebook."""
    return sorted((root / "course" / "lessons").glob("*.ipynb"))
