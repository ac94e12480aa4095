"""Grade one submission at a time with nbgrader's own converter, on a private gradebook."""

from __future__ import annotations

import contextlib
import copy
import os
import shutil
import stat
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    Execute,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.config import Config

from planes.grading import gradebook as books
from planes.grading.course_folder import quiet, silent_log
from planes.grading.execute import Assignment, Brief, Findings, SandboxedExecute
from planes.grading.repair import Repaired, UnusableError, repair, repair_notebook
from planes.grading.results import Result
from planes.grading.sandbox import Limits, Place
from planes.grading.unit import Unit, grade_id, is_test

NOTES = "grading-notes.md"


class ForgiveStderr(NbGraderPreprocessor):
    """Take what test cells wrote to stderr away: nbgrader would give no points for it."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Drop the outputs to stderr of test cells."""
        if is_test(cell):
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        return cell, resources


class SandboxedAutograde(Autograde):
    """nbgrader's `Autograde`, told what our executing preprocessor needs to know."""

    def init_single_notebook_resources(self, notebook_filename: str) -> dict[str, Any]:
        """Add the brief and a place for findings to nbgrader's resources."""
        resources: dict[str, Any] = super().init_single_notebook_resources(notebook_filename)
        resources["planes"] = self.planes
        return resources

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Keep the error, which nbgrader would only write to its log."""
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception as error:
            self.failure = error
            raise

    planes: Assignment
    failure: Exception | None = None


@dataclass(frozen=True)
class Settings:
    """What every submission of a batch is graded with."""

    unit_path: str
    assignment_source: str
    config: dict[str, Any]
    in_place: tuple[str, ...] = ()
    sandboxed: bool = True
    limits: Limits = field(default_factory=Limits)
    hidden: tuple[str, ...] = ()
    stubs: dict[str, str] = field(default_factory=dict)


class Grader:
    """A private course folder and gradebook in which one submission after the other is graded."""

    def __init__(
        self, settings: Settings, socket_path: str, scratch: Path, template: Path, slot: int = 0
    ) -> None:
        """Set it up.

        Args:
            settings: the batch's.
            socket_path: where the warm parent listens; nothing for kernels started the ordinary way.
            scratch: where to make the private folder.
            template: a gradebook file that knows the unit and nobody's grades.
            slot: a number no other grader on this machine has.
        """
        self.settings, self._socket_path, self._slot = settings, socket_path, slot
        self.unit = Unit(Path(settings.unit_path))
        self.unit.stubs = settings.stubs
        self._root = Path(tempfile.mkdtemp(prefix="g", dir=scratch))
        self._template = template
        (self._root / "source" / self.unit.name).parent.mkdir()
        # Data and the like; never the notebook, which holds the solutions: learners' code sees this folder.
        copy_plain_files(
            Path(settings.assignment_source), self._root / "source" / self.unit.name, skip=("*.ipynb",)
        )
        self._sources = self._root / "source" / self.unit.name
        self._graded = 0

    def close(self) -> None:
        """Remove the private folder."""
        shutil.rmtree(self._root, ignore_errors=True)

    def grade(self, student: str, folder: Path, output: Path) -> Result:
        """Grade one submission. Whatever is wrong with it ends up in the result, not in an exception.

        Args:
            student: who handed it in.
            folder: the submission folder.
            output: an empty folder for what goes to autograded/.
        """
        started = time.monotonic()
        result = Result(student, self.unit.name)
        findings = Findings()
        try:
            found = repair(folder, self.unit)
            self._convert(found, folder, output, result, findings)
        except UnusableError as reason:
            self._give_zero(result, str(reason), output)
        except Exception as error:
            detail = traceback.format_exc(limit=-3)
            self._give_zero(
                result, f"grading failed: {type(error).__name__}: {str(error)[:300]}", output, detail
            )
        result.faults = findings.faults
        result.memory_mib = round(findings.memory_mib, 1)
        result.seconds = round(time.monotonic() - started, 3)
        _write_notes(result, output)
        return result

    def _convert(
        self, found: Repaired, folder: Path, output: Path, result: Result, findings: Findings
    ) -> None:
        for name in ("submitted", "autograded"):
            shutil.rmtree(self._root / name, ignore_errors=True)
        submission = self._root / "submitted" / books.LEARNER / self.unit.name
        copy_plain_files(folder, submission, skip=("*.ipynb",))
        result.timestamp = _timestamp(submission)
        nbformat.write(found.notebook, submission / f"{self.unit.name}.ipynb")
        database = self._root / "gradebook.db"
        shutil.copyfile(self._template, database)
        for exercise, reasons in found.flags.items():
            for reason in reasons:
                findings.flag(exercise, reason)
        autograde = self._autograde(database, submission, findings)
        with quiet():
            try:
                autograde.start()
            except NbGraderException as error:
                raise autograde.failure or error from None
        with Gradebook(f"sqlite:///{database}", self._course_id) as gradebook:
            books.read_submission(gradebook, self.unit.name, result)
            gradebook.engine.dispose()
        graded = self._root / "autograded" / books.LEARNER / self.unit.name
        result.repairs, result.flags = found.repairs, findings.flags
        result.withheld = sorted(findings.withheld)
        for name in result.withheld:
            result.scores[name] = 0.0
        _keep_wrong(nbformat.read(graded / f"{self.unit.name}.ipynb", as_version=4), result)
        _comment(result, self.unit)
        shutil.copytree(graded, output, dirs_exist_ok=True)

    @property
    def _course_id(self) -> str:
        return str(self.settings.config.get("CourseDirectory", {}).get("course_id", ""))

    def _autograde(self, database: Path, submission: Path, findings: Findings) -> SandboxedAutograde:
        config = Config(copy.deepcopy(self.settings.config))
        course = {
            "root": str(self._root),
            "db_url": f"sqlite:///{database}",
            "student_id": books.LEARNER,
            "assignment_id": self.unit.name,
            "course_id": self._course_id,
        }
        config.CourseDirectory = Config(course)
        # Ids, outputs and metadata are in order already: `repair` took them from the instructor's notebook.
        config.Autograde.sanitize_preprocessors = [OverwriteKernelspec, OverwriteCells]
        config.Autograde.autograde_preprocessors = [
            SandboxedExecute if self._socket_path else Execute,
            ForgiveStderr,
            IgnorePattern,
            ClearMetadataPreprocessor,
            LimitOutput,
            SaveAutoGrades,
            AssignLatePenalties,
        ]
        config.SandboxedExecute.merge(config.Execute)
        autograde = SandboxedAutograde(
            coursedir=CourseDirectory(config=config), config=config, log=silent_log()
        )
        autograde.planes = Assignment(self._brief(submission), findings)
        return autograde

    def _brief(self, submission: Path) -> Brief:
        """Say where this submission's kernels and its judge run. Root gives each a user of its own."""
        self._graded += 1
        place = judge_place = None
        hidden, limits = self.settings.hidden, self.settings.limits
        if self.settings.sandboxed:
            slot = (self._slot * 1000 + self._graded % 500) * 2
            place = Place(
                folders=(str(submission), str(self._sources)), hidden=hidden, limits=limits, slot=slot
            )
            judge_place = Place(folders=(str(self._sources),), hidden=hidden, limits=limits, slot=slot + 1)
        return Brief(
            unit=self.unit,
            in_place=frozenset(self.settings.in_place),
            socket_path=self._socket_path,
            place=place,
            judge_place=judge_place,
            folder=str(submission),
            judge_folder=str(self._sources),
        )

    def refuse(self, student: str, reason: str, output: Path) -> Result:
        """Return a zero with a reason for a submission that is not to be run."""
        result = Result(student, self.unit.name)
        self._give_zero(result, reason, output)
        _write_notes(result, output)
        return result

    def _give_zero(self, result: Result, reason: str, output: Path, detail: str = "") -> None:
        result.zero = reason
        result.scores = dict.fromkeys(self.unit.points, 0.0)
        result.comments = {
            name: f"Not graded: {reason}." for name in list(self.unit.cells) if name in self.unit.stubs
        }
        notebook = repair_notebook({"cells": [], "nbformat": 4}, self.unit).notebook
        words = f"**This submission could not be graded:** {reason}."
        notebook.cells.insert(
            0, nbformat.v4.new_markdown_cell(words + (f"\n\n```\n{detail}\n```" if detail else ""))
        )
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        nbformat.write(notebook, output / f"{self.unit.name}.ipynb")


def copy_plain_files(source: Path, target: Path, skip: tuple[str, ...] = ()) -> None:
    """Copy what is a plain file, up to a sensible size: no links, pipes, devices or hidden folders."""
    target.mkdir(parents=True, exist_ok=True)
    budget = Limits().input_bytes
    for folder, names, files in os.walk(source, followlinks=False):
        names[:] = [name for name in names if not name.startswith(".") and not name.endswith(".ipynb")]
        here = target / Path(folder).relative_to(source)
        here.mkdir(exist_ok=True)
        for name in files:
            path = Path(folder, name)
            with contextlib.suppress(OSError):
                found = path.lstat()
                budget -= found.st_size if stat.S_ISREG(found.st_mode) else 0
                if (
                    stat.S_ISREG(found.st_mode)
                    and budget > 0
                    and not any(path.match(pattern) for pattern in skip)
                ):
                    shutil.copyfile(path, here / name)


def _timestamp(submission: Path) -> str | None:
    path = submission / "timestamp.txt"
    with contextlib.suppress(OSError, ValueError, OverflowError):
        text = path.read_text(encoding="utf-8").strip()
        if text:
            return str(utils.parse_utc(text))
    path.unlink(missing_ok=True)
    return None


def _keep_wrong(notebook: NotebookNode, result: Result) -> None:
    for cell in notebook.cells:
        if is_test(cell):
            errors = [output for output in cell.outputs if output.output_type == "error"]
            if errors:
                result.wrong[grade_id(cell)] = f"{errors[0].ename}: {errors[0].evalue}"[:500]


def _comment(result: Result, unit: Unit) -> None:
    """Say in the comments, which learners see, what was repaired and what is to be checked by hand."""
    first = next((exercise.id for exercise in unit.exercises), "")
    for words in result.repairs:
        name = words.partition(":")[0]
        exercise = unit.exercise_of(name)
        target = name if name in result.comments else exercise.id if exercise else first
        _add_comment(result, target, f"Repaired before grading: {words}.")
    for target, reasons in result.flags.items():
        _add_comment(
            result,
            target if target in result.comments else first,
            f"To be checked by hand: {'; '.join(reasons)}.",
        )


def _add_comment(result: Result, target: str, words: str) -> None:
    before = result.comments.get(target)
    result.comments[target] = f"{before}\n\n{words}" if before else words


def _write_notes(result: Result, output: Path) -> None:
    """Write what was noticed into a file that nbgrader's feedback passes on."""
    parts = [
        ("Not graded", [result.zero] if result.zero else []),
        ("Repaired before grading", result.repairs),
        ("Stopped while grading", result.faults),
        (
            "To be checked by hand",
            [f"{name}: {reason}" for name, found in result.flags.items() for reason in found],
        ),
    ]
    lines = [f"# Grading notes: {result.unit}"]
    for title, items in parts:
        if items:
            lines += ["", f"## {title}", "", *(f"- {item}" for item in items)]
    if len(lines) > 1:
        output.mkdir(parents=True, exist_ok=True)
        (output / NOTES).write_text("\n".join(lines) + "\n", encoding="utf-8")
