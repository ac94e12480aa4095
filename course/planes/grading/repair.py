"""Check a submitted notebook against the instructor's and repair it where the meaning is plain."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from planes.grading import reading
from planes.grading.reading import UnusableError
from planes.grading.unit import Unit, bound_names, grade_id, is_known, is_solution, is_test

__all__ = ["Repaired", "UnusableError", "release_text", "repair", "repair_notebook"]


@dataclass
class Repaired:
    """A notebook fit for grading, what was done to it, and what looks like tampering, by exercise."""

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)
    flags: dict[str, list[str]] = field(default_factory=dict)


def repair(folder: Path, unit: Unit) -> Repaired:
    """Read a submission and repair it.

    Args:
        folder: the submission folder.
        unit: the unit it was handed in for.

    Raises:
        UnusableError: there is nothing to grade.
    """
    repairs: list[str] = []
    path = reading.find_notebook(folder, unit, repairs)
    data = reading.read(path, repairs)
    return repair_notebook(data, unit, repairs)


def repair_notebook(data: Any, unit: Unit, repairs: list[str] | None = None) -> Repaired:
    """Repair a notebook that was read as JSON."""
    repairs = [] if repairs is None else repairs
    notebook = reading.upgrade(data, repairs)
    reading.clean_cells(notebook, unit, repairs)
    found = Repaired(notebook, repairs)
    _adopt_renamed(found, unit)
    _adopt_plain(found, unit)
    _restore_metadata(found, unit)
    _restore_order(found, unit)
    _restore_sources(found, unit)
    wanted = unit.notebook.metadata.get("kernelspec")
    if notebook.metadata.get("kernelspec", {}) != wanted:
        name = str(notebook.metadata.get("kernelspec", {}).get("name", ""))[:40]
        if wanted and name != wanted.get("name"):
            found.repairs.append(f"kernel name {name or 'missing'}: set to {wanted.get('name')}")
        notebook.metadata = nbformat.from_dict({"kernelspec": wanted} if wanted else {})
    _give_ids(notebook)
    return found


def _adopt_plain(found: Repaired, unit: Unit) -> None:
    """Recognise the instructor's cells that nbgrader does not know, in a notebook with other cell ids."""
    ids = {cell.get("id") for cell in found.notebook.cells}
    for source_cell in unit.notebook.cells:
        if is_known(source_cell) or source_cell.cell_type != "code" or source_cell.get("id") in ids:
            continue
        text = source_cell.source.split()
        same = [cell for cell in found.notebook.cells if not is_known(cell) and cell.source.split() == text]
        if same:
            same[0]["id"] = source_cell.get("id")


def _adopt_renamed(found: Repaired, unit: Unit) -> None:
    """Recognise an answer whose cell lost its nbgrader id, by the names that it defines."""
    present = {grade_id(cell) for cell in found.notebook.cells}
    for name, source_cell in unit.cells.items():
        if name in present or not is_solution(source_cell) or source_cell.cell_type != "code":
            continue
        wanted = bound_names(source_cell.source)
        candidates = [
            cell
            for cell in found.notebook.cells
            if cell.cell_type == "code"
            and grade_id(cell) not in unit.cells
            and wanted & bound_names(cell.source)
        ]
        if candidates:
            candidates[-1].metadata["nbgrader"] = nbformat.from_dict({"grade_id": name})
            found.repairs.append(f"{name}: the answer stood in a cell without its id, and was recognised")


def _restore_metadata(found: Repaired, unit: Unit) -> None:
    """Give every known cell the instructor's nbgrader metadata and cell type."""
    for cell in found.notebook.cells:
        name = grade_id(cell)
        source_cell = unit.cells.get(name)
        tags = cell.metadata.pop("tags", None)
        if tags and name in unit.cells:
            exercise = unit.exercise_of(name)
            found.flags.setdefault(exercise.id if exercise else name, []).append(
                f"a tag asked to skip the cell {name}"
            )
        if source_cell is None:
            if "nbgrader" in cell.metadata:
                del cell.metadata["nbgrader"]
                if name:
                    found.repairs.append(
                        f"a cell with the unknown id {name[:40]} was kept as an ordinary cell"
                    )
            continue
        own, wanted = cell.metadata.nbgrader, source_cell.metadata.nbgrader
        if cell.cell_type != source_cell.cell_type:
            found.repairs.append(f"{name}: cell type {cell.cell_type} set back to {source_cell.cell_type}")
        if own.get("schema_version", 3) != wanted.get("schema_version", 3) and "schema_version" in own:
            found.repairs.append(f"{name}: nbgrader schema {str(own.schema_version)[:20]} brought up to date")
        if any(
            own.get(key, wanted.get(key)) != wanted.get(key)
            for key in ("points", "grade", "solution", "locked")
        ):
            found.repairs.append(f"{name}: points or kind of cell were changed, and restored")
        _become(cell, source_cell)


def _become(cell: NotebookNode, source_cell: NotebookNode) -> None:
    cell.metadata = copy.deepcopy(source_cell.metadata)
    cell.metadata.pop("tags", None)
    cell.cell_type = source_cell.cell_type
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _key(cell: NotebookNode) -> str:
    """What the instructor's cell and the learner's have in common: nbgrader's id, else the cell's."""
    return grade_id(cell) or f"id:{cell.get('id', '')}"


def _restore_order(found: Repaired, unit: Unit) -> None:
    """Keep one of each known cell, put back those that are missing, in the instructor's order."""
    wanted = [_key(cell) for cell in unit.notebook.cells if is_known(cell) or cell.cell_type == "code"]
    stubs = {_key(cell): cell for cell in unit.notebook.cells}
    own = [_key(cell) if _key(cell) in stubs else "" for cell in found.notebook.cells]
    if [key for key in own if key in wanted] == wanted:
        return
    chosen = _choose(found, unit, own)
    # Cells of the learner's own stay behind the known cell that they followed.
    after: dict[str, list[NotebookNode]] = {}
    last = ""
    for index, cell in enumerate(found.notebook.cells):
        if own[index] in wanted:
            if chosen.get(own[index]) == index:
                last = own[index]
            elif is_solution(cell) and cell.cell_type == "code":
                cell.metadata.pop("nbgrader", None)
                after.setdefault(_before(wanted, own[index]), []).append(cell)
        else:
            after.setdefault(last, []).append(cell)
    present = [key for key in wanted if key in chosen]
    order = [key for index, key in sorted((index, key) for key, index in chosen.items())]
    if order != present:
        found.repairs.append("cells were put back in their order")
    cells = list(after.get("", []))
    for key in wanted:
        if key in chosen:
            cells.append(found.notebook.cells[chosen[key]])
        else:
            cells.append(_stub(stubs[key], unit))
            found.repairs.append(f"{key.removeprefix('id:')}: the cell was missing, and put back")
        cells.extend(after.get(key, []))
    found.notebook.cells = cells


def _before(wanted: list[str], key: str) -> str:
    position = wanted.index(key)
    return wanted[position - 1] if position else ""


def _choose(found: Repaired, unit: Unit, own: list[str]) -> dict[str, int]:
    """Choose one of the cells with the same key: the learner's last answer, else the last."""
    places: dict[str, list[int]] = {}
    for index, key in enumerate(own):
        if key:
            places.setdefault(key, []).append(index)
    chosen = {}
    for key, indices in places.items():
        if len(indices) > 1:
            found.repairs.append(
                f"{key.removeprefix('id:')}: {len(indices)} copies of the cell, the last answer counts"
            )
        answers = [
            index for index in indices if "NotImplementedError" not in found.notebook.cells[index].source
        ]
        first = is_test(found.notebook.cells[indices[0]])
        chosen[key] = indices[0] if first else (answers or indices)[-1]
    return chosen


def _stub(cell: NotebookNode, unit: Unit) -> NotebookNode:
    new = copy.deepcopy(cell)
    if is_solution(cell):
        new.source = unit.stubs.get(grade_id(cell), "raise NotImplementedError()")
    if cell.cell_type == "code":
        new.outputs, new.execution_count = [], None
    return new


def _restore_sources(found: Repaired, unit: Unit) -> None:
    """Put back the instructor's text of locked cells and tests."""
    for cell in found.notebook.cells:
        source_cell = unit.cells.get(grade_id(cell))
        if source_cell is None or is_solution(source_cell):
            continue
        if cell.source.strip() != source_cell.source.strip():
            released = release_text(source_cell.source)
            if cell.source.strip() != released.strip():
                found.repairs.append(f"{grade_id(cell)}: the text was changed, and restored")
            cell.source = source_cell.source


def release_text(source: str) -> str:
    """Return a test cell as learners get it: without its hidden tests."""
    kept, hidden = [], False
    for line in source.split("\n"):
        hidden = hidden or "BEGIN HIDDEN TESTS" in line
        if not hidden:
            kept.append(line)
        hidden = hidden and "END HIDDEN TESTS" not in line
    return "\n".join(kept)


def _give_ids(notebook: NotebookNode) -> None:
    seen: set[str] = set()
    for index, cell in enumerate(notebook.cells):
        name = "".join(char for char in str(cell.get("id", "")) if char.isalnum() or char in "-_")[:64]
        while not name or name in seen:
            name = f"cell-{index}-{len(seen)}"
        cell["id"] = name
        seen.add(name)
