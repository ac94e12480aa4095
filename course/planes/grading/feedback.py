"""Keep hidden tests out of what learners get back. For `GenerateFeedback.preprocessors`."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from planes.grading.repair import release_text
from planes.grading.unit import is_test


class HideTests(NbGraderPreprocessor):
    """Cut hidden tests from the page, and tracebacks down to their message: a traceback quotes the test."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clean one cell."""
        if not is_test(cell):
            return cell, resources
        shown = release_text(cell.source)
        hidden = shown != cell.source
        cell.source = shown
        kept = []
        for output in cell.outputs:
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
            elif hidden:
                continue  # what a test printed may show what it tests
            kept.append(output)
        cell.outputs = kept
        return cell, resources
