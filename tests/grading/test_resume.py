"""An interrupted run loses nothing: killed at any moment and resumed, the gradebook ends up the same."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import grading_demo as demo
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")

GRADE = [sys.executable, "-m", "planes.grading", "grade", demo.UNIT, "--jobs", "2", "--resume", "--json"]


def _content(root: Path) -> list[tuple]:
    rows = sqlite3.connect(root / "gradebook.db").execute(
        "SELECT submitted_assignment.student_id, base_cell.name, auto_score, needs_manual_grade"
        " FROM grade JOIN base_cell ON base_cell.id = grade.cell_id"
        " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
        " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
    )
    return sorted(rows)


def _class(course: Path, size: int) -> None:
    wrong = {1: "def median_ms(values):\n    return 2.0"}
    for number in range(size):
        demo.hand_in(course, f"s{number:02}", demo.submission(wrong if number % 3 else None))


def _disturb(course: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(kills):
        process = subprocess.Popen(GRADE, cwd=course, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT])
        try:
            process.wait(chance.uniform(0.5, 8.0))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, how)
            process.wait()


def _compare(course: Path, size: int, kills: int, seed: int) -> None:
    _class(course, size)
    _disturb(course, kills, seed)
    done = subprocess.run(GRADE, cwd=course, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    assert len(json.loads(done.stdout)) == size
    disturbed = _content(course)
    (course / "gradebook.db").unlink()
    subprocess.run(
        [word for word in GRADE if word != "--resume"], cwd=course, capture_output=True, check=False
    )
    assert disturbed == _content(course)
    assert {path.parent.name for path in course.glob(f"autograded/*/{demo.UNIT}")} == {
        f"s{n:02}" for n in range(size)
    }


def test_a_few_kills_change_nothing(course):
    _compare(course, size=4, kills=2, seed=1)


@pytest.mark.slow
def test_many_kills_change_nothing(course):
    # Each kill costs about four seconds, so CI makes fewer than a thorough run does: PLANES_KILLS=50.
    _compare(course, size=30, kills=int(os.environ.get("PLANES_KILLS", "12")), seed=2)


def test_only_what_is_missing_is_graded_again(course, run_batch):
    from planes.grading.batch import Watcher

    _class(course, 4)

    def stop(result):
        if result.student == "s02":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(course, jobs=1, watcher=Watcher(on_result=stop))
    assert {row[0] for row in _content(course)} >= {"s00", "s01"}
    started = []
    results = run_batch(course, resume=True, watcher=Watcher(on_start=started.append))
    assert set(results) == {"s00", "s01", "s02", "s03"} and set(started) < set(results)


def test_a_submission_handed_in_again_is_graded_again(course, run_batch):
    from planes.grading.batch import Watcher

    _class(course, 2)

    def stop(result):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(course, jobs=1, watcher=Watcher(on_result=stop))
    path = course / "submitted" / "s00" / demo.UNIT / f"{demo.UNIT}.ipynb"
    later = path.stat().st_mtime + 3600
    os.utime(path, (later, later))
    started = []
    run_batch(course, resume=True, watcher=Watcher(on_start=started.append))
    assert "s00" in started
