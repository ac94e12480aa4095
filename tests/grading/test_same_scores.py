"""The same class, graded by stock nbgrader and by us: every cell of the gradebook alike."""

# ruff: noqa: E501 - answers and tests stand on one line each

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import grading_demo as demo
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")

CLASS = {
    "right": {},
    "untouched": {number: demo.stub(number) for number in demo.EXERCISES},
    "some-wrong": {1: "def median_ms(values):\n    return float(sorted(values)[len(values) // 2])", 2: "hosts_needed = max"},
    "raises": {2: "def hosts_needed(tasks, per_host):\n    return tasks / 0", 4: "def counter():\n    raise KeyError"},
    "other-types": {1: "import numpy\n\ndef median_ms(values):\n    return numpy.median(values)", 3: "manifest = None"},
    "changes-arguments": {1: "def median_ms(values):\n    values.sort()\n    m = len(values) // 2\n"
                             "    return float(values[m]) if len(values) % 2 else (values[m - 1] + values[m]) / 2"},
    "syntax-error": {5: "def startup_plot(times)\n    return 1"},
    "own-error-class": {6: "class Small(ValueError):\n    pass\n\ndef check_size(mib):\n    if mib <= 0:\n"
                           "        raise Small('no')\n    return mib * 1024"},
}  # fmt: skip


def _cells(root: Path) -> dict[tuple[str, str], tuple[float | None, bool, str | None]]:
    from planes.grading.course_folder import CourseFolder

    found = {}
    with CourseFolder.find(root).gradebook() as gradebook:
        for notebook in gradebook.notebook_submissions(demo.UNIT, demo.UNIT):
            comments = {one.name: one.auto_comment for one in notebook.comments}
            for grade in notebook.grades:
                name = grade.name
                found[notebook.student.id, name] = (
                    grade.auto_score,
                    grade.needs_manual_grade,
                    comments.get(name),
                )
            found[notebook.student.id, "sum"] = (notebook.score, notebook.needs_manual_grade, None)
    return found


def test_scores_are_those_of_stock_nbgrader(course, run_batch):
    for student, answers in CLASS.items():
        demo.hand_in(course, student, demo.submission(answers))
    stock = course.with_name("stock")
    shutil.copytree(course, stock)
    run_batch(course)
    tools = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    code = (
        "from nbgrader.apps import NbGraderAPI; from traitlets.config import Config, PyFileConfigLoader\n"
        "c = PyFileConfigLoader('nbgrader_config.py').load_config(); api = NbGraderAPI(config=c)\n"
        f"assert api.generate_assignment('{demo.UNIT}')['success']\n"
        f"for name in {sorted(CLASS)!r}: print(api.autograde('{demo.UNIT}', name)['success'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=stock, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True"] * len(CLASS)
    assert _cells(course) == _cells(stock)


def test_what_a_person_entered_stays(course, run_batch):
    from planes.grading.course_folder import CourseFolder

    demo.hand_in(course, "ada", demo.submission())
    run_batch(course)
    with CourseFolder.find(course).gradebook() as gradebook:
        gradebook.find_grade("ex07", demo.UNIT, demo.UNIT, "ada").manual_score = 7.0
        gradebook.find_comment("ex07", demo.UNIT, demo.UNIT, "ada").manual_comment = "Well said."
        gradebook.db.commit()
    run_batch(course)
    with CourseFolder.find(course).gradebook() as gradebook:
        assert gradebook.find_submission(demo.UNIT, "ada").score == 97.0
        assert gradebook.find_comment("ex07", demo.UNIT, demo.UNIT, "ada").comment == "Well said."


def test_late_penalties_and_times_reach_the_gradebook(course, run_batch):
    from planes.grading.course_folder import CourseFolder

    folder = demo.hand_in(course, "ada", demo.submission())
    (folder / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    run_batch(course)
    with CourseFolder.find(course).gradebook() as gradebook:
        assert str(gradebook.find_submission(demo.UNIT, "ada").timestamp) == "2026-01-02 10:00:00"
        gradebook.update_or_create_assignment(demo.UNIT, duedate="2026-01-01 10:00:00 UTC")
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    demo.hand_in(course, "bob", demo.submission())
    run_batch(course)
    with CourseFolder.find(course).gradebook() as gradebook:
        found = {name: gradebook.find_submission(demo.UNIT, name) for name in ("ada", "bob")}
        left = {name: one.score - one.late_submission_penalty for name, one in found.items()}
    assert left == {"ada": 0.0, "bob": 90.0}
