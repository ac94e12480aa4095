"""`planes doctor` and `planes measure`: look at this machine, and measure with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from planes.virtualization.recording import Recording

_SIGNS = {
    "ok": "[green]ok[/green]",
    "missing": "[bold red]missing[/bold red]",
    "optional": "[yellow]optional[/yellow]",
}


def doctor(folder: Annotated[Path, typer.Argument(help="Your folder.")] = Path("work")) -> None:
    """Check this machine: what is there, what it is for, and how to mend what is missing."""
    from rich.console import Console
    from rich.table import Table

    from planes.doctor import examine

    checks = examine(folder.expanduser().resolve())
    table = Table("", "what", "found", "what it is for", box=None, pad_edge=False)
    for check in checks:
        table.add_row(_SIGNS[check.state], check.name, check.found, check.purpose)
    console = Console()
    console.print(table)
    for check in checks:
        if not check.ok:
            console.print(f"\n[bold]{check.name}[/bold] ({check.state}): {check.mend}", highlight=False)
    missing = [check.name for check in checks if check.state == "missing"]
    console.print(
        f"\nMissing: {', '.join(missing)}." if missing else "\nEverything the course needs is there."
    )
    if missing:
        raise typer.Exit(1)


def measure(
    to: Annotated[Path, typer.Option(help="Where to write the samples.")] = Path("measured.json"),
    samples: Annotated[int, typer.Option(min=1, help="Starts per kind.")] = 40,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be given again.")] = None,
) -> None:
    """Measure start-up and memory of process, container and virtual machine, as in lesson 01."""
    from rich.progress import Progress

    from planes.virtualization import measure as experiment

    with Progress(transient=True) as bars:
        tasks = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done)

        recording = experiment.run(kinds=kind, samples=samples, progress=show)
    _print(recording)
    typer.echo(f"Every sample: {recording.write(to)}")


def _print(recording: Recording) -> None:
    from rich.console import Console
    from rich.table import Table

    from planes.virtualization import percentile

    table = Table("kind", "tool", "starts", "p50 [ms]", "p90 [ms]", box=None, pad_edge=False)
    for name, record in recording.kinds.items():
        times = record.startup_ms
        shown = [f"{percentile(times, percent):.1f}" for percent in (50, 90)]
        table.add_row(name, record.tool, str(len(times)), *shown)
    console = Console()
    console.print(f"Measured here: {recording.describe()}")
    console.print(table)
    for name, why in recording.skipped.items():
        console.print(f"Left out: {name}. {why}", highlight=False)
