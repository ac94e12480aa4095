"""What can be seen in a notebook without running it. Every check returns its faults as sentences."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from urllib.parse import unquote

from gate.course import Cell, Exercise, Unit, mark, points, read, text, units

ID = re.compile(r"[a-z][a-z0-9-]{1,62}")
HIDDEN_NOTE = "# Hidden tests run here when the notebook is graded."
# What every assignment says to somebody who learns alone, and at its end. In the learner's folder the names
# of lessons in it become links (planes.workspace); where there are no lessons beside it, they are words.
LESSON = "**The lesson.** `lessons/{name}.ipynb` has everything that you need here."
ALONE = (
    "**Learning alone?** Save this notebook, then run `%load_ext planes` and `%planes check` in a cell of "
    "their own: the hidden tests run too, and it says what is next."
)
FINISHED = (
    "## When you are finished\n\n**In a class.** Save, press *Validate*, then hand in with "
    "*Nbgrader, Assignment List, Submit*, or as your instructor says.\n\n"
    "**Alone.** Save, run `%planes check` once more, then {then}."
)
ON = "go on with the next lesson, `lessons/{name}.ipynb`"
AT_THE_END = "see with `%planes progress` where points are missing: this was the last unit"
_LESSON_FILE = re.compile(r"`lessons/[^`]+\.ipynb`")
_HINT = re.compile(r"<details>\s*<summary>Hint ([12])</summary>\n\n(.*?)\n\s*</details>", re.S)
_TITLE = re.compile(r"## Exercise (\d+) · (.+) \((\d+) points\)")
_LINK = re.compile(r"!?\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^(#{1,6})\s+(\S.*)$", re.M)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
_SOLUTION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.S)


def points_are_100(unit: Unit) -> list[str]:
    """The points of all graded cells are 100 in total."""
    total = sum(points(cell) for cell in unit.cells)
    return [] if total == 100 else [f"{unit}: the points are {total:g} in total, not 100"]


def exercises_are_complete(unit: Unit) -> list[str]:
    """Exercises are numbered from 1 without gaps, have all their cells, and one is graded by hand."""
    faults = []
    numbers = [exercise.number for exercise in unit.exercises]
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        faults.append(f"{unit}: exercises are numbered {numbers}, not 1, 2, 3, …")
    by_hand = [exercise.name for exercise in unit.exercises if exercise.by_hand]
    if len(by_hand) != 1:
        faults.append(f"{unit}: {len(by_hand)} hand-graded exercises ({', '.join(by_hand)}), not one")
    for exercise in unit.exercises:
        needed = {"task", "solution"} | (set() if exercise.by_hand else {"visible", "hidden"})
        if {role for role in exercise.cells if not role.startswith("hidden-")} != needed:
            faults.append(f"{unit} {exercise.name}: cells are {sorted(exercise.cells)}, not {sorted(needed)}")
    return faults


def cells_are_marked(unit: Unit) -> list[str]:
    """Every cell of an exercise has the nbgrader metadata of its role."""
    return [fault for exercise in unit.exercises for fault in _marks_of(unit, exercise)]


def _marks_of(unit: Unit, exercise: Exercise) -> list[str]:
    wanted = {
        "task": {"grade": False, "solution": False, "locked": True},
        "solution": {"grade": exercise.by_hand, "solution": True, "locked": False},
        "visible": {"grade": True, "solution": False, "locked": True},
        "hidden": {"grade": True, "solution": False, "locked": True},
    }
    faults = []
    for role, cell in exercise.cells.items():
        right = wanted[role.partition("-")[0]]
        seen = {key: mark(cell).get(key) for key in right}
        if seen != right:
            faults.append(f"{unit} {exercise.name} {role}: nbgrader metadata is {seen}, not {right}")
        if mark(cell).get("schema_version") != 3:
            faults.append(f"{unit} {exercise.name} {role}: schema_version is not 3")
    return faults


def points_are_split(unit: Unit) -> list[str]:
    """The title tells the points; about 40 % of them are visible."""
    faults = []
    for exercise in unit.exercises:
        title = _TITLE.match(text(exercise.cells["task"])) if "task" in exercise.cells else None
        if not title:
            faults.append(
                f"{unit} {exercise.name}: the task does not begin '## Exercise K · Title (P points)'"
            )
        elif (int(title[1]), float(title[3])) != (exercise.number, exercise.points):
            faults.append(
                f"{unit} {exercise.name}: the title says exercise {title[1]} and {title[3]} points, "
                f"the cells say {exercise.number} and {exercise.points:g}"
            )
        if not exercise.by_hand and {"visible", "hidden"} <= set(exercise.cells):
            share = points(exercise.cells["visible"]) / exercise.points
            if not 0.25 <= share <= 0.5:
                faults.append(
                    f"{unit} {exercise.name}: {share:.0%} of the points are visible, not about 40 %"
                )
    return faults


def ids_are_readable_and_unique(name: str, cells: list[Cell]) -> list[str]:
    """Every cell has a readable id of its own, equal to its grade_id where it has one."""
    ids = [cell.get("id", "") for cell in cells]
    faults = [
        f"{name}: the id {one!r} is used {ids.count(one)} times"
        for one in sorted(set(ids))
        if ids.count(one) > 1
    ]
    for cell in cells:
        one = cell.get("id", "")
        # nbformat and JupyterLab make eight hexadecimal digits or a UUID: no reader's name.
        if not ID.fullmatch(one) or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}.*)?", one):
            faults.append(f"{name}: {one!r} is not a readable cell id (lower case words with dashes)")
        if mark(cell) and mark(cell).get("grade_id") != one:
            faults.append(f"{name}: cell {one!r} has the grade_id {mark(cell).get('grade_id')!r}")
    return faults


def tasks_help(unit: Unit) -> list[str]:
    """Every task has a worked example and two hints that say something different."""
    faults = []
    for exercise in unit.exercises:
        task = text(exercise.cells.get("task", {"source": ""}))
        hints = _HINT.findall(task)
        if [number for number, _ in hints] != ["1", "2"]:
            faults.append(f"{unit} {exercise.name}: the task needs Hint 1 and Hint 2, each in <details>")
        elif any(len(words.split()) < 3 for _, words in hints) or hints[0][1] == hints[1][1]:
            faults.append(f"{unit} {exercise.name}: a hint is empty or says the same as the other")
        if "example" not in task.lower():
            faults.append(f"{unit} {exercise.name}: the task has no worked example")
    return faults


def says_how_to_go_on(unit: Unit) -> list[str]:
    """The first cell names the lesson and `%planes check`; the last one says what to do when finished."""
    names = [other.name for other in units(unit.root)]
    after = names[names.index(unit.name) + 1 :]
    first, last = text(unit.cells[0]), text(unit.cells[-1])
    faults = [
        f"{unit}: the first cell does not say {words!r}"
        for words in (LESSON.format(name=unit.name), ALONE)
        if words not in first
    ]
    # Links are made of names on the way to a learner; of a cell that it knows, nbgrader's Validate would
    # say that it was changed.
    faults += [
        f"{unit} {cell['id']}: a cell that nbgrader knows names a lesson's file, which becomes a link"
        for cell in unit.cells
        if mark(cell) and _LESSON_FILE.search(text(cell))
    ]
    end = FINISHED.format(then=ON.format(name=after[0]) if after else AT_THE_END)
    return faults if last == end else [*faults, f"{unit}: the last cell is not {end!r}"]


def hidden_tests_are_hidden(unit: Unit) -> list[str]:
    """Hidden tests stand between nbgrader's markers under a note; visible cells hold none."""
    faults = []
    for exercise in unit.exercises:
        if exercise.by_hand:
            continue
        for role in ["hidden", *(role for role in exercise.cells if role.startswith("hidden-"))]:
            hidden = text(exercise.cells.get(role, {"source": ""}))
            if not hidden.startswith(HIDDEN_NOTE):
                faults.append(f"{unit} {exercise.name}: the {role} cell does not begin {HIDDEN_NOTE!r}")
            if not re.search(r"### BEGIN HIDDEN TESTS\n.*\S.*\n### END HIDDEN TESTS", hidden, re.S):
                faults.append(f"{unit} {exercise.name}: no tests between ### BEGIN and ### END HIDDEN TESTS")
        if "HIDDEN TESTS" in text(exercise.cells.get("visible", {"source": ""})):
            faults.append(f"{unit} {exercise.name}: the visible cell holds hidden tests")
    return faults


def stubs_match(unit: Unit) -> list[str]:
    """The stub in the release version has the signature and docstring of the solution, and raises."""
    released = {cell.get("id"): text(cell) for cell in read(unit.release)["cells"]}
    faults = []
    for exercise in unit.exercises:
        if exercise.by_hand or "solution" not in exercise.cells:
            continue
        stub, solution = released.get(exercise.name, ""), text(exercise.cells["solution"])
        if "raise NotImplementedError()" not in stub:
            faults.append(f"{unit} {exercise.name}: the stub does not raise NotImplementedError()")
        if _signatures(stub) != _signatures(solution) or not _signatures(stub):
            faults.append(f"{unit} {exercise.name}: the stub's functions are not the solution's")
        if any(not doc for _, _, doc in _signatures(stub)):
            faults.append(f"{unit} {exercise.name}: a function of the stub has no docstring")
    return faults


def _signatures(code: str) -> list[tuple[str, str, str | None]]:
    """Return name, arguments and docstring of every function outside the solution markers."""
    outside = _SOLUTION.sub("pass", code)
    try:
        tree = ast.parse(outside)
    except SyntaxError:
        return []
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [(node.name, ast.unparse(node.args), ast.get_docstring(node)) for node in functions]


def no_solution_in_release(unit: Unit) -> list[str]:
    """No line of a solution or of a hidden test stands in the release version."""
    released = "\n".join(text(cell) for cell in read(unit.release)["cells"])
    known = {line.strip() for line in released.splitlines()}
    faults = [
        f"{unit}: the release version holds the marker {marker!r}"
        for marker in ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")
        if marker in released
    ]
    for cell in unit.cells:
        secret = re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", text(cell), re.S)
        open_lines = {line.strip() for other in unit.cells for line in _outside_markers(other)}
        for line in {line.strip() for block in secret for line in block.splitlines()} - open_lines:
            if len(line) > 12 and line in known:
                faults.append(f"{unit}: the release version holds the line {line!r} of {cell['id']}")
    return faults


def _outside_markers(cell: Cell) -> list[str]:
    return re.sub(
        r"### BEGIN (SOLUTION|HIDDEN TESTS)\n.*?### END \1", "", text(cell), flags=re.S
    ).splitlines()


def headings_are_in_order(name: str, cells: list[Cell]) -> list[str]:
    """There is one first-level heading, at the top, and no level is skipped."""
    prose = "\n\n".join(_FENCE.sub("", text(cell)) for cell in cells if cell["cell_type"] == "markdown")
    headings = [(len(level), words) for level, words in _HEADING.findall(prose)]
    faults = []
    if not cells or not text(cells[0]).startswith("# "):
        faults.append(f"{name}: the first cell does not begin with a first-level heading")
    if [level for level, _ in headings].count(1) != 1:
        faults.append(
            f"{name}: {[words for level, words in headings if level == 1]} are first-level headings, not one"
        )
    for (before, _), (level, words) in itertools.pairwise(headings):
        if level > before + 1:
            faults.append(f"{name}: the heading {words!r} skips from level {before} to {level}")
    return faults


def links_lead_somewhere(path: Path) -> list[str]:
    """Every link to a file resolves, and says in words where it leads."""
    faults = []
    for cell in read(path)["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        for link in _LINK.finditer(_FENCE.sub("", text(cell))):
            target = unquote(link["target"].partition("#")[0])
            if link["words"].strip().lower() in ("", "here", "link", "this"):
                faults.append(f"{path.name}: the link to {link['target']} does not say where it leads")
            if not target or re.match(r"[a-z]+:", target):
                continue
            if not (path.parent / target).exists():
                faults.append(f"{path.name}: {link['target']} leads to no file")
    return faults
