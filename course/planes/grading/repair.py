"""Check a submitted notebook against the instructor's and repair it where the meaning is plain."""

from __future__ import annotations

import copy
import json
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from planes.grading.unit import Unit, bound_names, grade_id, is_known, is_solution, is_test

LARGEST_NOTEBOOK_BYTES = 64 * 1024 * 1024
LARGEST_CELL_CHARACTERS = 1_000_000
MOST_OWN_CELLS = 500
_SKIPPING_TAGS = frozenset({"skip-execution", "raises-exception"})


class UnusableError(Exception):
    """A submission that cannot be graded: the message is the reason for its zero."""


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
    path = _find_notebook(folder, unit, repairs)
    data = _read(path, repairs)
    return repair_notebook(data, unit, repairs)


def repair_notebook(data: Any, unit: Unit, repairs: list[str] | None = None) -> Repaired:
    """Repair a notebook that was read as JSON."""
    notebook = _upgrade(data, [] if repairs is None else repairs)
    found = Repaired(notebook, [] if repairs is None else repairs)
    _clean_cells(found)
    _adopt_renamed(found, unit)
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


def _find_notebook(folder: Path, unit: Unit, repairs: list[str]) -> Path:
    wanted = folder / f"{unit.name}.ipynb"
    if _is_plain_file(wanted):
        return wanted
    candidates = [path for path in sorted(folder.glob("*.ipynb")) if _is_plain_file(path)]
    if not candidates:
        candidates = [path for path in sorted(folder.glob("*/*.ipynb")) if _is_plain_file(path)]
        candidates = [path for path in candidates if ".ipynb_checkpoints" not in path.parts]
    if len(candidates) != 1:
        found = ", ".join(path.name for path in candidates[:5]) or "none"
        raise UnusableError(f"there is no notebook {unit.name}.ipynb (notebooks in the folder: {found})")
    repairs.append(f"notebook was named {candidates[0].name}: taken as {unit.name}.ipynb")
    return candidates[0]


def _is_plain_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(path: Path, repairs: list[str]) -> Any:
    size = path.stat().st_size
    if size > LARGEST_NOTEBOOK_BYTES:
        raise UnusableError(
            f"the notebook has {size / 1e6:.0f} MB; at most {LARGEST_NOTEBOOK_BYTES / 1e6:.0f} MB are graded"
        )
    raw = path.read_bytes()
    for encoding, words in (
        ("utf-8", ""),
        ("utf-8-sig", "byte-order mark removed"),
        ("utf-16", "text was UTF-16: read as such"),
        ("latin-1", "text was not UTF-8: read as Latin-1"),
    ):
        if encoding == "utf-16" and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = raw.decode(encoding)
            if encoding == "utf-8" and text.startswith("\ufeff"):
                continue
            data = json.loads(text)
        except UnicodeDecodeError:
            continue
        except (ValueError, RecursionError) as error:
            raise UnusableError(f"the notebook is not valid JSON ({str(error)[:120]})") from None
        if words:
            repairs.append(words)
        return data
    raise UnusableError("the notebook is not text")


def _upgrade(data: Any, repairs: list[str]) -> NotebookNode:
    """Return the notebook in the current format."""
    if not isinstance(data, dict) or not (isinstance(data.get("cells"), list) or data.get("worksheets")):
        raise UnusableError("the file is JSON, but not a notebook: it has no cells")
    major = data.get("nbformat", 4)
    if not isinstance(major, int) or major > 4:
        raise UnusableError(f"the notebook's format, {str(major)[:20]}, is newer than 4")
    if major < 4 or not isinstance(data.get("cells"), list):
        try:
            data = nbformat.convert(nbformat.from_dict(data), 4)
        except Exception as error:
            raise UnusableError(
                f"the notebook's old format cannot be read ({type(error).__name__})"
            ) from None
        repairs.append(f"old notebook format {major}: converted to 4")
    metadata = data.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    kept = {"kernelspec": kernelspec} if isinstance(kernelspec, dict) else {}
    cells = [cell for cell in data["cells"] if isinstance(cell, dict)]
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": kept, "cells": cells})


def _clean_cells(found: Repaired) -> None:
    """Make every cell well-formed and drop what was stored from earlier runs."""
    cells = []
    own = 0
    for cell in found.notebook.cells:
        kind = cell.get("cell_type")
        source = cell.get("source", cell.get("input", ""))
        source = "".join(map(str, source)) if isinstance(source, list) else source
        if kind not in ("code", "markdown", "raw") or not isinstance(source, str):
            found.repairs.append("a malformed cell was left out")
            continue
        if len(source) > LARGEST_CELL_CHARACTERS:
            found.repairs.append(f"a cell of {len(source):,} characters was emptied")
            source = ""
        if any(0xD800 <= ord(char) < 0xE000 for char in source):
            source = source.encode("utf-8", "replace").decode()
            found.repairs.append("characters that are none were replaced")
        metadata = cell.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        nbgrader = metadata.get("nbgrader")
        kept: dict[str, Any] = {"nbgrader": dict(nbgrader)} if isinstance(nbgrader, dict) else {}
        tags = metadata.get("tags")
        if isinstance(tags, list) and _SKIPPING_TAGS.intersection(map(str, tags)):
            kept["tags"] = ["skip-execution"]
        known = bool(kept.get("nbgrader", {}).get("grade_id"))
        own += not known
        if not known and own > MOST_OWN_CELLS:
            continue
        new: dict[str, Any] = {
            "cell_type": kind,
            "metadata": kept,
            "source": source,
            "id": str(cell.get("id", "")),
        }
        if kind == "code":
            new.update(outputs=[], execution_count=None)
        cells.append(nbformat.from_dict(new))
    if own > MOST_OWN_CELLS:
        found.repairs.append(f"{own:,} cells of the learner's own: only the first {MOST_OWN_CELLS} are run")
    found.notebook.cells = cells


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
