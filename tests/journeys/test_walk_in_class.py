"""A learner and an instructor go through one unit together, each in a JupyterLab of their own.

The tests are the steps of one walk and need one another, in the order in which they stand here.
"""

from contextlib import ExitStack

import pytest
from gate.course import ROOT, Unit, text
from journeys.browser import FRONT, PLAIN_JUPYTERLAB, browser_is_there, chromium, jupyterlab
from journeys.class_room import ClassRoom
from journeys.test_lab import figures_of

UNIT = Unit(ROOT, "03-data-plane")
ESSAY = "Fargate, because six tasks at night cost less than hosts that stand idle, and nobody is there."
FIGURES = f"[...document.querySelectorAll('{FRONT} .jp-OutputArea-output img')].map(one => one.alt)"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not browser_is_there(), reason="needs chromium and chromedriver"),
]


class Walk:
    """The class, the addresses of both JupyterLabs, and the one browser window that visits them."""

    def __init__(self, folder, stack: ExitStack) -> None:
        self.room = ClassRoom(folder / "class", UNIT)
        learner, instructor = folder / "learner", folder / "instructor"
        self.room.configure(learner)
        self.learner = stack.enter_context(jupyterlab(learner / "work", home=learner))
        self.instructor = stack.enter_context(jupyterlab(self.room.course, PLAIN_JUPYTERLAB, home=instructor))
        self.page = stack.enter_context(chromium(folder / "profile"))
        self.files = learner / "work"

    def formgrader(self, path: str = "manage_assignments") -> None:
        self.page.visit(self.instructor, f"formgrader/{path}")

    def press(self, column: str) -> None:
        """Press the button in a column of Formgrader's list, and wait until it reports success."""
        self.formgrader()
        self.page.click(f"td.{column} a")
        self.page.find(".modal-body", "Success")
        self.page.click(".modal-footer button", "OK")

    def assignments(self) -> None:
        """Open the learner's list of assignments."""
        self.page.visit(self.learner, "lab")
        self.page.menu("Nbgrader", "Assignment List")


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    with ExitStack() as stack:
        yield Walk(tmp_path_factory.mktemp("walk"), stack)


def test_the_instructor_opens_formgrader_from_the_menu(walk):
    walk.page.visit(walk.instructor, "lab")
    walk.page.menu("Nbgrader", "Formgrader")
    walk.page.wait("return [...document.querySelectorAll('iframe')].some(one => /formgrader/.test(one.src))")


def test_the_instructor_generates_and_releases(walk):
    walk.press("assign")
    walk.press("release")
    walk.formgrader()
    walk.page.find("td.status", "released")
    walk.page.picture("walk-1-released")


def test_the_learner_goes_from_the_start_page_to_the_lesson(walk):
    walk.page.start(walk.learner)
    walk.page.click(f"{FRONT} .jp-RenderedMarkdown a", "03 data plane")
    walk.page.find(f"{FRONT} h1", "03 ·")


def test_all_cells_run_and_the_figures_appear(walk):
    walk.page.run_all()
    assert walk.page.run(f"return {FIGURES}") == figures_of(UNIT.lesson)
    walk.page.picture("walk-2-lesson")


def test_the_learner_answers_an_exercise_and_the_paragraph(walk):
    walk.page.click(f"{FRONT} .jp-RenderedMarkdown a", UNIT.name)
    walk.page.find(f"{FRONT} h1", "Assignment 03")
    walk.page.write("raise NotImplementedError", text(UNIT.exercises[0].cells["solution"]))
    walk.page.write_prose("Write your answer here.", ESSAY)
    walk.page.save()
    notebook = walk.files / "assignments" / UNIT.name / f"{UNIT.name}.ipynb"
    walk.page.picture("walk-3-answer")
    assert ESSAY in notebook.read_text("utf-8")


def test_validate_says_what_is_missing_and_not_what_is_right(walk):
    walk.page.click(f"{FRONT} .jp-Toolbar jp-button", "Validate")
    words = walk.page.find(".jp-Dialog", "Validation Results").text
    walk.page.picture("walk-4-validate")
    functions = [name_of(one) for one in UNIT.exercises if not one.by_hand]
    assert f"{functions[0]}(" not in words
    assert f"Call:     {functions[1]}(" in words and "nothing yet" in words
    walk.page.click(".jp-Dialog button", "Ok")


def name_of(exercise) -> str:
    return text(exercise.cells["solution"]).partition("def ")[2].partition("(")[0]


def test_the_learner_submits(walk):
    walk.assignments()
    walk.page.click("#fetched_assignments_list button", "Submit")
    walk.page.find("#submitted_assignments_list .list_item", UNIT.name)
    walk.page.picture("walk-5-submitted")


def test_the_instructor_collects_and_grades(walk):
    walk.press("collect")
    result = walk.room.planes("grade", UNIT.name, accept=(0, 3))
    assert "1 submissions" in result.stdout


def test_the_paragraph_is_graded_by_hand(walk):
    walk.formgrader(f"gradebook/{UNIT.name}/{UNIT.name}")
    walk.page.click("td.name a", "Submission")
    box = walk.page.find("input.score#ex10")
    walk.page.run("arguments[0].scrollIntoView({block: 'center'})", box)
    walk.page.picture("walk-6-by-hand")
    box.send_keys("6")
    box.send_keys("\t")
    walk.page.find(".save-icon, .glyphicon-ok, .glyphicon-floppy-saved")
    assert grade_of_essay(walk) == 6


def grade_of_essay(walk) -> float | None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{walk.room.course / 'gradebook.db'}") as book:
        (submission,) = book.assignment_submissions(UNIT.name)
        return book.find_grade("ex10", UNIT.name, UNIT.name, submission.student_id).manual_score


def test_the_instructor_returns_feedback(walk):
    walk.press("generate-feedback")
    walk.press("release-feedback")


def test_the_learner_reads_the_feedback(walk):
    walk.assignments()
    walk.page.click("#submitted_assignments_list button", "Fetch Feedback")
    walk.page.find("#submitted_assignments_list", "view feedback")
    walk.page.picture("walk-7-feedback-there")
    pages = list((walk.files / "assignments" / UNIT.name / "feedback").rglob("*.html"))
    walk.page.driver.get(pages[0].as_uri())
    score = UNIT.exercises[0].points + 6
    assert f"Score: {score:.1f} / 100.0" in walk.page.find("body").text
    walk.page.picture("walk-8-feedback")


def test_the_instructor_exports_and_reports(walk):
    walk.room.run("nbgrader", "export", "--to", "grades.csv")
    assert f"{UNIT.exercises[0].points + 6:g}" in (walk.room.course / "grades.csv").read_text()
    walk.room.planes("report", UNIT.name)
    walk.page.driver.get((walk.room.course / f"{UNIT.name}-report.html").as_uri())
    walk.page.picture("walk-9-report")
