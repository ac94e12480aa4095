"""Grade one submission at a time: repair, execute, score with nbgrader's preprocessors."""

from __future__ import annotations

import contextlib
import copy
import shutil
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from traitlets.config import Config

from planes.grading import notes, scoring
from planes.grading.brief import Brief, Findings
from planes.grading.files import copy_plain_files
from planes.grading.printable import printable
from planes.grading.quiet import quiet
from planes.grading.repair import Repaired, UnusableError, repair, repair_notebook
from planes.grading.results import Result
from planes.grading.sandbox import Limits, Place
from planes.grading.unit import Unit, grade_id, is_solution, is_test


@dataclass(frozen=True)
class Known:
    """What the gradebook knows of a cell that learners get: its text and nbgrader's checksum of it."""

    source: str
    checksum: str | None


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
    known: dict[str, Known] = field(default_factory=dict)


class Grader:
    """A private folder in which one submission after the other is graded."""

    def __init__(self, settings: Settings, socket_path: str, scratch: Path, slot: int = 0) -> None:
        """Set it up.

        Args:
            settings: the batch's.
            socket_path: where the warm parent listens; nothing for kernels started the ordinary way.
            scratch: where to make the private folder.
            slot: a number no other grader on this machine has.
        """
        self.settings, self._socket_path, self._slot = settings, socket_path, slot
        self.unit = Unit(Path(settings.unit_path))
        self._use_known_texts()
        self._root = Path(tempfile.mkdtemp(prefix="g", dir=scratch))
        self._sources = self._root / "source"
        # Data and the like; never the notebook, which holds the solutions: learners' code sees this folder.
        copy_plain_files(Path(settings.assignment_source), self._sources, skip=("*.ipynb",))
        config = Config(copy.deepcopy(settings.config))
        config.SandboxedExecute.merge(config.Execute)
        self._steps = scoring.steps(config, sandboxed=bool(socket_path))
        self._own_files = set(config.Autograde.get("exclude_overwriting", {}).get(self.unit.name, ()))
        self._graded = 0

    def _use_known_texts(self) -> None:
        """Grade with the texts of the gradebook, as nbgrader does, also where source/ was edited since."""
        known = self.settings.known
        for name, cell in self.unit.cells.items():
            if name in known and is_solution(cell):
                self.unit.stubs[name] = known[name].source
            elif name in known:
                cell.source = known[name].source

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
            self._run(found, folder, output, result, findings)
        except UnusableError as unusable:
            self._give_zero(result, str(unusable), output)
        except Exception as error:
            detail = traceback.format_exc(limit=-3)
            reason = printable(f"grading failed: {type(error).__name__}: {str(error)[:300]}")
            self._give_zero(result, reason, output, detail)
        result.faults = findings.faults
        result.memory_mib = round(findings.memory_mib, 1)
        result.seconds = round(time.monotonic() - started, 3)
        notes.write(result, output)
        return result

    def _run(self, found: Repaired, folder: Path, output: Path, result: Result, findings: Findings) -> None:
        copy_plain_files(folder, output, skip=("*.ipynb",))
        copy_plain_files(self._sources, output, skip=tuple(self._own_files))
        result.timestamp = _timestamp(output)
        for exercise, reasons in found.flags.items():
            for reason in reasons:
                findings.flag(exercise, reason)
        sheet = scoring.Sheet()
        resources: dict[str, Any] = {
            "metadata": {"path": str(output)},
            "planes-brief": self._brief(output),
            "planes-findings": findings,
            "planes-sheet": sheet,
        }
        notebook = self._with_checksums(found.notebook)
        with quiet(), utils.setenv(NBGRADER_EXECUTION="autograde"):
            for step in self._steps:
                notebook, resources = step(notebook, resources)
        result.scores = {name: one.auto_score for name, one in sheet.grades.items()}
        result.comments = {name: one.auto_comment for name, one in sheet.comments.items()}
        result.repairs, result.flags = list(map(printable, found.repairs)), findings.flags
        result.withheld = sorted(findings.withheld)
        for name in result.withheld:
            result.scores[name] = 0.0
        _keep_wrong(notebook, result)
        notes.comment(result, self.unit)
        write_notebook(notebook, output / f"{self.unit.name}.ipynb")

    def _with_checksums(self, notebook: NotebookNode) -> NotebookNode:
        """Give the cells the gradebook's checksums: by them nbgrader tells an answer from none."""
        for cell in notebook.cells:
            known = self.settings.known.get(grade_id(cell))
            if known:
                cell.metadata.nbgrader["checksum"] = known.checksum
        return notebook

    def _brief(self, work: Path) -> Brief:
        """Say where this submission's kernels and its judge run. Root gives each a user of its own."""
        self._graded += 1
        place = judge_place = None
        hidden, limits = self.settings.hidden, self.settings.limits
        if self.settings.sandboxed:
            slot = (self._slot * 1000 + self._graded % 500) * 2
            place = Place(folders=(str(work),), hidden=hidden, limits=limits, slot=slot)
            judge_place = Place(folders=(str(self._sources),), hidden=hidden, limits=limits, slot=slot + 1)
        return Brief(
            unit=self.unit,
            in_place=frozenset(self.settings.in_place),
            socket_path=self._socket_path,
            place=place,
            judge_place=judge_place,
            folder=str(work),
            judge_folder=str(self._sources),
        )

    def refuse(self, student: str, reason: str, output: Path) -> Result:
        """Return a zero with a reason for a submission that is not to be run."""
        result = Result(student, self.unit.name)
        self._give_zero(result, reason, output)
        notes.write(result, output)
        return result

    def _give_zero(self, result: Result, reason: str, output: Path, detail: str = "") -> None:
        result.zero = reason
        result.scores = dict.fromkeys(self.unit.points, 0.0)
        result.comments = dict.fromkeys(self.unit.stubs, f"Not graded: {reason}.")
        notebook = repair_notebook({"cells": [], "nbformat": 4}, self.unit).notebook
        words = f"**This submission could not be graded:** {reason}."
        notebook.cells.insert(
            0, nbformat.v4.new_markdown_cell(words + (f"\n\n```\n{detail}\n```" if detail else ""))
        )
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        nbformat.write(notebook, output / f"{self.unit.name}.ipynb")


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook whose parts were checked one by one: `nbformat.write` would check the whole again."""
    text = nbformat.v4.writes(notebook)
    path.write_text(text + "\n", encoding="utf-8", errors="replace")


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
                result.wrong[grade_id(cell)] = printable(f"{errors[0].ename}: {errors[0].evalue}"[:500])
