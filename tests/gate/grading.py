"""Rules 1 to 3 through nbgrader itself: full marks for the source, none untouched, release as generated."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.course import Unit, mark, points, read, text
from planes.cli.release import load_config, normalised

PERFECT, UNTOUCHED = "perfect", "untouched"


@dataclass(frozen=True)
class Graded:
    """One unit, generated and graded in a course of its own."""

    unit: Unit
    course: Path

    def notebook(self, student: str) -> list[dict[str, Any]]:
        """Return the autograded cells of a student."""
        return read(self.course / "autograded" / student / self.unit.name / f"{self.unit.name}.ipynb")[
            "cells"
        ]

    def scores(self, student: str) -> dict[str, float]:
        """Return the automatic score of every graded cell."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as gradebook:
            submission = gradebook.find_submission_notebook(self.unit.name, self.unit.name, student)
            return {grade.name: grade.auto_score or 0.0 for grade in submission.grades}


def grade(unit: Unit, course: Path) -> Graded:
    """Build a class of two in `course`: one hands in the source, one the untouched release version."""
    from nbgrader.apps.api import NbGraderAPI

    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    course.mkdir(parents=True, exist_ok=True)
    shutil.copytree(unit.source.parent, course / "source" / unit.name)
    shutil.copy(unit.root / "nbgrader_config.py", course)
    api = NbGraderAPI(config=load_config(course))
    _demand(api.generate_assignment(unit.name, force=True, create=True))
    for student, folder in ((PERFECT, "source"), (UNTOUCHED, "release")):
        shutil.copytree(course / folder / unit.name, course / "submitted" / student / unit.name)
    for student in (PERFECT, UNTOUCHED):
        _demand(api.autograde(unit.name, student, force=True, create=True))
    return Graded(unit, course)


def _demand(result: dict[str, Any]) -> None:
    if not result["success"]:
        raise RuntimeError(result["log"])


def source_earns_full_marks(graded: Graded) -> list[str]:
    """Rule 1: every automatic point is earned, and nothing is written to stderr or raised."""
    scores = graded.scores(PERFECT)
    faults = []
    for cell in graded.unit.cells:
        if points(cell) and cell["cell_type"] == "code" and scores.get(cell["id"]) != points(cell):
            faults.append(
                f"{graded.unit} {cell['id']}: the source earns {scores.get(cell['id'])} of {points(cell):g}"
            )
    for cell in graded.notebook(PERFECT):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                faults.append(
                    f"{graded.unit} {cell['id']}: the source raises {output['ename']}: {output['evalue']}"
                )
            if output.get("name") == "stderr":
                faults.append(f"{graded.unit} {cell['id']}: writes to stderr")
    return faults


def untouched_earns_zero(graded: Graded) -> list[str]:
    """Rule 2: the release version runs to its end, fails in test cells only, and earns nothing."""
    scores = graded.scores(UNTOUCHED)
    faults = [
        f"{graded.unit} {name}: untouched, it earns {score:g}" for name, score in scores.items() if score
    ]
    for cell in graded.notebook(UNTOUCHED):
        if cell["cell_type"] != "code" or not text(cell).strip():
            continue
        if cell["execution_count"] is None:
            faults.append(f"{graded.unit} {cell['id']}: is not reached in the release version")
        errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
        if errors and not mark(cell).get("grade"):
            faults.append(
                f"{graded.unit} {cell['id']}: raises {errors[0]['ename']} before anything was answered"
            )
    return faults


def release_is_generated(graded: Graded) -> list[str]:
    """Rule 3: release/ is byte for byte what nbgrader makes from source/, made stable."""
    unit = graded.unit
    kept = _files(unit.release.parent)
    made = {
        name: normalised(content.decode()).encode() if name.endswith(".ipynb") else content
        for name, content in _files(graded.course / "release" / unit.name).items()
    }
    return [
        f"{unit}: release/{unit}/{name} is not what source/ gives; run: make release"
        for name in sorted(made.keys() | kept.keys())
        if made.get(name) != kept.get(name)
    ]


def _files(folder: Path) -> dict[str, bytes]:
    names = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in names.items()
        if not any(part.startswith((".", "__")) for part in name.parts)
    }
