"""What the instructor sees while a class is graded, and the summary after it."""

from __future__ import annotations

import statistics
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from planes.grading.batch import Watcher
from planes.grading.results import Result
from planes.grading.unit import Unit


class Display:
    """A progress line with the time left; then a table of what needs a person."""

    def __init__(self, unit: Unit, quiet: bool = False) -> None:
        self._unit = unit
        self._console = Console(stderr=True)
        self._out = Console()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(),
            console=self._console,
            disable=quiet or not self._console.is_terminal,
        )
        self._task = self._progress.add_task(f"{unit.name}: getting ready", total=None)
        self._attention = 0

    def __enter__(self) -> Display:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def watcher(self) -> Watcher:
        """Return the callbacks that keep the display up to date."""
        return Watcher(on_plan=self._plan, on_start=lambda student: None, on_result=self._result)

    def _plan(self, total: int, done: int) -> None:
        self._progress.update(self._task, total=total, completed=done, description=self._unit.name)

    def _result(self, result: Result) -> None:
        self._attention += result.needs_person
        words = f"{self._unit.name}, {self._attention} to look at" if self._attention else self._unit.name
        self._progress.update(self._task, advance=1, description=words)

    def interrupted(self, done: int) -> None:
        """Say that nothing is lost."""
        self._progress.stop()
        self._console.print(
            f"Interrupted. {done} graded submissions are in the gradebook; --resume does the rest."
        )

    def summary(self, results: list[Result]) -> None:
        """Print what came out."""
        best = sum(self._unit.points.values())
        by_hand = sum(exercise.points for exercise in self._unit.exercises if exercise.by_hand)
        scores = [result.score for result in results]
        table = Table(
            title=f"{self._unit.name}: {len(results)} submissions, automatic points of {best - by_hand:g}"
        )
        for heading in ("mean", "median", "lowest", "highest", "repaired", "stopped", "by hand", "zero"):
            table.add_column(heading, justify="right")
        counts = [
            sum(bool(result.repairs) for result in results),
            sum(bool(result.faults) for result in results),
            sum(bool(result.flags) for result in results),
            sum(bool(result.zero) for result in results),
        ]
        if scores:
            figures = (statistics.mean(scores), statistics.median(scores), min(scores), max(scores))
            table.add_row(*(f"{figure:.1f}" for figure in figures), *map(str, counts))
        self._out.print(table)
        notes = Table(title="To look at", show_lines=False)
        for heading in ("learner", "points", "why"):
            notes.add_column(heading)
        for result in results:
            reasons = [f"zero: {result.zero}"] if result.zero else []
            reasons += [f"{name}: {'; '.join(found)}" for name, found in result.flags.items()]
            if reasons:
                notes.add_row(*map(Text, (result.student, f"{result.score:g}", "\n".join(reasons))))
        if notes.row_count:
            self._out.print(notes)
