"""A tiny valid course in a folder: two exercises, one question for the instructor, one lesson."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from gate.course import ROOT, Unit
from gate.structure import ALONE, AT_THE_END, FINISHED, LESSON
from planes.cli.release import generate

NAME = "01-tiny"

TASK = """## Exercise {number} · {title} ({points} points)

{body}

**Example.** {example}

<details><summary>Hint 1</summary>

{first}

</details>

<details><summary>Hint 2</summary>

{second}

</details>
"""

DOUBLE = '''def double(samples):
    """Return every sample times two."""
    ### BEGIN SOLUTION
    return [2 * sample for sample in samples]
    ### END SOLUTION
'''
MEDIAN = '''def median(samples):
    """Return the middle one of an odd number of samples."""
    ### BEGIN SOLUTION
    return sorted(samples)[len(samples) // 2]
    ### END SOLUTION
'''
HIDDEN = """# Hidden tests run here when the notebook is graded.
### BEGIN HIDDEN TESTS
{tests}
### END HIDDEN TESTS
"""

DOUBLE_ANSWERS = """# %% wrong: squares
def double(samples):
    return [sample**2 for sample in samples]

# %% wrong: changes only the first
def double(samples):
    return [2 * samples[0], *samples[1:]]

# %% wrong: returns a tuple
def double(samples):
    return tuple(2 * sample for sample in samples)

# %% right: adds
def double(samples):
    return [sample + sample for sample in samples]

# %% right: loops
def double(samples):
    result = []
    for sample in samples:
        result.append(sample * 2)
    return result
"""
MEDIAN_ANSWERS = """# %% wrong: forgets to sort
def median(samples):
    return samples[len(samples) // 2]

# %% wrong: the mean
def median(samples):
    return sum(samples) / len(samples)

# %% wrong: off by one
def median(samples):
    return sorted(samples)[len(samples) // 2 - 1]

# %% right: the standard library
import statistics
def median(samples):
    return statistics.median(samples)

# %% right: takes away the ends
def median(samples):
    rest = list(samples)
    while len(rest) > 1:
        rest.remove(min(rest))
        rest.remove(max(rest))
    return rest[0]
"""


def cell(kind: str, source: str, name: str, **nbgrader: Any) -> dict[str, Any]:
    """Return one cell; with nbgrader metadata where any is given."""
    made: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    if nbgrader:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        made["metadata"]["nbgrader"] = flags | nbgrader | {"grade_id": name}
    return made


def test_cell(name: str, source: str, points: int) -> dict[str, Any]:
    """Return a locked cell with tests."""
    return cell("code", source, name, grade=True, locked=True, points=points)


def exercise(number: int, title: str, solution: str, visible: str, hidden: str) -> list[dict[str, Any]]:
    """Return the four cells of an auto-graded exercise of 40 points."""
    name = f"ex{number:02d}"
    words = {
        "number": number,
        "title": title,
        "points": 40,
        "body": "Complete the function.",
        "example": "Samples 1 and 2 …",
        "first": "Look at the docstring.",
        "second": "It is one line.",
    }
    return [
        cell("markdown", TASK.format(**words), f"{name}-task", locked=True),
        cell("code", solution, name, solution=True),
        test_cell(f"{name}-visible", visible, 16),
        test_cell(f"{name}-hidden", HIDDEN.format(tests=hidden), 24),
    ]


def notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a notebook of these cells."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def source_cells() -> list[dict[str, Any]]:
    """Return the cells of the assignment."""
    title = (
        "# 01 · Tiny\n\nTwo exercises and a question, 100 points. "
        "Read [the lesson](../../course/lessons/01-tiny.ipynb) first.\n\n"
        f"{LESSON.format(name=NAME)}\n\n{ALONE}"
    )
    question = TASK.format(
        number=3,
        title="Why",
        points=20,
        body="Say why.",
        example="Because …",
        first="Think about it.",
        second="Think about it twice.",
    )
    return [
        cell("markdown", title, "title"),
        cell("code", "from planes.learning import expect", "imports"),
        *exercise(
            1,
            "Double",
            DOUBLE,
            "expect(double, [1, 3]).returns(list).equal([2, 6], nudge='Each sample times two.')",
            "expect(double, [5, 0, -1]).returns(list).equal([10, 0, -2], nudge='All samples.')",
        ),
        *exercise(
            2,
            "Median",
            MEDIAN,
            "expect(median, [3, 1, 2]).returns(float).equal(2, nudge='Sort first.')",
            "expect(median, [9, 1, 30, 4, 5]).returns(float).equal(5, nudge='The middle one.')",
        ),
        cell("markdown", question, "ex03-task", locked=True),
        cell("markdown", "Because it is so.", "ex03", solution=True, grade=True, points=20),
        cell("markdown", FINISHED.format(then=AT_THE_END), "finish"),
    ]


def write(path: Path, cells: list[dict[str, Any]]) -> None:
    """Write a notebook of these cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(cells), indent=1), "utf-8")


def build(root: Path) -> Unit:
    """Build the tiny course under `root`, release version included, and return its unit."""
    unit = Unit(root, NAME)
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    write(unit.source, source_cells())
    lesson = [cell("markdown", "# 01 · Tiny\n\n## What\n\nA lesson.", "title"), cell("code", "1 + 1", "sum")]
    lesson[1]["outputs"] = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "2"}}
    ]
    write(unit.lesson, lesson)
    unit.answers.mkdir(parents=True)
    (unit.answers / "ex01.py").write_text(DOUBLE_ANSWERS, "utf-8")
    (unit.answers / "ex02.py").write_text(MEDIAN_ANSWERS, "utf-8")
    generate(root, unit.name, root / "release")
    return unit
