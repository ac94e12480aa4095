"""`planes grade` with its sandbox, against stock serial `nbgrader autograde`, on the same class.

Covers: submissions per minute by jobs and by size of the class; every cell's score compared.
Scenario: a class that hands in 01-virtualization, right, wrong and untouched answers mixed.

    python benchmarks/bench_grading.py [--sizes 20,100,500] [--jobs 1,2,4] [--stock 20]
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from table import show

REPOSITORY = Path(__file__).resolve().parents[1]
UNIT = "01-virtualization"
# Larger classes are graded with as many jobs as cores only: the ratio to jobs is seen at the smaller ones.
MOST_FOR_ALL_JOBS = 100


def make_class(root: Path, size: int) -> Path:
    """Make a course folder with a class that handed in: each answer right or, one in four, left untouched."""
    root.mkdir(parents=True)
    shutil.copytree(REPOSITORY / "source" / UNIT, root / "source" / UNIT)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    source = nbformat.read(root / "source" / UNIT / f"{UNIT}.ipynb", as_version=4)
    release = nbformat.read(REPOSITORY / "release" / UNIT / f"{UNIT}.ipynb", as_version=4)
    chance = random.Random(0)
    for number in range(size):
        notebook = copy.deepcopy(release)
        for cell, own in zip(notebook.cells, source.cells, strict=True):
            if own.metadata.get("nbgrader", {}).get("solution") and chance.random() < 0.75:
                cell.source = own.source
        folder = root / "submitted" / f"s{number:04}" / UNIT
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{UNIT}.ipynb")
    return root


def run(root: Path, *command: str) -> float:
    """Run a command in the course folder and return its wall seconds."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return time.perf_counter() - started


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
    parser.add_argument("--sizes", type=numbers, default=[20, 100, 500])
    parser.add_argument("--jobs", type=numbers, default=[1, 2, 4])
    parser.add_argument("--stock", type=int, default=20, help="size of the class that stock nbgrader grades")
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="planes-bench-") as name:
        stock = make_class(Path(name, "stock"), options.stock)
        run(stock, "nbgrader", "generate_assignment", UNIT)
        seconds = run(stock, "nbgrader", "autograde", UNIT)
        rate = options.stock / seconds * 60
        rows: list[tuple[str, float, float, float]] = [
            (f"stock nbgrader, {options.stock}, serial", seconds, rate, 1.0)
        ]
        same = None
        for size in options.sizes:
            jobs = options.jobs if size <= MOST_FOR_ALL_JOBS else [cores]
            for count in jobs:
                root = make_class(Path(name, f"ours-{size}-{count}"), size)
                run(root, "nbgrader", "generate_assignment", UNIT)
                seconds = run(root, "planes.grading", "grade", UNIT, "--jobs", str(count), "--json")
                own = size / seconds * 60
                rows.append((f"planes grade, {size}, {count} jobs", seconds, own, own / rate))
                if size == options.stock:
                    same = (same is None or same) and scores(root) == scores(stock)
                shutil.rmtree(root)
    show(f"Grading on {cores} cores, sandbox on", ["class", "s", "submissions/min", "ratio"], rows)
    print(
        {True: "Scores of every cell: identical", False: "Scores of every cell: DIFFERENT"}.get(
            same, "Scores: not compared"
        )
    )


if __name__ == "__main__":
    main()
