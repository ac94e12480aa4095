"""Exporters for Canvas and Moodle: `nbgrader export --exporter planes.grading.export.CanvasExporter`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, Student
from nbgrader.plugins import ExportPlugin


class _TableExporter(ExportPlugin):
    """One line per learner, one column per assignment. A learner without a submission has an empty cell."""

    file_name = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the file."""
        units = [
            one.name for one in gradebook.assignments if not self.assignment or one.name in self.assignment
        ]
        wanted = {str(name) for name in self.student}
        students = [one for one in gradebook.students if not wanted or one.id in wanted]
        best = {unit: gradebook.find_assignment(unit).max_score for unit in units}
        scores = {
            unit: {found.student.id: found.score for found in gradebook.assignment_submissions(unit)}
            for unit in units
        }
        with Path(self.to or self.file_name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(self.rows(students, units, best, scores))

    def rows(
        self, students: list[Student], units: list[str], best: dict[str, float], scores: dict[str, Any]
    ) -> Iterator[list[Any]]:
        """Return the table's rows, headings first."""
        raise NotImplementedError


class CanvasExporter(_TableExporter):
    """A file for Canvas' "Import grades": its five fixed columns, and a line with the possible points."""

    file_name = "canvas.csv"

    def rows(
        self, students: list[Student], units: list[str], best: dict[str, float], scores: dict[str, Any]
    ) -> Iterator[list[Any]]:
        """Return the table's rows, headings first."""
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *units]
        yield ["Points Possible", "", "", "", "", *(f"{best[unit]:g}" for unit in units)]
        for one in students:
            name = ", ".join(part for part in (one.last_name, one.first_name) if part) or one.id
            yield [
                name,
                one.lms_user_id or "",
                "",
                one.id,
                "",
                *(_number(scores[unit].get(one.id)) for unit in units),
            ]


class MoodleExporter(_TableExporter):
    """A file for Moodle's grade import, mapped by e-mail address or ID number."""

    file_name = "moodle.csv"

    def rows(
        self, students: list[Student], units: list[str], best: dict[str, float], scores: dict[str, Any]
    ) -> Iterator[list[Any]]:
        """Return the table's rows, headings first."""
        yield ["ID number", "Email address", "First name", "Surname", *units]
        for one in students:
            marks = [_number(scores[unit].get(one.id)) for unit in units]
            yield [one.id, one.email or "", one.first_name or "", one.last_name or "", *marks]


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:g}"
