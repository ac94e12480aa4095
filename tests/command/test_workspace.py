import json
import re

import planes
import pytest
from planes import workspace
from planes.errors import PlanesError
from planes.grading.record import FILE_NAME, Record
from planes.workspace import Workspace, unit_named

LESSON, SECOND = "lessons/01-first.ipynb", "lessons/02-second.ipynb"
ASSIGNMENT, DATA = "assignments/01-first/01-first.ipynb", "assignments/01-first/data.csv"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with two lessons and one assignment, and a way to publish a new version of a file."""
    lessons, release = tmp_path / "course" / "lessons", tmp_path / "course" / "release"
    monkeypatch.setattr(workspace, "course_folders", lambda: (lessons, release))

    def publish(name: str, content: str) -> None:
        kind, _, rest = name.partition("/")
        path = (lessons if kind == "lessons" else release) / rest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    for name in (LESSON, SECOND, ASSIGNMENT, DATA):
        publish(name, f"{name}, version 1")
    return publish


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "work"


def test_first_use_copies_everything(course, folder):
    delivery = Workspace(folder).deliver()
    assert delivery.new == [LESSON, SECOND, ASSIGNMENT, DATA]
    assert (folder / ASSIGNMENT).read_text() == f"{ASSIGNMENT}, version 1"
    assert str(delivery) == "Copied 4 files."


def test_second_use_changes_and_says_nothing(course, folder):
    Workspace(folder).deliver()
    assert str(Workspace(folder).deliver()) == ""


def test_an_update_reaches_untouched_files(course, folder):
    Workspace(folder).deliver()
    course(LESSON, "version 2")
    delivery = Workspace(folder).deliver()
    assert delivery.updated == [LESSON]
    assert (folder / LESSON).read_text() == "version 2"


def notebook(*sources: str, outputs: int = 0) -> str:
    cells = [{"cell_type": "code", "source": [one], "outputs": ["x"] * outputs} for one in sources]
    return json.dumps({"cells": cells, "metadata": {"opened": outputs}})


def test_a_notebook_that_was_only_run_is_updated_and_its_outputs_are_kept_aside(course, folder):
    course(LESSON, notebook("1 + 1"))
    Workspace(folder).deliver()
    (folder / LESSON).write_text(notebook("1 + 1", outputs=1))
    course(LESSON, notebook("1 + 2"))
    delivery = Workspace(folder).deliver()
    assert delivery.updated == [LESSON]
    assert (folder / LESSON).read_text() == notebook("1 + 2")
    kept = list((folder / "backups").rglob("*.ipynb"))
    assert [path.read_text() for path in kept] == [notebook("1 + 1", outputs=1)]


def test_a_notebook_with_one_changed_character_is_touched(course, folder):
    course(LESSON, notebook("1 + 1"))
    Workspace(folder).deliver()
    (folder / LESSON).write_text(notebook("1 + 1 "))
    course(LESSON, notebook("1 + 2"))
    assert Workspace(folder).deliver().left_alone == [LESSON]


def test_an_update_leaves_touched_files_alone_and_says_so(course, folder):
    Workspace(folder).deliver()
    (folder / ASSIGNMENT).write_text("my answers")
    course(ASSIGNMENT, "version 2")
    delivery = Workspace(folder).deliver()
    assert (folder / ASSIGNMENT).read_text() == "my answers"
    assert delivery.left_alone == [ASSIGNMENT]
    assert f"Left alone, because changed or removed by you: {ASSIGNMENT}" in str(delivery)


def test_a_touched_file_without_an_update_is_not_mentioned(course, folder):
    Workspace(folder).deliver()
    (folder / ASSIGNMENT).write_text("my answers")
    assert str(Workspace(folder).deliver()) == ""


def test_a_file_removed_by_the_learner_stays_removed(course, folder):
    Workspace(folder).deliver()
    (folder / SECOND).unlink()
    course(SECOND, "version 2")
    delivery = Workspace(folder).deliver()
    assert not (folder / SECOND).exists()
    assert delivery.left_alone == [SECOND]


def test_a_new_unit_arrives_later(course, folder):
    Workspace(folder).deliver()
    course("lessons/03-third.ipynb", "third")
    assert Workspace(folder).deliver().new == ["lessons/03-third.ipynb"]


def test_a_file_that_was_there_before_the_course_is_not_overwritten(course, folder):
    (folder / "lessons").mkdir(parents=True)
    (folder / LESSON).write_text("mine")
    delivery = Workspace(folder).deliver()
    assert (folder / LESSON).read_text() == "mine"
    assert delivery.left_alone == [LESSON]


@pytest.mark.parametrize("manifest", ["", "{", "[]", '{"version": 1}'])
def test_with_a_broken_manifest_nothing_is_overwritten(course, folder, manifest):
    Workspace(folder).deliver()
    (folder / ".planes/manifest.json").write_text(manifest)
    course(LESSON, "version 2")
    assert Workspace(folder).deliver().left_alone == [LESSON]
    assert (folder / LESSON).read_text() == f"{LESSON}, version 1"


def test_a_learner_who_already_has_the_new_version_gets_later_updates(course, folder):
    Workspace(folder).deliver()
    (folder / LESSON).write_text("version 2")
    course(LESSON, "version 2")
    Workspace(folder).deliver()
    course(LESSON, "version 3")
    assert Workspace(folder).deliver().updated == [LESSON]


def test_reset_puts_a_unit_back_and_keeps_a_backup(course, folder):
    Workspace(folder).deliver()
    (folder / ASSIGNMENT).write_text("my answers")
    (folder / DATA).unlink()
    (folder / SECOND).write_text("my notes")
    backup = Workspace(folder).reset("01-first")
    assert (folder / ASSIGNMENT).read_text() == f"{ASSIGNMENT}, version 1"
    assert (folder / DATA).exists()
    assert (folder / SECOND).read_text() == "my notes"
    assert [path.relative_to(backup).as_posix() for path in backup.rglob("*.*")] == [ASSIGNMENT]
    assert (backup / ASSIGNMENT).read_text() == "my answers"


def test_two_resets_keep_two_backups(course, folder):
    Workspace(folder).deliver()
    backups = []
    for words in ("first try", "second try"):
        (folder / ASSIGNMENT).write_text(words)
        backups.append((Workspace(folder).reset("01-first") / ASSIGNMENT).read_text())
    assert backups == ["first try", "second try"]
    assert len(list((folder / "backups").iterdir())) == 2


def test_after_a_reset_updates_arrive_again(course, folder):
    Workspace(folder).deliver()
    (folder / LESSON).write_text("mine")
    Workspace(folder).reset("01-first")
    course(LESSON, "version 2")
    assert Workspace(folder).deliver().updated == [LESSON]


def test_one_record_of_progress_serves_every_unit(course, folder):
    Workspace(folder).deliver()
    for name in (LESSON, ASSIGNMENT):
        assert Record.load((folder / name).parent).path == folder / FILE_NAME


def test_a_record_of_progress_is_kept(course, folder):
    Workspace(folder).deliver()
    record = Record.load(folder)
    record.unit("01-first").points["ex01"] = 8.0
    record.save()
    Workspace(folder).deliver()
    assert Record.load(folder).units["01-first"].score == 8.0


def test_links_lead_from_lessons_to_assignments_and_back(course, folder):
    course(LESSON, "[assignment](../../release/01-first/01-first.ipynb)")
    course(ASSIGNMENT, "The lesson is `lessons/01-first.ipynb`: read it.")
    Workspace(folder).deliver()
    for name in (LESSON, ASSIGNMENT):
        target = re.search(r"\]\((.+?)\)", (folder / name).read_text())[1]
        assert ((folder / name).parent / target).exists()


def test_the_manifest_names_the_version(course, folder):
    Workspace(folder).deliver()
    assert json.loads((folder / ".planes/manifest.json").read_text())["version"] == planes.__version__


@pytest.mark.parametrize("text", ["1", "01", "01-first", "01-"])
def test_a_unit_is_named_by_number_or_name(course, text):
    assert unit_named(text) == "01-first"


@pytest.mark.parametrize("text", ["7", "first", ""])
def test_another_name_is_refused(course, text):
    course("assignments/02-second/02-second.ipynb", "")
    with pytest.raises(PlanesError, match="Units: 01-first, 02-second"):
        unit_named(text)


def test_the_repository_is_found():
    lessons, release = workspace.course_folders()
    assert lessons.is_dir() and release.is_dir()
