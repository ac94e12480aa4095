"""A second round: somebody is late, somebody hands in again, and a wrong test is corrected meanwhile.

Three made-up learners of unit 01. At first a hidden test of exercise 1 gives sets where the task promises
lists. The instructor's answer bears that, and the learners', which uses numpy, does not.

    ada     everything right; the instructor gives 6 of 8 for the paragraph         92 + 6
    ben     exercises 1 to 5 right, a day late                                          52
    cleo    nothing at first, everything right in a second submission                   92
    dora    exercises 1 to 5 right, by archive from an LMS                              52
"""

import csv
import shutil

import pytest
from docs.blocks import commands
from gate.answers import answers_of
from gate.course import ROOT, Unit
from journeys.class_room import ClassRoom
from planes.grading.commands import NEEDS_PERSON

UNIT = Unit(ROOT, "01-virtualization")
SCORES = {"ada": 98.0, "ben": 52.0, "cleo": 92.0, "dora": 52.0}
WRONG_TEST = "_expect(times_slower, {1, 2}, {2, 4}, 50).close(2.0)"
HIDDEN_POINTS = 5
END = "### END HIDDEN TESTS"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("rounds")]


WITH_NUMPY = {
    "ex01": next(
        one.code
        for one in answers_of(UNIT, UNIT.exercise("ex01"))
        if one.title == "numpy's inverted distribution"
    )
}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """The class after two rounds; `first` has what the gradebook said after the first."""
    room = ClassRoom(tmp_path_factory.mktemp("rounds"), UNIT)
    source = room.course / "source" / UNIT.name / f"{UNIT.name}.ipynb"
    spoil(source)
    room.run("nbgrader", "generate_assignment", UNIT.name)
    deadline, *again = commands("instructors.md", "Deadlines, late work, second submissions")
    room.shell(deadline)
    room.hand_in("ada", room.answered(10, WITH_NUMPY), "2026-01-05 10:00:00")
    room.hand_in("ben", room.answered(5, WITH_NUMPY), "2026-01-07 10:00:00")
    room.hand_in("cleo", room.answered(0), "2026-01-05 10:00:00")
    room.run("nbgrader", "collect", UNIT.name)
    room.planes("grade", UNIT.name, accept=(0, NEEDS_PERSON))
    give(room, "ada", 6)
    room.first = exported(room)
    # Round two: the test is corrected as docs/instructors.md says, and cleo hands in again.
    shutil.copy(UNIT.source, source)
    for command in commands("instructors.md", "A test was wrong, and submissions are in"):
        if command not in again:
            room.shell(command)
    room.hand_in("cleo", room.answered(10, WITH_NUMPY), "2026-01-05 20:00:00")
    hand_in_by_archive(room, "dora", room.answered(5, WITH_NUMPY))
    for command in commands("instructors.md", "By archive, mail or LMS") + again:
        room.shell(command, accept=(0, NEEDS_PERSON))
    room.second = exported(room)
    return room


def spoil(source):
    """Put a wrong hidden test into exercise 1."""
    text = source.read_text("utf-8")
    position = text.index(END, text.index('"grade_id": "ex01-hidden"'))
    line = f'{WRONG_TEST}\\n",\n    "'
    source.write_text(text[:position] + line + text[position:], "utf-8")


def hand_in_by_archive(room, learner: str, content: str) -> None:
    """Put a notebook where an instructor puts what an LMS gave back."""
    archive = room.course / "downloaded" / UNIT.name / "archive"
    archive.mkdir(parents=True)
    (archive / f"{learner}_{UNIT.name}.ipynb").write_text(content, "utf-8")


def give(room, learner: str, score: float) -> None:
    """Enter points for the paragraph, as Formgrader does."""
    with gradebook(room) as book:
        grade = book.find_grade("ex10", UNIT.name, UNIT.name, learner)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.db.commit()


def gradebook(room):
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{room.course / 'gradebook.db'}")


def exported(room) -> dict[str, dict[str, str]]:
    room.run("nbgrader", "export", "--to", "grades.csv")
    with (room.course / "grades.csv").open(newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_the_wrong_test_took_points_from_a_right_answer(room):
    assert float(room.first["ada"]["score"]) == SCORES["ada"] - HIDDEN_POINTS


@pytest.mark.parametrize("learner", SCORES)
def test_after_the_correction_everybody_has_the_predicted_score(room, learner):
    assert float(room.second[learner]["score"]) == SCORES[learner]


def test_the_hand_grade_survives_and_asks_for_another_look(room):
    with gradebook(room) as book:
        grade = book.find_grade("ex10", UNIT.name, UNIT.name, "ada")
        assert grade.manual_score == 6 and grade.needs_manual_grade


def test_the_second_submission_replaces_the_first(room):
    assert room.second["cleo"]["timestamp"].startswith("2026-01-05 20:00:00")


def test_the_late_submission_is_told_apart(room):
    with gradebook(room) as book:
        late = {one.student_id: one.total_seconds_late for one in book.assignment_submissions(UNIT.name)}
    assert late == {"ada": 0, "ben": 34 * 3600, "cleo": 0, "dora": 0}


def test_the_class_report_is_written(room):
    page = room.planes("report", UNIT.name).stdout.split("Report: ")[1].strip().replace("\n", "")
    assert "01-virtualization" in (room.course / page).read_text("utf-8")
