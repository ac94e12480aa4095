"""`planes grade` with its sandbox, against stock serial `nbgrader autograde`, on the same class.

Covers: submissions per minute by jobs and by size of the class, CPU seconds and memory beside it; every
cell's score compared. CPU seconds count all processes: on a machine that others use they are what can be
compared. Stock nbgrader grades a sample only, and its time is taken to grow with the class.
Scenario: a class that hands in 01-virtualization, three answers of four right, the others untouched.

    python benchmarks/bench_grading.py [--unit NAME] [--sizes 20,100,500] [--jobs 1,2,4] [--stock 20]
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from table import show

REPOSITORY = Path(__file__).resolve().parents[1]
# Larger classes are graded with as many jobs as cores only: the ratio to jobs is seen at the smaller ones.
MOST_FOR_ALL_JOBS = 100


@dataclass(frozen=True)
class Spent:
    """What a command took: wall and CPU seconds, and the largest process of all in MiB."""

    wall: float
    cpu: float
    memory_mib: float


def make_class(root: Path, unit: str, size: int) -> Path:
    """Make a course folder with a class that handed in: each answer right or, one in four, left untouched."""
    root.mkdir(parents=True)
    shutil.copytree(REPOSITORY / "source" / unit, root / "source" / unit)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    source = nbformat.read(root / "source" / unit / f"{unit}.ipynb", as_version=4)
    release = nbformat.read(REPOSITORY / "release" / unit / f"{unit}.ipynb", as_version=4)
    chance = random.Random(0)
    for number in range(size):
        notebook = copy.deepcopy(release)
        for cell, own in zip(notebook.cells, source.cells, strict=True):
            if own.metadata.get("nbgrader", {}).get("solution") and chance.random() < 0.75:
                cell.source = own.source
        folder = root / "submitted" / f"s{number:04}" / unit
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{unit}.ipynb")
    return root


def run(root: Path, *command: str) -> Spent:
    """Run a command in the course folder and return what it took, its children included."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, cpu, after.ru_maxrss / 1024)


def scores(root: Path) -> list[tuple[str, str, float | None]]:
    """Return every cell's automatic score."""
    rows = sqlite3.connect(root / "gradebook.db").execute(
        "SELECT submitted_assignment.student_id, base_cell.name, auto_score FROM grade"
        " JOIN base_cell ON base_cell.id = grade.cell_id"
        " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
        " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
    )
    return sorted(rows)


def numbers(text: str) -> list[int]:
    """Read "20,100"."""
    return [int(part) for part in text.split(",")]


def main() -> None:
    """Measure and print ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--unit", default="01-virtualization")
    parser.add_argument("--sizes", type=numbers, default=[20, 100, 500])
    parser.add_argument("--jobs", type=numbers, default=[1, 2, 4])
    parser.add_argument("--stock", type=int, default=20, help="size of the class that stock nbgrader grades")
    options = parser.parse_args()
    cores, unit = os.cpu_count() or 1, options.unit
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory(prefix="planes-bench-") as name:
        stock = make_class(Path(name, "stock"), unit, options.stock)
        run(stock, "nbgrader", "generate_assignment", unit)
        yardstick = run(stock, "nbgrader", "autograde", unit)

        def note(title: str, size: int, spent: Spent) -> None:
            wall = (yardstick.wall / options.stock) / (spent.wall / size)
            cpu = (yardstick.cpu / options.stock) / (spent.cpu / size)
            rows.append(
                (title, spent.wall, size / spent.wall * 60, wall, spent.cpu / size, cpu, spent.memory_mib)
            )

        note(f"stock nbgrader, {options.stock}, serial", options.stock, yardstick)
        same = None
        for size in options.sizes:
            for count in options.jobs if size <= MOST_FOR_ALL_JOBS else [cores]:
                root = make_class(Path(name, f"ours-{size}-{count}"), unit, size)
                run(root, "nbgrader", "generate_assignment", unit)
                spent = run(root, "planes.grading", "grade", unit, "--jobs", str(count), "--json")
                note(f"planes grade, {size}, {count} jobs", size, spent)
                if size == options.stock:
                    same = same is not False and scores(root) == scores(stock)
                shutil.rmtree(root)
    heads = ["class", "s", "submissions/min", "ratio", "CPU s each", "ratio of CPU", "largest MiB"]
    show(f"Grading {unit} on {cores} cores, sandbox on", heads, rows)
    words = {True: "identical", False: "DIFFERENT", None: "not compared"}
    print(f"Scores of every cell: {words[same]}")


if __name__ == "__main__":
    main()
