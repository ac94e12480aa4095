"""A small unit in the course's mould, and a class that handed it in: what the grading tests work with."""

# ruff: noqa: E501 - answers and tests stand on one line each

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat

UNIT = "90-demo"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "demo"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
c.Execute.timeout = 5
"""

SETUP = "import math\n\nfrom planes.learning import expect, expect_value"

# number: title, solution, visible tests, hidden tests
EXERCISES: dict[int, tuple[str, str, str, str]] = {
    1: (
        "A median",
        "def median_ms(values):\n    ### BEGIN SOLUTION\n    ordered = sorted(values)\n    middle = len(ordered) // 2\n"
        "    if len(ordered) % 2:\n        return float(ordered[middle])\n"
        "    return (ordered[middle - 1] + ordered[middle]) / 2\n    ### END SOLUTION",
        'expect(median_ms, [3, 1, 2]).returns(float).equal(2.0, nudge="Sort first.")',
        "expect(median_ms, [4, 1, 3, 2]).returns(float).equal(2.5)\nexpect(median_ms, [9]).equal(9.0)",
    ),
    2: (
        "Pack tasks",
        "def hosts_needed(tasks, per_host):\n    ### BEGIN SOLUTION\n    return math.ceil(tasks / per_host)\n    ### END SOLUTION",
        "expect(hosts_needed, 10, 5).returns(int).equal(2)",
        "expect(hosts_needed, 11, 5).returns(int).equal(3)\nexpect(hosts_needed, 0, 5).equal(0)",
    ),
    3: (
        "A manifest",
        '### BEGIN SOLUTION\nmanifest = {"kind": "Deployment", "replicas": 3}\n### END SOLUTION',
        'expect_value("manifest", manifest).is_a(dict)\nassert "kind" in manifest',
        'expect_value("manifest", manifest).equal({"kind": "Deployment", "replicas": 3})',
    ),
    4: (
        "A counter",
        # An object of a class of its own: its test can only run in the learner's kernel.
        "def counter():\n    ### BEGIN SOLUTION\n    class Counter:\n        seen = 0\n\n        def __call__(self):\n"
        "            self.seen += 1\n            return self.seen\n\n    return Counter()\n    ### END SOLUTION",
        "step = counter()\nassert step() == 1",
        "step = counter()\nassert [step(), step(), step()] == [1, 2, 3]\nassert counter()() == 1",
    ),
    5: (
        "A plot",
        "def startup_plot(times):\n    ### BEGIN SOLUTION\n    from matplotlib.figure import Figure\n\n    figure = Figure()\n"
        '    axes = figure.subplots()\n    axes.plot(times)\n    axes.set_yscale("log")\n    return figure\n    ### END SOLUTION',
        'expect(startup_plot, [1, 10]).satisfies(lambda got: len(got.axes) == 1, "one axis")',
        'expect(startup_plot, [1, 100]).satisfies(lambda got: got.axes[0].get_yscale() == "log", "a log scale")',
    ),
    6: (
        "A wrong size",
        "def check_size(mib):\n    ### BEGIN SOLUTION\n    if mib <= 0:\n        raise ValueError(mib)\n    return mib * 1024\n    ### END SOLUTION",
        "expect(check_size, 2).equal(2048)",
        "expect(check_size, -1).raises(ValueError)",
    ),
}
POINTS = {"visible": 6.0, "hidden": 9.0}
BY_HAND_POINTS = 10.0


def _cell(kind: str, name: str, source: str, **flags: Any) -> nbformat.NotebookNode:
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    cell = make(source, id=name)
    data = {
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "schema_version": 3,
        "grade_id": name,
    }
    cell.metadata["nbgrader"] = {**data, **flags, "cell_type": kind}
    return cell


def _hints(name: str) -> str:
    return "".join(
        f"<details><summary>Hint {k}</summary>\n\nHint {k} of {name}.\n\n</details>\n\n" for k in (1, 2)
    )


def source_notebook() -> nbformat.NotebookNode:
    """The instructor's notebook."""
    cells = [
        nbformat.v4.new_markdown_cell("# Demo\n\n100 points.", id="title"),
        nbformat.v4.new_code_cell(SETUP, id="setup"),
    ]
    for number, (title, solution, visible, hidden) in EXERCISES.items():
        name = f"ex{number:02}"
        text = f"## Exercise {number} · {title} (15 points)\n\nDo it.\n\n{_hints(name)}"
        test = "# Hidden tests run here when the notebook is graded.\n### BEGIN HIDDEN TESTS\n"
        cells += [
            _cell("markdown", f"{name}-task", text, locked=True),
            _cell("code", name, solution, solution=True),
            _cell("code", f"{name}-visible", visible, grade=True, locked=True, points=POINTS["visible"]),
            _cell(
                "code",
                f"{name}-hidden",
                f"{test}{hidden}\n### END HIDDEN TESTS",
                grade=True,
                locked=True,
                points=POINTS["hidden"],
            ),
        ]
    cells += [
        _cell(
            "markdown",
            "ex07-task",
            f"## Exercise 7 · Choose (10 points)\n\nJustify.\n\n{_hints('ex07')}",
            locked=True,
        ),
        _cell("markdown", "ex07", "Because it is smaller.", grade=True, solution=True, points=BY_HAND_POINTS),
    ]
    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def make_course(root: Path) -> Path:
    """Make a course folder with the demo unit."""
    folder = root / "source" / UNIT
    folder.mkdir(parents=True)
    nbformat.write(source_notebook(), folder / f"{UNIT}.ipynb")
    (folder / "times.csv").write_text("1\n2\n")
    (root / "nbgrader_config.py").write_text(CONFIG)
    return root


def solution(number: int) -> str:
    """The instructor's answer to an exercise."""
    lines = EXERCISES[number][1].split("\n")
    return "\n".join(line for line in lines if "### " not in line)


def stub(number: int) -> str:
    """What learners start from."""
    kept, inside = [], False
    for line in EXERCISES[number][1].split("\n"):
        if "BEGIN SOLUTION" in line:
            kept.append(line.replace("### BEGIN SOLUTION", "raise NotImplementedError()"))
            inside = True
        elif "END SOLUTION" in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def submission(answers: dict[int, str] | None = None) -> nbformat.NotebookNode:
    """A handed-in notebook: right but for the answers given; a hidden test cell is empty, as released."""
    notebook = source_notebook()
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.endswith("-hidden"):
            cell.source = "# Hidden tests run here when the notebook is graded."
        elif name in {f"ex{number:02}" for number in EXERCISES}:
            number = int(name[2:])
            cell.source = (answers or {}).get(number, solution(number))
        elif name == "ex07":
            cell.source = "It starts faster."
    return notebook


def hand_in(
    root: Path, student: str, notebook: nbformat.NotebookNode | str | bytes | dict[str, Any], unit: str = UNIT
) -> Path:
    """Put a submission where nbgrader collects it."""
    folder = root / "submitted" / student / unit
    folder.mkdir(parents=True)
    path = folder / f"{unit}.ipynb"
    if isinstance(notebook, bytes):
        path.write_bytes(notebook)
    elif isinstance(notebook, str):
        path.write_text(notebook)
    else:
        path.write_text(json.dumps(notebook))
    return folder


def find(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    """The cell with a grade id."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def find_id(cell: nbformat.NotebookNode) -> str:
    """A cell's grade id, or nothing."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
