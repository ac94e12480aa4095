"""Run the instructor's own answers, to learn which test cells can be judged outside the learner's kernel."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planes.errors import PlanesError
from planes.grading.grader import Grader, Settings
from planes.grading.kept import keep_in_place, kept_in_place
from planes.grading.results import Result
from planes.grading.unit import Unit, is_test


def in_place_tests(
    unit: Unit, settings: Settings, make: Callable[[Settings], Grader], folder: Path
) -> tuple[str, ...]:
    """Return the test cells that only work inside the learner's kernel. Kept in the user's cache.

    Args:
        unit: the unit.
        settings: the batch's.
        make: makes a grader.
        folder: where the reference run may leave its files.

    Raises:
        PlanesError: the instructor's notebook does not earn full marks.
    """
    found = kept_in_place(unit)
    if found is None:
        found = _try_out(unit, settings, make, folder)
        keep_in_place(unit, found)
    return found


def _try_out(
    unit: Unit, settings: Settings, make: Callable[[Settings], Grader], folder: Path
) -> tuple[str, ...]:
    everything = tuple(name for name, cell in unit.cells.items() if is_test(cell))
    tests: tuple[str, ...] = ()
    failed: dict[str, str] = {}
    while True:
        failed = _failures(unit, replace(settings, in_place=tests), make, folder)
        if not failed:
            return tests
        if tests == everything:
            break
        # All tests of an exercise run in one place; if that is not enough, tests build on one another.
        found = {unit.exercise_of(name) for name in failed if name not in tests}
        more = {name for exercise in found if exercise for name in exercise.tests}
        tests = tuple(name for name in everything if name in more or name in tests) if more else everything
    words = "; ".join(f"{name}: {error}" for name, error in failed.items())
    raise PlanesError(
        f"The instructor notebook of {unit.name} does not earn full marks itself: {words[:800]}"
    )


def _failures(
    unit: Unit, settings: Settings, make: Callable[[Settings], Grader], folder: Path
) -> dict[str, str]:
    grader = make(settings)
    try:
        output = Path(tempfile.mkdtemp(prefix="reference", dir=folder))
        result: Result = grader.grade("reference", unit.path.parent, output)
    finally:
        grader.close()
    if result.zero:
        raise PlanesError(f"The instructor notebook of {unit.name} cannot be run: {result.zero}")
    return {
        name: result.wrong.get(name, "no full marks")
        for name, points in unit.points.items()
        if is_test(unit.cells[name]) and result.scores.get(name) != points
    }
