"""Every lesson gives its stored outputs again; every instructor's notebook runs without an error."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from gate import tiny
from gate.course import ROOT, lessons, units
from nbclient import NotebookClient

SANITIZE = Path(__file__).with_name("sanitize.cfg")


def nbval(notebook: Path, mode: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run nbval on one notebook in a process of its own, with this environment's kernel."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        mode,
        "--nbval-current-env",
        f"--nbval-sanitize-with={SANITIZE}",
    ]
    command += [
        "--nbval-cell-timeout=120",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-q",
        *options,
        str(notebook),
    ]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=kept, timeout=550)


def assert_passes(result: subprocess.CompletedProcess[str]) -> None:
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", lessons(), ids=lambda path: path.stem)
def test_a_lesson_gives_its_stored_outputs(notebook):
    assert_passes(nbval(notebook, "--nbval"))


@pytest.mark.slow
@pytest.mark.parametrize("unit", units(), ids=str)
def test_an_instructors_notebook_runs(unit):
    assert_passes(nbval(unit.source, "--nbval-lax"))


FIGURE = """from planes.plots.figure import canvas, finish
fig, ax = canvas(3, 2)
ax.plot([1, {last}])
finish(fig, alt="A line from 1 to {last}, as an example.", truth="{truth}")"""


CASES = {
    "the same value": ("1 + 1", "1 + 1", True),
    "another value": ("1 + 1", "1 + 2", False),
    "the same figure": (
        FIGURE.format(last=3, truth="modelled"),
        FIGURE.format(last=3, truth="modelled"),
        True,
    ),
    "another figure": (
        FIGURE.format(last=3, truth="modelled"),
        FIGURE.format(last=4, truth="modelled"),
        False,
    ),
    "another measurement": (
        FIGURE.format(last=3, truth="measured here"),
        FIGURE.format(last=4, truth="measured here"),
        True,
    ),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory) -> list[bool]:
    """Store the outputs of one text per case, put the other text in its place, and ask nbval."""
    cells = [
        tiny.cell("code", stored, f"case-{number}") for number, (stored, _, _) in enumerate(CASES.values())
    ]
    notebook = nbformat.from_dict(tiny.notebook(cells))
    NotebookClient(notebook, kernel_name="python3").execute()
    for cell, (_, run, _) in zip(notebook.cells, CASES.values(), strict=True):
        cell.source = run
    path = tmp_path_factory.mktemp("cases") / "lesson.ipynb"
    nbformat.write(notebook, path)
    report = nbval(path, "--nbval", "-rA").stdout
    return [re.search(rf"^PASSED .*Cell {number}$", report, re.M) is not None for number in range(len(CASES))]


@pytest.mark.slow
@pytest.mark.xdist_group("nbval")
@pytest.mark.parametrize("case", CASES)
def test_what_nbval_compares(verdicts, case):
    assert verdicts[list(CASES).index(case)] == CASES[case][2]
