"""What a stored notebook shows: figures with alternative text, no errors, nothing on stderr."""

from __future__ import annotations

import re
from typing import Any

from gate.course import Cell

_IMAGE = re.compile(r"<img\b[^>]*>", re.I)
_ALT = re.compile(r"\balt=(\"[^\"]{20,}\"|'[^']{20,}')")


def figures_have_words(name: str, cells: list[Cell]) -> list[str]:
    """Every picture among the outputs has an alternative text, and so has every picture in the prose."""
    faults = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            if re.search(r"!\[\s*\]\(", source) or any(
                not _ALT.search(tag) for tag in _IMAGE.findall(source)
            ):
                faults.append(f"{name} {cell['id']}: a picture in the text has no alternative text")
        for output in cell.get("outputs", []):
            faults += [f"{name} {cell['id']}: {fault}" for fault in _faults_of_picture(output)]
    return faults


def _faults_of_picture(output: dict[str, Any]) -> list[str]:
    data = output.get("data", {})
    pictures = [kind for kind in data if kind.startswith("image/")]
    page = "".join(data.get("text/html", ""))
    faults = []
    for kind in pictures:
        if len(output.get("metadata", {}).get(kind, {}).get("alt", "")) < 20:
            faults.append(f"a figure ({kind}) has no alternative text in its metadata")
    if pictures and not _ALT.search(page):
        faults.append("a figure has no text/html with its alternative text; draw it with planes.plots.figure")
    if any(not _ALT.search(tag) for tag in _IMAGE.findall(page)):
        faults.append("an <img> has no alternative text")
    return faults


def nothing_went_wrong(name: str, cells: list[Cell]) -> list[str]:
    """No stored output is an error or came from stderr, but where the cell is tagged raises-exception."""
    faults = []
    for cell in cells:
        if "raises-exception" in cell["metadata"].get("tags", []):
            continue
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                faults.append(f"{name} {cell['id']}: shows {output['ename']}")
            if output.get("name") == "stderr":
                faults.append(f"{name} {cell['id']}: writes to stderr: {''.join(output['text'])[:80]!r}")
    return faults


def every_code_cell_was_run(name: str, cells: list[Cell]) -> list[str]:
    """A lesson is stored as it was run from top to bottom."""
    counts = [
        cell["execution_count"]
        for cell in cells
        if cell["cell_type"] == "code" and "".join(cell["source"]).strip()
    ]
    wanted = list(range(1, len(counts) + 1))
    return (
        []
        if counts == wanted
        else [f"{name}: code cells are numbered {counts}, not {wanted}: run it from the top"]
    )
