"""Rule 6, the last part: every published number shown comes from `planes.facts`.

A number with a unit in the text of a lesson must be one that the notebook itself shows (its code or its
outputs) or one that stands in the tables of facts. A cell whose numbers are made up for an example, or
worked out from others before the reader's eyes, says so with the tag `worked`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from gate.course import ROOT, Cell, text

_UNITS = (
    "ms|s|seconds?|minutes?|hours?|days?|B|KB|MB|GB|KiB|MiB|GiB|TiB|%|USD|vCPUs?|"
    "pods?|tasks?|nodes?|hosts?|containers?|layers?|images?|addresses|requests"
)
_NUMBER = r"(?<![\w.,])(\d+(?:[,\u202f ]\d{3})*(?:\.\d+)?)"
_QUANTITY = re.compile(_NUMBER + rf"(?:\s|\u202f|\xa0)?(?:{_UNITS})\b|" + _NUMBER + r"\s?%|\$" + _NUMBER)
_ANY_NUMBER = re.compile(r"\d+(?:[,\u202f]\d{3})*(?:\.\d+)?")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.S)
# Up to ten a reader counts by hand: "3 layers" cites nobody.
_COUNTED_BY_HAND = 10


def numbers_come_from_somewhere(name: str, cells: list[Cell]) -> list[str]:
    """Report every number with a unit in the prose that neither the notebook nor the facts know."""
    known = numbers_in_facts() | _shown(cells)
    faults = []
    for cell in cells:
        if cell["cell_type"] != "markdown" or "worked" in cell["metadata"].get("tags", []):
            continue
        for match in _QUANTITY.finditer(_CODE.sub(" ", text(cell))):
            number = _value(next(filter(None, match.groups())))
            small = number == int(number) and number <= _COUNTED_BY_HAND
            if number not in known and not small:
                faults.append(
                    f"{name} {cell['id']}: {match[0].strip()!r} is in no table of facts and not shown by the "
                    "notebook; add the fact, show the number, or tag the cell `worked`"
                )
    return faults


@cache
def numbers_in_facts(folder: Path = ROOT / "course" / "planes" / "facts" / "data") -> frozenset[float]:
    """Return every number that stands in the tables of facts."""
    return frozenset(
        _value(number)
        for path in folder.glob("*.csv")
        for number in _ANY_NUMBER.findall(path.read_text("utf-8"))
    )


def _shown(cells: list[Cell]) -> set[float]:
    """Return every number in the code, the text outputs and the figures' words of a notebook."""
    shown = [text(cell) for cell in cells if cell["cell_type"] == "code"]
    for cell in cells:
        shown += _CODE.findall(text(cell)) if cell["cell_type"] == "markdown" else []
        for output in cell.get("outputs", []):
            shown += ["".join(output.get("text", "")), "".join(output.get("data", {}).get("text/plain", ""))]
    return {_value(number) for part in shown for number in _ANY_NUMBER.findall(part)}


def _value(number: str) -> float:
    return float(re.sub(r"[,\u202f ]", "", number))
