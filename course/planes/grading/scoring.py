"""Score an executed notebook with nbgrader's own preprocessors, in memory.

nbgrader's converters read and write the notebook twice, and open the gradebook about ten times, for every
submission. Here the same preprocessors run one after the other on one notebook, and write their scores on
a sheet, from which `gradebook.merge` fills the gradebook in one transaction.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor, Preprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute, IgnorePattern, LimitOutput, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Int
from traitlets.config import Config

from planes.grading.brief import Findings
from planes.grading.execute import Execution
from planes.grading.passive import KeepPassive
from planes.grading.unit import grade_id, is_test


class Sheet:
    """What nbgrader asks of a gradebook while it scores one submission."""

    def __init__(self) -> None:
        self.grades: dict[str, Any] = {}
        self.comments: dict[str, Any] = {}
        self.db = self

    def find_grade(self, name: str, *where: str) -> Any:
        """Return the place for a cell's score."""
        new = SimpleNamespace(auto_score=None, manual_score=None, needs_manual_grade=False)
        return self.grades.setdefault(name, new)

    def find_comment(self, name: str, *where: str) -> Any:
        """Return the place for a cell's comment."""
        return self.comments.setdefault(name, SimpleNamespace(auto_comment=None))

    def commit(self) -> None:
        """Nothing to keep: see `gradebook.merge`."""


class SandboxedExecute(Execute):
    """nbgrader's `Execute` and its settings, with kernels in sandboxes."""

    output_limit = Int(2_000_000, help="Bytes of output that one cell may produce.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run all cells."""
        names = ("timeout", "iopub_timeout", "raise_on_iopub_timeout", "on_cell_executed", "output_limit")
        options = {name: getattr(self, name) for name in names}
        Execution(nb, resources["planes-brief"], resources["planes-findings"], **options).run()
        return nb, resources


class ForgiveStderr(NbGraderPreprocessor):
    """Take what test cells wrote to stderr away: nbgrader would give no points for it."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Drop the outputs to stderr of test cells."""
        if is_test(cell):
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        return cell, resources


class ScoreOnSheet(SaveAutoGrades):
    """nbgrader's `SaveAutoGrades`, with a sheet in the place of the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Score all cells."""
        self.notebook_id = self.assignment_id = self.student_id = ""
        self.gradebook = resources["planes-sheet"]
        return NbGraderPreprocessor.preprocess(self, nb, resources)

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        """Score one cell; what nbgrader cannot read as points waits for a person."""
        try:
            super()._add_score(cell, resources)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            name = grade_id(cell)
            findings: Findings = resources["planes-findings"]
            self.gradebook.find_grade(name).auto_score = 0.0
            findings.flag(name, f"the last value of {name} cannot be points ({str(error)[:80]})")
            findings.withheld.add(name)


def steps(config: Config, sandboxed: bool) -> list[Preprocessor]:
    """Return what nbgrader does with a submission between its repair and its scores."""
    kinds = (
        SandboxedExecute if sandboxed else Execute,
        ForgiveStderr,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        KeepPassive,
        ScoreOnSheet,
    )
    return [kind(config=config) for kind in kinds]
