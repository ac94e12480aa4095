"""Somebody studying alone: four verdicts, hints, solutions, a record that lasts."""

from __future__ import annotations

import io
import json

import grading_demo as demo
import nbformat
import pytest
from planes.errors import PlanesError
from planes.grading.record import Record
from rich.console import Console


@pytest.fixture
def study(course, tmp_path, monkeypatch):
    """A learner's folder with the untouched demo notebook, with the course's tests at hand."""
    from planes.grading import check

    folder = tmp_path / "study"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(check, "source_folder", lambda: course / "source")

    def write(answers):
        stubs = {number: demo.stub(number) for number in demo.EXERCISES}
        nbformat.write(demo.submission({**stubs, **answers}), folder / f"{demo.UNIT}.ipynb")
        return folder / f"{demo.UNIT}.ipynb"

    return write


def test_the_four_verdicts_are_kept_apart(study):
    from planes.grading import check

    path = study(
        {
            1: "def median_ms(values):\n    return 1 / 0",
            2: "def hosts_needed(tasks, per_host):\n    return tasks // per_host + 1",
            6: demo.solution(6),
        }
    )
    found = {one.exercise.id: one.verdict for one in check.check_unit(path).verdicts}
    assert found["ex01"] == check.RAISED
    assert found["ex02"] == check.WRONG
    assert found["ex03"] == check.NOT_TRIED
    assert found["ex06"] == check.RIGHT
    assert found["ex07"] == check.BY_HAND


def test_a_wrong_answer_is_told_by_call_result_and_expectation(study):
    from planes.grading import check

    outcome = check.check_unit(study({2: "def hosts_needed(tasks, per_host):\n    return 7"}))
    message = next(one.message for one in outcome.verdicts if one.exercise.id == "ex02")
    assert "hosts_needed(10, 5)" in message and "7" in message and "Expected: 2" in message


def test_an_error_is_told_with_the_learners_own_line(study):
    from planes.grading import check

    outcome = check.check_unit(study({2: "def hosts_needed(tasks, per_host):\n    return tasks / 0"}))
    message = next(one.message for one in outcome.verdicts if one.exercise.id == "ex02")
    assert "ZeroDivisionError" in message and "at: return tasks / 0" in message


def test_the_record_keeps_the_best_points(study, tmp_path):
    from planes.grading import check

    check.check_unit(study({6: demo.solution(6)}))
    check.check_unit(study({}))
    record = json.loads((tmp_path / "study" / "planes-progress.json").read_text())
    assert record["units"][demo.UNIT]["points"]["ex06"] == 15.0


def test_the_second_call_gives_the_second_hint(study, tmp_path):
    from planes.grading import learner

    study({})
    found = [learner.hint(demo.UNIT, 3, tmp_path / "study") for _ in range(3)]
    assert [words.split(":")[0] for words in found] == ["Hint 1 of 2", "Hint 2 of 2", "Hint 2 of 2"]


def test_a_solution_stays_closed_before_both_hints(study, tmp_path):
    from planes.grading import learner

    study({})
    learner.hint(demo.UNIT, 2, tmp_path / "study")
    with pytest.raises(PlanesError, match="after both hints"):
        learner.solution(demo.UNIT, 2, tmp_path / "study", lambda: True)


def test_a_solution_opens_after_both_hints_and_a_confirmed_wish(study, tmp_path):
    from planes.grading import learner

    study({})
    for _ in range(2):
        learner.hint(demo.UNIT, 2, tmp_path / "study")
    with pytest.raises(PlanesError, match="stays closed"):
        learner.solution(demo.UNIT, 2, tmp_path / "study", lambda: False)
    assert "math.ceil" in learner.solution(demo.UNIT, 2, tmp_path / "study", lambda: True)


def test_a_solution_opens_at_once_when_the_answer_is_right(study, tmp_path):
    from planes.grading import check, learner

    check.check_unit(study({6: demo.solution(6)}))
    assert "ValueError" in learner.solution(demo.UNIT, 6, tmp_path / "study", lambda: False)


def test_a_record_that_cannot_be_read_is_not_overwritten(study, tmp_path):
    from planes.grading import learner

    study({})
    path = tmp_path / "study" / "planes-progress.json"
    path.write_text("{broken")
    with pytest.raises(PlanesError, match="cannot be read"):
        learner.hint(demo.UNIT, 1, tmp_path / "study")
    assert path.read_text() == "{broken"


def test_a_record_of_a_later_version_keeps_what_is_not_known(study, tmp_path):
    from planes.grading import learner

    study({})
    path = tmp_path / "study" / "planes-progress.json"
    path.write_text(
        json.dumps({"version": 2, "theme": "dark", "units": {demo.UNIT: {"hints": {}, "stars": 3}}})
    )
    learner.hint(demo.UNIT, 1, tmp_path / "study")
    assert json.loads(path.read_text())["theme"] == "dark"


def test_progress_names_what_is_next(study, tmp_path):
    from planes.grading import check, learner

    check.check_unit(study({1: demo.solution(1)}))
    text = io.StringIO()
    learner.show_progress(tmp_path / "study", Console(file=text, width=100))
    assert "15 of 90" in text.getvalue() and "ex02" in text.getvalue()


def test_the_magic_says_how_it_is_used(capsys):
    from planes.grading.magic import planes_magic

    planes_magic("fly")
    assert "%planes check" in capsys.readouterr().out


@pytest.fixture
def lab(study, tmp_path):
    """A learner's folder as `make lab` leaves it, with a lesson of the same name as its assignment."""
    root = tmp_path / "clone"
    (root / "work" / ".planes").mkdir(parents=True)
    (root / "work" / ".planes" / "manifest.json").write_text("{}")
    assignment = root / "work" / "assignments" / demo.UNIT / f"{demo.UNIT}.ipynb"
    assignment.parent.mkdir(parents=True)
    (root / "work" / "lessons").mkdir()
    text = study({}).read_text("utf-8")
    assignment.write_text(text, "utf-8")
    (root / "work" / "lessons" / f"{demo.UNIT}.ipynb").write_text(text, "utf-8")
    return assignment


@pytest.mark.parametrize("place", [".", "work", "work/lessons", "work/assignments"])
def test_the_assignment_is_found_from_everywhere_in_the_course(lab, place):
    from planes.grading import check

    root = lab.parents[3]
    assert check.find_notebook(demo.UNIT, root / place).resolve() == lab.resolve()


@pytest.mark.parametrize("place", [".", "work", "work/lessons", "work/assignments"])
def test_the_record_is_the_courses_own_from_everywhere(lab, place):
    root = lab.parents[3]
    assert Record.load(root / place).path == root.resolve() / "work" / "planes-progress.json"
