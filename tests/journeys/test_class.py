"""An instructor's round with stock nbgrader, unit 01: hand out, collect, grade, return, export.

Five made-up learners. Every score was worked out by hand from the points in the task titles:

    ada     everything right; the instructor gives 6 of 8 for exercise 10    92 + 6
    ben     hands in the notebook as it came                                       0
    cleo    exercises 1 to 5 right, the rest untouched      8 + 10 + 10 + 12 + 12 = 52
    dan     one wrong idea in each of the nine exercises    3+0+6+5+0+4+6+3+0     = 27
    eve     a file that is no notebook                                     no score
"""

import csv
import json
import shutil
import subprocess
import sys

import pytest
from gate.answers import answers_of
from gate.course import ROOT, Unit, read, text

UNIT = Unit(ROOT, "01-virtualization")

# What dan thinks, and the points that the visible and the hidden tests leave for it.
WRONG = {
    "ex01": ("the samples are not sorted", 3),
    "ex02": ("not sorted", 0),
    "ex03": ("no unit in the label", 6),
    "ex04": ("only the first and the last measurement", 5),
    "ex05": ("rounds up", 0),
    "ex06": ("equal counts as less", 4),
    "ex07": ("a whiteout hides files but no directory", 6),
    "ex08": ("compares only neighbours", 3),
    "ex09": ("everything is true for both", 0),
}
SCORES = {"ada": 98.0, "ben": 0.0, "cleo": 52.0, "dan": 27.0}

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("class")]


def nbgrader(course, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=300)


def answered(released: dict, answers: dict[str, str]) -> str:
    """Return the released notebook with these solution cells filled in."""
    for cell in released["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return json.dumps(released)


def submissions(release) -> dict[str, str]:
    right = {exercise.name: text(exercise.cells["solution"]) for exercise in UNIT.exercises}
    wrong = {
        name: next(one.code for one in answers_of(UNIT, UNIT.exercise(name)) if one.title == title)
        for name, (title, _) in WRONG.items()
    }
    return {
        "ada": answered(read(release), right),
        "ben": answered(read(release), {}),
        "cleo": answered(read(release), {name: right[name] for name in list(right)[:5]}),
        "dan": answered(read(release), wrong),
        "eve": '{"cells": [',
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """One whole round; the steps' results are kept beside the course."""
    root = tmp_path_factory.mktemp("class")
    shutil.copytree(UNIT.source.parent, root / "source" / UNIT.name)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    done = {}
    for step in ("generate_assignment", "release_assignment"):
        done[step] = nbgrader(root, step, UNIT.name)
    released = root / "exchange" / "planes" / "outbound" / UNIT.name / f"{UNIT.name}.ipynb"
    for student, content in submissions(released).items():
        # What `nbgrader submit`, run by that learner, puts into the exchange.
        inbound = root / f"exchange/planes/inbound/{student}+{UNIT.name}+2026-01-05 10:00:00 UTC+0"
        inbound.mkdir(parents=True)
        (inbound / f"{UNIT.name}.ipynb").write_text(content, "utf-8")
        (inbound / "timestamp.txt").write_text("2026-01-05 10:00:00 UTC", "utf-8")
    done["collect"] = nbgrader(root, "collect", UNIT.name)
    done["autograde"] = nbgrader(root, "autograde", UNIT.name, "--create")
    grade_by_hand(root, "ada", 6)
    done["generate_feedback"] = nbgrader(root, "generate_feedback", UNIT.name)
    done["export"] = nbgrader(root, "export", "--to", "grades.csv")
    return root, done


def grade_by_hand(root, student: str, score: float) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("ex10", UNIT.name, UNIT.name, student)
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()


def test_the_predictions_are_about_this_unit():
    by_hand = sum(exercise.points for exercise in UNIT.exercises if exercise.by_hand)
    assert 100 - by_hand + 6 == SCORES["ada"]
    assert sum(exercise.points for exercise in UNIT.exercises[:5]) == SCORES["cleo"]
    assert sum(kept for _, kept in WRONG.values()) == SCORES["dan"]
    assert set(WRONG) == {exercise.name for exercise in UNIT.exercises if not exercise.by_hand}


@pytest.mark.parametrize("step", ["generate_assignment", "release_assignment", "collect", "export"])
def test_every_step_succeeds(course, step):
    _, done = course
    assert done[step].returncode == 0, done[step].stderr[-3000:]


def test_the_exchange_gets_the_committed_release_version(course):
    root, _ = course
    from planes.cli.release import normalised

    handed_out = root / "exchange/planes/outbound" / UNIT.name / f"{UNIT.name}.ipynb"
    assert normalised(handed_out.read_text("utf-8")) == UNIT.release.read_text("utf-8")


def test_everybody_is_collected(course):
    root, _ = course
    assert sorted(path.name for path in (root / "submitted").iterdir()) == [
        "ada",
        "ben",
        "cleo",
        "dan",
        "eve",
    ]


def exported(root) -> dict[str, float]:
    with (root / "grades.csv").open(newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize("student", SCORES)
def test_the_score_is_the_predicted_one(course, student):
    root, _ = course
    assert exported(root)[student] == SCORES[student]


def test_dan_keeps_the_predicted_points_of_every_exercise(course):
    from nbgrader.api import Gradebook

    root, _ = course
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(UNIT.name, UNIT.name, "dan").grades
        kept = dict.fromkeys(WRONG, 0.0)
        for grade in grades:
            if grade.name[:4] in kept:
                kept[grade.name[:4]] += grade.score
    assert kept == {name: left for name, (_, left) in WRONG.items()}


def test_the_broken_file_fails_alone_and_is_named(course):
    root, done = course
    assert done["autograde"].returncode != 0
    assert "eve" in done["autograde"].stderr
    assert not list((root / "autograded/eve").rglob("*.ipynb"))
    assert exported(root).get("eve", 0.0) == 0.0


@pytest.mark.parametrize("student", SCORES)
def test_feedback_shows_score_and_messages(course, student):
    root, _ = course
    page = (root / "feedback" / student / UNIT.name / f"{UNIT.name}.html").read_text("utf-8")
    assert f"Score: {SCORES[student]:g}" in page
    if student == "dan":
        assert "Expected:" in page and "Look at:" in page
