"""The class report, the exports, and what learners get back."""

from __future__ import annotations

import re

import grading_demo as demo
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.grading import figures


@pytest.fixture
def graded(course, run_batch):
    wrong = {1: "def median_ms(values):\n    return 7.0"}
    for number in range(4):
        demo.hand_in(course, f"s{number}", demo.submission(wrong if number < 2 else None))
    demo.hand_in(course, "broken", "{")
    run_batch(course)
    return course


def test_the_report_is_one_file_that_says_what_happened(graded):
    from planes.grading.course_folder import CourseFolder
    from planes.grading.report import write_report

    course = CourseFolder.find(graded)
    page = write_report(course, course.unit(demo.UNIT)).read_text()
    assert "5 learners" in page and "not valid JSON" in page and "median_ms([3, 1, 2])" in page
    assert not re.search(r"(?:src|href)=", page)


def test_what_learners_wrote_is_escaped_in_the_report(graded):
    from planes.grading.course_folder import CourseFolder
    from planes.grading.report import render
    from planes.grading.results import Result

    unit = CourseFolder.find(graded).unit(demo.UNIT)
    results = {"s": Result("s", demo.UNIT, zero="<script>alert(1)</script>")}
    assert "<script>" not in render(unit, {"s": {"ex01-visible": 1.0}}, results, 0)


def test_the_exports_have_one_line_per_learner(graded, tmp_path):
    from planes.grading.course_folder import CourseFolder
    from planes.grading.export import CanvasExporter, MoodleExporter

    with CourseFolder.find(graded).gradebook() as gradebook:
        for exporter, extra in ((CanvasExporter, 2), (MoodleExporter, 1)):
            path = tmp_path / f"{exporter.__name__}.csv"
            exporter(to=str(path)).export(gradebook)
            lines = path.read_text().splitlines()
            assert len(lines) == 5 + extra and lines[0].endswith(demo.UNIT)


def test_learners_do_not_get_hidden_tests_back(graded):
    from nbgrader.converters import GenerateFeedback
    from nbgrader.preprocessors import GetGrades
    from planes.grading.course_folder import CourseFolder
    from planes.grading.feedback import HideTests
    from planes.grading.quiet import quiet, silent_log
    from traitlets.config import Config

    course = CourseFolder.find(graded)
    config = Config(course.config)
    config.CourseDirectory.assignment_id = demo.UNIT
    config.GenerateFeedback.preprocessors = [HideTests, GetGrades]
    from nbgrader.coursedir import CourseDirectory

    with quiet():
        GenerateFeedback(coursedir=CourseDirectory(config=config), config=config, log=silent_log()).start()
    pages = {path.parent.parent.name: path.read_text() for path in graded.glob("feedback/*/*/*.html")}
    assert len(pages) == 5
    assert not [name for name, page in pages.items() if "HIDDEN TESTS" in page or "BEGIN SOLUTION" in page]
    assert "Got:      7.0" in pages["s0"]


def test_both_sides_are_told_of_a_repair(course, run_batch):
    notebook = demo.submission()
    notebook.cells.remove(demo.find(notebook, "ex02-visible"))
    demo.hand_in(course, "ada", notebook)
    result = run_batch(course)["ada"]
    notes = course / "autograded" / "ada" / demo.UNIT / "grading-notes.md"
    assert result.repairs and "ex02-visible" in notes.read_text()
    assert "Repaired" in str(result.comments["ex02"])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50))
def test_every_learner_is_in_one_bin(scores):
    assert sum(count for _, _, count in figures.distribution(scores, 100.0)) == len(scores)


def test_discrimination_of_an_exercise_that_everybody_solves_is_not_given():
    assert figures.correlation([5.0, 5.0, 5.0], [1.0, 2.0, 3.0]) is None
