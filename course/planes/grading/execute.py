"""Run a submission: the learner's cells in a sandboxed kernel, the test cells before a judge."""

from __future__ import annotations

import asyncio
import copy
import time
from typing import Any

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from traitlets import Int

from planes.grading import kernels, outputs, tamper, unusual
from planes.grading.brief import Brief, Findings
from planes.grading.judging import Judge
from planes.grading.unit import grade_id, is_solution, is_test

# All cells of the learner's together, runs after a fault included, may take this many times what one may.
_LONGEST_IN_ALL = 10


class FaultError(Exception):
    """A cell that ended the kernel, or had to be ended with it."""


class Execution(NotebookClient):
    """nbclient's client, with test cells judged outside the learner's kernel and faults contained."""

    km: Any
    kc: Any
    output_limit = Int(2_000_000, help="Bytes of output that one cell may produce.")

    def __init__(self, notebook: NotebookNode, brief: Brief, findings: Findings, **options: Any) -> None:
        """Prepare to run a notebook.

        Args:
            notebook: the notebook; it gets the outputs.
            brief: what to know beyond it.
            findings: where to put what running it shows.
            options: nbclient's, such as `timeout` in seconds for one cell.
        """
        # A loop may ignore an interrupt: the kernel is replaced instead.
        own = {"allow_errors": True, "interrupt_on_timeout": False, "store_widget_state": False}
        super().__init__(notebook, **{**options, **own})
        self.brief, self.findings = brief, findings
        self._judge = Judge(brief, self.timeout or 30)
        self._replayed: list[int] = []  # the learner's cells that this kernel has run
        self._suspicions: dict[int, list[str]] = {}
        self._spent_seconds = 0.0

    def run(self) -> None:
        """Run all cells."""
        run_sync(self._run_all)()

    async def _run_all(self) -> None:
        try:
            await asyncio.gather(self._start_kernel(), self._judge.start())
            self._judge.attach(self.km.provisioner.process.channel)
            for index, cell in enumerate(self.nb.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    await self._run(index, cell)
        finally:
            self._judge.stop()
            await self._stop_kernel()

    async def _run(self, index: int, cell: NotebookNode) -> None:
        cell.outputs = []
        if not is_test(cell):
            await self._run_learners(index, cell)
        elif grade_id(cell) in self.brief.in_place:
            await self._run_in_place(cell)
        else:
            await self._run_judged(cell)

    async def _run_learners(self, index: int, cell: NotebookNode) -> None:
        self._suspicions[index] = tamper.suspicions(cell.source, self._allowed(cell))
        for reason in self._suspicions[index]:
            self.findings.flag(self._exercise_at(index), reason)
        if self._is_late():
            self._record(cell, index, "was not run: the notebook took too long in all")
            return
        try:
            await self._execute(cell, index)
            self._replayed.append(index)
        except FaultError as fault:
            self._record(cell, index, str(fault))
            await self._recover()

    async def _run_judged(self, cell: NotebookNode) -> None:
        answer = await self._judge.run(cell.source)
        cell.outputs = outputs.well_formed(answer["outputs"])
        exercise = self._exercise_of(cell)
        if answer["refused"]:
            self.findings.flag(exercise, f"returned {answer['refused']}")
        if answer.get("beyond"):
            reason = f"uses {answer['beyond']}, which cannot be followed while grading"
            self.findings.flag(exercise, reason)
            self.findings.withheld.add(grade_id(cell))
            cell.outputs = [outputs.error("CheckByHand", f"To be checked by hand: the code {reason}")]
        await self._after_test(cell, answer)

    async def _run_in_place(self, cell: NotebookNode) -> None:
        exercise = self._exercise_of(cell)
        reasons = []
        for index in self._replayed:
            own = self.nb.cells[index]
            reasons += [*self._suspicions[index], *unusual.unusual(own.source, self._allowed(own))]
        answer: dict[str, Any] = {"outputs": [], "gone": False, "patched": []}
        if not reasons:
            answer = await self._judge.run(cell.source, in_place=True)
            reasons += [f"changed {name}" for name in answer["patched"][:5]]
            allowed = {
                name for own in self.brief.unit.exercises for name in unusual.comparison_methods(own.solution)
            }
            judging = [name for name in answer.get("judging", ()) if name.rpartition(".")[2] not in allowed]
            reasons += [f"defines {name}" for name in judging[:5]]
        cell.outputs = outputs.well_formed(answer["outputs"])
        if reasons:
            for reason in reasons:
                self.findings.flag(exercise, reason)
            self.findings.withheld.add(grade_id(cell))
            cell.outputs = [
                outputs.error("CheckByHand", "To be checked by hand: the code " + "; ".join(reasons))
            ]
        await self._after_test(cell, answer)

    async def _after_test(self, cell: NotebookNode, answer: dict[str, Any]) -> None:
        if not answer["gone"]:
            return
        exercise = self._exercise_of(cell)
        words = str(answer.get("fault") or "the kernel ended during a test")
        self.findings.faults.append(f"{exercise}: {words}")
        faulty = [index for index in self._replayed if grade_id(self.nb.cells[index]) == exercise]
        self._replayed = [index for index in self._replayed if index not in faulty]
        await self._recover()

    def _record(self, cell: NotebookNode, index: int, words: str) -> None:
        cell.outputs = [*outputs.well_formed(cell.outputs)[:20], outputs.error("CellFault", words)]
        self.findings.faults.append(f"{self._exercise_at(index)}: {words}")

    async def _recover(self) -> None:
        """Replace the kernel and bring it to where the last one was, without the cells at fault."""
        while True:
            await self._stop_kernel()
            await self._start_kernel()
            self._judge.attach(self.km.provisioner.process.channel)
            for position, index in enumerate(self._replayed):
                if self._is_late():
                    return
                try:
                    await self._execute(copy.deepcopy(self.nb.cells[index]), index)
                except FaultError:
                    del self._replayed[position]
                    break
            else:
                return

    def _is_late(self) -> bool:
        return self._spent_seconds > _LONGEST_IN_ALL * (self.timeout or 30)

    async def _execute(self, cell: NotebookNode, index: int) -> None:
        self._bytes = 0
        started = time.monotonic()
        place, self.nb.cells[index] = self.nb.cells[index], cell
        try:
            await self.async_execute_cell(cell, index)
        except DeadKernelError:
            flood = self._bytes > self.output_limit
            raise FaultError(
                f"wrote more than {self.output_limit:,} bytes of output" if flood else "ended the kernel"
            ) from None
        except Exception as error:
            late = type(error).__name__ == "CellTimeoutError"
            raise FaultError(
                f"ran longer than {self.timeout} s"
                if late
                else f"confused the kernel ({type(error).__name__})"
            ) from None
        finally:
            self._spent_seconds += time.monotonic() - started
            self.nb.cells[index] = place
        cell.outputs = outputs.well_formed(cell.outputs)

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> Any:
        """Take an output, and end the kernel where it floods."""
        content = msg["content"]
        self._bytes += len(str(content.get("text", ""))) + sum(
            len(str(part)) for part in content.get("data", {}).values()
        )
        if self._bytes > self.output_limit:
            self.km.provisioner.process.kill()
            return None
        return super().output(outs, msg, display_id, cell_index)

    async def _start_kernel(self) -> None:
        self.km, self.kc = await kernels.start(self.brief)

    async def _stop_kernel(self) -> None:
        if self.km is not None:
            process = self.km.provisioner.process if self.km.provisioner else None
            if process:
                self.findings.memory_mib = max(self.findings.memory_mib, process.memory_mib())
            await kernels.stop(self.km, self.kc)
            self.km = self.kc = None

    def _exercise_of(self, cell: NotebookNode) -> str:
        exercise = self.brief.unit.exercise_of(grade_id(cell))
        return exercise.id if exercise else grade_id(cell)

    def _exercise_at(self, index: int) -> str:
        """The exercise that a cell of the learner's belongs to: its own, else that of the next test."""
        if is_solution(self.nb.cells[index]):
            return grade_id(self.nb.cells[index])
        later = [cell for cell in self.nb.cells[index:] if is_test(cell)]
        return self._exercise_of(later[0]) if later else "notebook"

    def _allowed(self, cell: NotebookNode) -> str:
        found = self.brief.unit.cells.get(grade_id(cell))
        if found is None:
            found = next(
                (own for own in self.brief.unit.notebook.cells if own.get("id") == cell.get("id")), None
            )
        return str(found.source) if found is not None else ""
