"""What a person may look at: no text of a learner's that a browser would run.

Formgrader and feedback show a submission as a page from the instructor's own Jupyter server. A script in
it could do there what the instructor can, such as giving points.
"""

from __future__ import annotations

import html
import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from planes.grading.unit import is_known, is_solution

_PICTURES = ("image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_TAG = re.compile(r"<[A-Za-z/!?]")
_LONGEST_HTML = 200_000
_TAGS = frozenset(
    """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img
    ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul
    """.split()  # noqa: SIM905 - a list of 50 words
)
_ATTRIBUTES = {
    "*": ["align", "class", "colspan", "rowspan", "scope", "title"],
    "a": ["href"],
    "details": ["open"],
    "img": ["alt", "height", "src", "width"],
}
_PROTOCOLS = frozenset({"attachment", "http", "https", "mailto"})


class KeepPassive(NbGraderPreprocessor):
    """Take what a browser would run out of a learner's outputs and texts."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clean one cell. The instructor's own texts stay as they are."""
        for output in cell.get("outputs", ()):
            if "data" in output:
                output["metadata"] = _metadata(output.get("metadata", {}))
                output["data"] = _data(output["data"])
        if (
            cell.cell_type != "code"
            and (is_solution(cell) or not is_known(cell))
            and _TAG.search(cell.source)
        ):
            cell.source = without_scripts(cell.source)
        return cell, resources


def without_scripts(text: str) -> str:
    """Return HTML, or a text with HTML in it, with plain elements only."""
    import bleach

    if len(text) > _LONGEST_HTML:
        return html.escape(text, quote=False)
    return bleach.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip=False)


def _data(data: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for kind, value in data.items():
        text = "".join(map(str, value)) if isinstance(value, list) else str(value)
        if kind == "text/plain":
            kept[kind] = text
        elif kind == "text/html":
            kept[kind] = without_scripts(text)
        elif kind in _PICTURES and _BASE64.fullmatch(text):
            kept[kind] = text
    return kept or {"text/plain": "(an output that is not shown here)"}


def _metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return the size and the description of a picture."""
    kept: dict[str, dict[str, Any]] = {}
    for kind in _PICTURES:
        found = metadata.get(kind)
        if isinstance(found, dict):
            kept[kind] = {
                key: value
                for key, value in found.items()
                if key in ("width", "height") and type(value) is int
            }
            if isinstance(found.get("alt"), str):
                kept[kind]["alt"] = html.escape(found["alt"])
    return kept
