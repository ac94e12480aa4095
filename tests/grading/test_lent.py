"""Tests that hand a world or a client to the learner's code: it gets a handle, and changes nothing else."""

from __future__ import annotations

import copy
import re
import shutil
import sys
from pathlib import Path

import grading_demo as demo
import grading_odd as odd
import nbformat
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
UNIT = "05-ecs"
LIVE = ("ex01", "ex03", "ex09")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")]


def _attacks() -> dict[str, tuple[str, str]]:
    return odd.attacks_on(Path(__file__).parent / "hostile_world" / f"{UNIT}.txt")


def _right_answers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in LIVE:
        text = (REPOSITORY / "tests" / "answers" / UNIT / f"{name}.py").read_text()
        for part in re.split(r"^# %% ", text, flags=re.MULTILINE)[1:]:
            head, _, source = part.partition("\n")
            if head.startswith("right"):
                found.setdefault(name, []).append(source.strip())
    return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    from planes.grading.batch import Batch
    from planes.grading.course_folder import CourseFolder
    from planes.grading.warm import warm_scratch

    root = tmp_path_factory.mktemp("lent") / "course"
    shutil.copytree(REPOSITORY / "source" / UNIT, root / "source" / UNIT)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    release = nbformat.read(REPOSITORY / "release" / UNIT / f"{UNIT}.ipynb", as_version=4)

    def hand_in(student: str, answers: dict[str, str]) -> None:
        notebook = copy.deepcopy(release)
        for name, source in answers.items():
            demo.find(notebook, name).source = source
        demo.hand_in(root, student, notebook, UNIT)

    for name, (exercise, source) in _attacks().items():
        hand_in(f"attack-{name}", {exercise: source})
    right = _right_answers()
    for number in range(min(map(len, right.values()))):
        hand_in(f"right-{number}", {name: sources[number] for name, sources in right.items()})
    course = CourseFolder.find(root)
    unit = course.unit(UNIT)
    with warm_scratch() as (warm, scratch):
        batch = Batch(course, unit, jobs=2)
        return unit, {result.student: result for result in batch.run(warm, scratch)}


def _points(unit, result, name):
    exercise = next(one for one in unit.exercises if one.id == name)
    return sum(result.scores[test] or 0 for test in exercise.tests), exercise.points


def test_no_attack_on_what_was_lent_earns_a_point(graded):
    unit, results = graded
    earned = {
        name: _points(unit, results[f"attack-{name}"], exercise)[0]
        for name, (exercise, _) in _attacks().items()
    }
    assert {name: points for name, points in earned.items() if points} == {}


def test_right_answers_earn_full_marks_with_handles(graded):
    unit, results = graded
    found = [
        _points(unit, result, name)
        for student, result in results.items()
        if student.startswith("right-")
        for name in LIVE
    ]
    assert len(found) >= 4 and all(points == best for points, best in found)


def test_reaching_behind_a_client_is_said(graded):
    _, results = graded
    result = results["attack-events-handler"]
    assert result.withheld and any("meta of a client" in reason for reason in result.flags["ex01"])
