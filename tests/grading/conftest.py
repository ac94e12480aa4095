"""Fixtures of the grading tests; the demo unit and the odd submissions are modules beside this file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import grading_demo as demo


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder with the demo unit and nothing handed in."""
    return demo.make_course(tmp_path / "course")


@pytest.fixture
def run_batch():
    """Grade a course folder's demo unit and return the results by learner."""
    from planes.grading.batch import Batch, Watcher
    from planes.grading.course_folder import CourseFolder
    from planes.grading.warm import warm_scratch

    def run(root: Path, **options):
        folder = CourseFolder.find(root)
        unit = folder.unit(demo.UNIT)
        options.setdefault("jobs", 2)
        with warm_scratch() as (warm, scratch):
            found = Batch(folder, unit, **{"watcher": Watcher(), **options}).run(warm, scratch)
        return {result.student: result for result in found}

    return run
