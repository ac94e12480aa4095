"""Somebody learns alone: a wrong answer, a hint, the right one, a week's pause, an update of the course.

The tests are the steps of one walk and need one another, in the order in which they stand here.
"""

import os
import shutil
import subprocess
import sys

import pytest
from gate.answers import answers_of
from gate.course import ROOT, Unit, text
from journeys.browser import FRONT, browser_is_there, chromium, jupyterlab
from planes import workspace
from planes.workspace import Workspace

UNIT = Unit(ROOT, "01-virtualization")
FIRST = UNIT.exercises[0]
CHECKED = "points that tests can give"
ASSIGNMENT = f"assignments/{UNIT.name}/{UNIT.name}.ipynb"
LESSON = f"lessons/{UNIT.name}.ipynb"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not browser_is_there(), reason="needs chromium and chromedriver"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("alone") / "work"


@pytest.fixture(scope="module")
def page(folder):
    with jupyterlab(folder) as address, chromium(folder.parent / "profile") as page:
        page.address = address
        yield page


def progress(folder) -> str:
    """Return what `planes progress` prints in the learner's folder."""
    code = "from planes.cli import app; app()"
    result = subprocess.run(
        [sys.executable, "-c", code, "progress"],
        cwd=folder,
        env=dict(os.environ) | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=True,
    )
    return next(line for line in result.stdout.splitlines() if UNIT.name in line)


def test_the_start_page_shows_the_map_the_units_and_the_progress(page):
    page.start(page.address)
    page.find(f"{FRONT} .jp-OutputArea-output img[alt*='Map of the course']")
    page.click(f"{FRONT} h2", "Where you are")
    page.find(f"{FRONT} .jp-OutputArea-output", "not started")
    page.picture("alone-1-start")


def test_the_way_leads_over_the_lesson_to_the_assignment(page):
    page.click(f"{FRONT} .jp-RenderedMarkdown a", "01 virtualization")
    page.find(f"{FRONT} h1", "01 ·")
    page.click(f"{FRONT} .jp-RenderedMarkdown a[data-commandlinker-args*=assignments], {FRONT} a", UNIT.name)
    page.find(f"{FRONT} h1", "Assignment 01")


def test_the_assignment_leads_back_to_its_lesson_and_on_to_the_next(page):
    page.find(f"{FRONT} .jp-RenderedMarkdown", "Learning alone?")
    page.find(f"{FRONT} h2", "When you are finished")
    page.click(f"{FRONT} .jp-RenderedMarkdown a", LESSON)
    page.find(f"{FRONT} h1", "01 ·")
    page.click(f"{FRONT} .jp-RenderedMarkdown a[data-commandlinker-args*=assignments], {FRONT} a", UNIT.name)
    page.find(f"{FRONT} h1", "Assignment 01")


def test_a_wrong_answer_is_told_apart_from_one_not_tried(page):
    wrong = next(one for one in answers_of(UNIT, FIRST) if one.title == "the samples are not sorted")
    page.write("raise NotImplementedError", wrong.code)
    page.save()
    words = page.add("%load_ext planes\n%planes check", CHECKED)
    page.picture("alone-2-wrong")
    assert "wrong" in words and "not tried" in words and "Look at:" in words


def test_a_hint_helps(page):
    assert "Sort" in page.add(f"%planes hint {FIRST.number}", "Hint 1 of 2")


def test_the_right_answer_is_right(page):
    page.write("def times_slower", text(FIRST.cells["solution"]))
    page.save()
    words = page.add("%planes check", CHECKED)
    page.picture("alone-3-right")
    assert f"{FIRST.points:g} of {FIRST.points:g}" in words


def test_a_week_later_the_progress_says_what_is_next(folder):
    line = progress(folder)
    assert f"{FIRST.points:g} of " in line and "exercise 2" in line


def test_an_update_touches_nothing_of_theirs(folder, tmp_path, monkeypatch):
    lessons, release = tmp_path / "lessons", tmp_path / "release"
    shutil.copytree(ROOT / "course" / "lessons", lessons)
    shutil.copytree(ROOT / "release", release)
    for path in (lessons / f"{UNIT.name}.ipynb", release / UNIT.name / f"{UNIT.name}.ipynb"):
        path.write_text(path.read_text("utf-8").replace("# ", "# Better: ", 1), "utf-8")
    monkeypatch.setattr(workspace, "course_folders", lambda: (lessons, release))
    before = (folder / ASSIGNMENT).read_bytes(), progress(folder)
    delivery = Workspace(folder).deliver()
    assert delivery.left_alone == [ASSIGNMENT] and LESSON in delivery.updated
    assert ((folder / ASSIGNMENT).read_bytes(), progress(folder)) == before
