"""`planes report`: one self-contained page about how a class did on a unit."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from planes.errors import PlanesError
from planes.grading import figures
from planes.grading.batch import last_results
from planes.grading.course_folder import CourseFolder
from planes.grading.results import Result
from planes.grading.unit import Unit

_TALLEST_BAR = 140.0


def write_report(course: CourseFolder, unit: Unit, output: Path | None = None) -> Path:
    """Write the page and return where it is.

    Raises:
        PlanesError: nothing of the unit is graded yet.
    """
    scores, waiting = _scores(course, unit)
    if not scores:
        raise PlanesError(f"Nothing of {unit.name} is graded yet: run `planes grade {unit.name}` first.")
    page = render(unit, scores, last_results(course, unit.name), waiting)
    path = output or course.root / f"{unit.name}-report.html"
    path.write_text(page, encoding="utf-8")
    return path


def _scores(course: CourseFolder, unit: Unit) -> tuple[dict[str, dict[str, float]], int]:
    """Return the points of every graded cell by learner, and how many submissions wait for a person."""
    with course.gradebook() as gradebook:
        notebooks = gradebook.notebook_submissions(unit.name, unit.name)
        found = {
            one.student.id: {grade.name: float(grade.score) for grade in one.grades} for one in notebooks
        }
        return found, sum(bool(one.needs_manual_grade) for one in notebooks)


def render(unit: Unit, scores: dict[str, dict[str, float]], results: dict[str, Result], waiting: int) -> str:
    """Return the page."""
    results = {name: result for name, result in results.items() if name in scores}
    totals = {name: sum(own.values()) for name, own in scores.items()}
    best = sum(unit.points.values())
    bins = figures.distribution(list(totals.values()), best)
    environment = Environment(
        loader=PackageLoader("planes.grading", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    values: dict[str, Any] = {
        "unit": unit,
        "count": len(scores),
        "waiting": waiting,
        "mean": statistics.mean(totals.values()),
        "median": statistics.median(totals.values()),
        "best": best,
        "bins": bins,
        "scale": _TALLEST_BAR / max(1, *(count for _, _, count in bins)),
        "exercises": figures.by_exercise(unit, scores, results),
        "attention": [
            (name, totals[name], _reasons(result))
            for name, result in sorted(results.items())
            if result.needs_person
        ],
        "noted": [
            (name, [*result.repairs, *result.faults])
            for name, result in sorted(results.items())
            if result.repairs or result.faults
        ],
        "seconds": _seconds(results),
        "memory": max((result.memory_mib for result in results.values()), default=0.0),
    }
    return environment.get_template("report.html.j2").render(values)


def _reasons(result: Result) -> list[str]:
    zero = [f"zero: {result.zero}"] if result.zero else []
    return zero + [f"{name}: {reason}" for name, reasons in result.flags.items() for reason in reasons]


def _seconds(results: dict[str, Result]) -> dict[str, float]:
    found = [result.seconds for result in results.values()]
    return {"mean": statistics.mean(found), "most": max(found)} if found else {}
