"""What the benchmarks share: CPU time, best of several rounds, a table on the terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds that `work` takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], note: str = "") -> None:
    """Print a table; the first column is text, the others are numbers."""
    table = Table(title=title, caption=note, title_justify="left", caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*(f"{cell:,.3g}" if isinstance(cell, float) else str(cell) for cell in row))
    Console(width=110).print(table)
