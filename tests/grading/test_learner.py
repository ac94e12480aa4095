"""Somebody studying alone: four verdicts, hints, solutions, a record that lasts."""

from __future__ import annotations

import io
import json
import os
import re

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
    from planes.grading import check, verdicts

    path = study(
        {
            1: "def median_ms(values):\n    return 1 / 0",
            2: "def hosts_needed(tasks, per_host):\n    return tasks // per_host + 1",
            6: demo.solution(6),
        }
    )
    found = {one.exercise.id: one.verdict for one in check.check_unit(path).verdicts}
    assert found["ex01"] == verdicts.RAISED
    assert found["ex02"] == verdicts.WRONG
    assert found["ex03"] == verdicts.NOT_TRIED
    assert found["ex06"] == verdicts.RIGHT


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
    assert ["Now %planes solution 3 is open." in words for words in found] == [False, True, True]


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
    assert "15 of 90" in text.getvalue() and "best so far" in text.getvalue()
    assert "Next: exercise 2 (Pack tasks)" in text.getvalue()


PARAGRAPH = "It starts faster, and a kernel of its own stands between it and its neighbours. " * 2


def checked(study, answers, reader=""):
    """Check the demo notebook with these answers and this paragraph; return all that is printed."""
    from planes.grading import check, learner

    path = study(answers)
    notebook = nbformat.read(path, as_version=4)
    demo.find(notebook, "ex07").source = reader
    nbformat.write(notebook, path)
    text = io.StringIO()
    learner.show_check(check.check_unit(path), Console(file=text, width=300))
    return text.getvalue()


def test_a_check_names_the_next_exercise(study):
    words = checked(study, {1: demo.solution(1), 3: demo.solution(3)})
    assert "Next: exercise 2 (Pack tasks). If you are stuck, in the notebook: %planes hint 2" in words
    assert re.search(r"Read as saved at \d\d:\d\d:\d\d; save first if you changed something since\.", words)


def test_a_syntax_error_is_told_by_exercise_and_line(study):
    words = checked(study, {2: "def hosts_needed(tasks, per_host):\n    return tasks +"})
    lines = [line.strip() for line in words.splitlines()]
    place = lines.index("Exercise 2, raised an error:")
    assert lines[place + 1] == "SyntaxError in line 2 of its cell: invalid syntax"
    assert lines[place + 2] == "return tasks +"


@pytest.fixture
def all_right():
    return {number: demo.solution(number) for number in demo.EXERCISES}


def test_with_all_points_of_tests_the_paragraph_is_next(study, all_right, monkeypatch):
    from planes.grading import onward

    monkeypatch.setattr(onward, "known_units", lambda: [demo.UNIT, "91-more"])
    words = checked(study, all_right, "*Write your answer here.*")
    assert "7 Choose" in words and "not tried" in words
    assert "Next: exercise 7 (Choose), for a reader. Write a paragraph" in words
    assert words.count("Next:") == 1 and "Then: unit 91-more, its lesson" in words


def test_with_everything_done_the_next_unit_is_next(study, all_right, monkeypatch):
    from planes.grading import onward

    monkeypatch.setattr(onward, "known_units", lambda: [demo.UNIT, "91-more"])
    words = checked(study, all_right, PARAGRAPH)
    assert "with another, in the notebook: %planes solution 7" in words
    assert "Read as saved" not in words
    assert "Next: unit 91-more, its lesson" in words


def test_after_the_last_unit_there_is_none(study, all_right):
    assert "This was the last unit" in checked(study, all_right, PARAGRAPH)


def test_progress_calls_a_finished_unit_complete(study, tmp_path, all_right):
    from planes.grading import learner

    checked(study, all_right, PARAGRAPH)
    text = io.StringIO()
    learner.show_progress(tmp_path / "study", Console(file=text, width=100))
    assert "90 of 90" in text.getvalue() and "complete" in text.getvalue()
    assert "Everything is done that tests can tell." in text.getvalue()


def test_the_solution_of_a_paragraph_opens_when_one_is_written(study, tmp_path):
    from planes.grading import learner

    path = study({})
    with pytest.raises(PlanesError, match="own paragraph stands in its cell"):
        learner.solution(demo.UNIT, 7, tmp_path / "study", lambda: False)
    notebook = nbformat.read(path, as_version=4)
    demo.find(notebook, "ex07").source = PARAGRAPH
    nbformat.write(notebook, path)
    words = learner.solution(demo.UNIT, 7, tmp_path / "study", lambda: False)
    assert words.startswith("One good answer") and words.endswith("Because it is smaller.")
    assert max(map(len, words.splitlines())) <= 100


def test_the_magic_says_how_it_is_used(capsys):
    from planes.grading.magic import planes_magic

    planes_magic("fly")
    assert "%planes check" in capsys.readouterr().out


@pytest.mark.parametrize("width", range(30, 70))
def test_a_command_is_not_broken(width):
    from planes.grading import learner, onward

    words = "Next: exercise 2 (Pack tasks). If you are stuck: %planes hint 2"
    console = Console(file=io.StringIO(), width=width)
    console.print(learner._step(onward.Step(words), console))
    lines = console.file.getvalue().splitlines()
    assert any("%planes hint 2" in line for line in lines) and max(map(len, lines)) <= width


def test_in_a_notebook_a_command_stands_by_itself():
    from planes.grading import learner, onward

    console = Console(file=io.StringIO(), width=96, force_jupyter=True)
    assert learner._step(onward.Step("Stuck: %planes hint 2"), console).plain == "Stuck: %planes hint 2"


def test_a_notebook_saved_on_another_day_is_told_with_the_day(tmp_path):
    from planes.grading import check

    path = tmp_path / "a.ipynb"
    path.write_text("")
    os.utime(path, (86400 * 365, 86400 * 365))
    assert check._time_of_saving(path).endswith(" on 1971-01-01")


def test_loading_again_after_a_command_is_silent(tmp_path, monkeypatch, capsys):
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shell = InteractiveShell.instance()
    try:
        for _ in range(2):
            shell.run_cell("%load_ext planes\n%planes fly")
        shown = capsys.readouterr().out
    finally:
        InteractiveShell.clear_instance()
    assert shown.count("Usage: ") == 2 and "already loaded" not in shown


def test_a_unit_is_found_by_a_short_number(study, monkeypatch):
    from planes.grading import check

    path = study({})
    monkeypatch.setattr(check, "known_units", lambda: ["01-first", demo.UNIT])
    path.rename(path.with_name("01-first.ipynb"))
    assert check.find_notebook("1").name == check.find_notebook("01").name == "01-first.ipynb"
    with pytest.raises(PlanesError, match=f"Units: 01-first, {demo.UNIT}"):
        check.find_notebook("77")


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
