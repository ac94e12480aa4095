"""Grade a class: prepare, run the workers, merge into the gradebook, leave nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde

from planes.errors import PlanesError
from planes.grading import gradebook as books
from planes.grading import results as saved
from planes.grading import workers
from planes.grading.course_folder import CourseFolder
from planes.grading.files import last_change
from planes.grading.grader import Grader, Known, Settings
from planes.grading.quiet import quiet, silent_log
from planes.grading.reference import in_place_tests
from planes.grading.results import Result
from planes.grading.unit import Unit
from planes.grading.warm import WarmParent

RUN_FOLDER = ".planes-grading"


@dataclass
class Watcher:
    """What a display wants to hear of a batch. Every part may be left out."""

    on_plan: Callable[[int, int], Any] = lambda total, done: None
    on_start: Callable[[str], Any] = lambda student: None
    on_result: Callable[[Result], Any] = lambda result: None


@dataclass
class Batch:
    """One run of `planes grade`."""

    course: CourseFolder
    unit: Unit
    jobs: int = 0
    students: list[str] = field(default_factory=list)
    resume: bool = False
    sandboxed: bool = True
    scheduler: str = ""
    watcher: Watcher = field(default_factory=Watcher)
    finished: dict[str, Result] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where results are kept until the gradebook has them all."""
        return self.course.root / RUN_FOLDER / self.unit.name

    def run(self, warm: WarmParent | None, scratch: Path) -> list[Result]:
        """Grade, merge and return the results, ordered by student.

        Args:
            warm: the warm parent, which may still be importing; None where kernels start the ordinary way.
            scratch: a private folder for this run.
        """
        if warm:
            warm.also_import(self.unit.modules)
        self.course.ensure_assignment(self.unit)
        folder = self._open_run()
        settings = self._settings()
        if warm:
            warm.wait_until_ready()

        def make(settings: Settings, slot: int = 0) -> Grader:
            return Grader(settings, warm.socket_path if warm else "", scratch, slot)

        if warm:
            tests = in_place_tests(self.unit, settings, make, scratch)
            settings = replace(settings, in_place=tests)
        self.finished = self._kept(folder)
        todo = [name for name in self._wanted() if name not in self.finished]
        self.watcher.on_plan(len(todo) + len(self.finished), len(self.finished))
        jobs = [
            workers.Job(name, self.course.of("submitted", name, self.unit.name).absolute(), folder)
            for name in todo
        ]
        try:
            for result in self._grade(jobs, lambda slot: make(settings, slot + 1), settings):
                self.finished[result.student] = result
                self.watcher.on_result(result)
        except KeyboardInterrupt:
            self._merge(folder)
            raise
        self._merge(folder)
        shutil.rmtree(folder)
        return [self.finished[name] for name in sorted(self.finished)]

    def _grade(
        self, jobs: list[workers.Job], make: Callable[[int], Grader], settings: Settings
    ) -> Iterator[Result]:
        if self.scheduler:
            from planes.grading.cluster import grade_on_cluster

            return grade_on_cluster(self.scheduler, jobs, settings)
        count = self.jobs or os.cpu_count() or 1
        if sys.platform == "linux" and jobs:
            return workers.run(jobs, count, make, self.watcher.on_start)
        return self._grade_here(jobs, make)

    def _grade_here(self, jobs: list[workers.Job], make: Callable[[int], Grader]) -> Iterator[Result]:
        grader = make(0)
        try:
            for job in jobs:
                self.watcher.on_start(job.student)
                yield workers.do(grader, job)
        finally:
            grader.close()

    def _wanted(self) -> list[str]:
        known = self.course.students(self.unit.name)
        missing = sorted(set(self.students) - set(known))
        if missing:
            raise PlanesError(f"Nothing of {self.unit.name} in submitted/ for: {', '.join(missing)}.")
        if not known:
            raise PlanesError(
                f"Nobody has handed in {self.unit.name}: submitted/LEARNER/{self.unit.name}/ is what counts."
            )
        return [name for name in known if not self.students or name in self.students]

    def _open_run(self) -> Path:
        """Return the run's folder: the interrupted run's to continue, else an empty one."""
        folder = self.folder
        mark = folder / "run"
        same = mark.is_file() and mark.read_text() == self.unit.fingerprint
        if folder.exists() and not (self.resume and same):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        mark.write_text(self.unit.fingerprint)
        return folder

    def _kept(self, folder: Path) -> dict[str, Result]:
        """Return the results of an interrupted run that still fit the submissions."""
        found = saved.load(folder / "results")
        wanted = set(self._wanted())
        for name in list(found):
            submission = self.course.of("submitted", name, self.unit.name)
            graded = (folder / "results" / f"{name}.json").stat().st_mtime
            if name not in wanted or last_change(submission) > graded:
                del found[name]
        return found

    def _settings(self) -> Settings:
        with self.course.gradebook() as gradebook:
            notebook = gradebook.find_notebook(self.unit.name, self.unit.name)
            known = {cell.name: Known(cell.source, cell.checksum) for cell in notebook.source_cells}
        steps = ("source", "submitted", "autograded", "feedback", "release")
        hidden = [str(self.course.path(step).absolute()) for step in steps]
        url = self.course.directory.db_url
        hidden += [url.removeprefix("sqlite:///")] if url.startswith("sqlite:///") else []
        return Settings(
            unit_path=str(self.unit.path.absolute()),
            assignment_source=str(self.unit.path.parent.absolute()),
            config=json.loads(json.dumps(self.course.config, default=str)),
            sandboxed=self.sandboxed,
            hidden=(*hidden, *_shipped_sources()),
            known=known,
        )

    def _merge(self, folder: Path) -> None:
        """Put what is graded where nbgrader looks for it: files first, then all scores at once."""
        converter = Autograde(coursedir=self.course.directory, config=self.course.config, log=silent_log())
        for name in self.finished:
            ready = folder / "files" / name
            if ready.is_dir():
                target = self.course.of("autograded", name, self.unit.name)
                shutil.rmtree(target, ignore_errors=True)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(ready, target)
                converter.set_permissions(self.unit.name, name)
        with self.course.gradebook() as gradebook, quiet():
            books.merge(gradebook, self.unit.name, self.finished.values(), self.course.config)
        keep_last(self.course, self.unit.name, self.finished)


def keep_last(course: CourseFolder, unit: str, found: dict[str, Result]) -> None:
    """Keep what was noticed, which the gradebook has no place for, for `planes report`."""
    path = course.root / RUN_FOLDER / f"{unit}.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    before.update({name: result.__dict__ for name, result in found.items()})
    part = path.with_suffix(".part")
    part.write_text(json.dumps(before), encoding="utf-8")
    part.replace(path)


def last_results(course: CourseFolder, unit: str) -> dict[str, Result]:
    """Return what was noticed when each submission of a unit was last graded."""
    path = course.root / RUN_FOLDER / f"{unit}.json"
    if not path.is_file():
        return {}
    return {
        name: Result.from_dict(data) for name, data in json.loads(path.read_text(encoding="utf-8")).items()
    }


def _shipped_sources() -> list[str]:
    """Return where the installed package itself carries instructor notebooks."""
    import planes

    return [str(Path(planes.__file__).parent / "_course")]
