"""Read what was handed in as a notebook, whatever state the file is in, and make its cells well-formed."""

from __future__ import annotations

import json
import re
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from planes.grading.files import plain_files
from planes.grading.printable import printable
from planes.grading.unit import Unit

LARGEST_NOTEBOOK_BYTES = 64 * 1024 * 1024
LARGEST_CELL_CHARACTERS = 1_000_000
LARGEST_ATTACHMENTS_CHARACTERS = 8 * 1024 * 1024
MOST_OWN_CELLS = 500
_MOST_DIGITS = 1000
MOST_COPIES = 10  # of one cell that the instructor's notebook has
_SURROGATES = re.compile("[\ud800-\udfff]")
_SKIPPING_TAGS = frozenset({"skip-execution", "raises-exception"})


class UnusableError(Exception):
    """A submission that cannot be graded: the message is the reason for its zero."""

    def __init__(self, reason: str) -> None:
        super().__init__(printable(reason))


def find_notebook(folder: Path, unit: Unit, repairs: list[str]) -> Path:
    """Return the notebook that was handed in.

    Raises:
        UnusableError: there is none, or more than one that it could be.
    """
    if folder.is_symlink():
        raise UnusableError("the submission folder is a link to another place")
    wanted = folder / f"{unit.name}.ipynb"
    if _is_plain_file(wanted):
        if folder != unit.path.parent and wanted.samefile(unit.path):
            raise UnusableError("the notebook is a link to the instructor's")
        return wanted
    near = [path for path, _ in plain_files(folder) if path.suffix == ".ipynb"]
    candidates = [path for path in near if path.parent == folder]
    candidates = candidates or [path for path in near if path.parent.parent == folder]
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


def read(path: Path, repairs: list[str]) -> Any:
    """Return what the file holds, as JSON, in whatever encoding it is.

    Raises:
        UnusableError: it is too large, no text or no JSON.
    """
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
            data = json.loads(text, parse_int=_whole_number)
        except UnicodeDecodeError:
            continue
        except (ValueError, RecursionError) as error:
            raise UnusableError(f"the notebook is not valid JSON ({str(error)[:120]})") from None
        if words:
            repairs.append(words)
        return data
    raise UnusableError("the notebook is not text")


def _whole_number(digits: str) -> int:
    """Return a number; those beyond every use, which Python refuses to read, stand for nothing here."""
    return int(digits) if len(digits) < _MOST_DIGITS else 0


def upgrade(data: Any, repairs: list[str]) -> NotebookNode:
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


def clean_cells(notebook: NotebookNode, unit: Unit, repairs: list[str]) -> None:
    """Make every cell well-formed and drop what was stored from earlier runs."""
    cells = []
    own = 0
    copies: Counter[str] = Counter()
    for cell in notebook.cells:
        kind = cell.get("cell_type")
        source = cell.get("source", cell.get("input", ""))
        source = "".join(map(str, source)) if isinstance(source, list) else source
        source = source.replace("\r\n", "\n") if isinstance(source, str) else source
        if kind not in ("code", "markdown", "raw") or not isinstance(source, str):
            repairs.append("a malformed cell was left out")
            continue
        if len(source) > LARGEST_CELL_CHARACTERS:
            repairs.append(f"a cell of {len(source):,} characters was emptied")
            source = ""
        if _SURROGATES.search(source):
            source = source.encode("utf-8", "replace").decode()
            repairs.append("characters that are none were replaced")
        metadata = cell.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        nbgrader = metadata.get("nbgrader")
        kept: dict[str, Any] = {"nbgrader": dict(nbgrader)} if isinstance(nbgrader, dict) else {}
        tags = metadata.get("tags")
        if isinstance(tags, list) and _SKIPPING_TAGS.intersection(map(str, tags)):
            kept["tags"] = ["skip-execution"]
        name = str(kept.get("nbgrader", {}).get("grade_id"))
        copies[name] += 1
        known = name in unit.cells and copies[name] <= MOST_COPIES
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
        elif attachments := _attachments(cell.get("attachments")):
            new["attachments"] = attachments
        cells.append(nbformat.from_dict(new))
    if own > MOST_OWN_CELLS:
        repairs.append(f"{own:,} cells of the learner's own: only the first {MOST_OWN_CELLS} are run")
    notebook.cells = cells


def _attachments(found: Any) -> dict[str, dict[str, str]]:
    """Return the pictures that were pasted into a cell: an answer graded by hand may need them."""
    if not isinstance(found, dict) or len(json.dumps(found, default=str)) > LARGEST_ATTACHMENTS_CHARACTERS:
        return {}
    return {
        str(name): {str(kind): data for kind, data in bundle.items() if isinstance(data, str)}
        for name, bundle in found.items()
        if isinstance(bundle, dict)
    }
