"""The commands in README and docs: every fenced block of kind `sh`, and what its opening line says of it.

```sh                       run here, in order, in a small copy of the course
```sh in-a-class            run by tests/journeys/test_rounds.py, between a class's submissions
```sh not-run: a reason     not run in a test
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gate.course import ROOT

IN_A_CLASS, NOT_RUN = "in-a-class", "not-run:"
_FENCE = re.compile(r"^```sh(?P<info>[^\n]*)\n(?P<code>.*?)^```", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """One block of commands.

    Attributes:
        page: path of the page.
        heading: the last heading before it.
        info: what the opening line says after `sh`.
        code: the commands.
    """

    page: Path
    heading: str
    info: str
    code: str

    @property
    def is_run_here(self) -> bool:
        return self.info == ""

    @property
    def reason(self) -> str:
        """Why it is not run; empty if it is."""
        return self.info.removeprefix(NOT_RUN).strip() if self.info.startswith(NOT_RUN) else ""


def blocks(page: Path) -> list[Block]:
    """Return the blocks of commands on a page, in order."""
    text = page.read_text("utf-8")
    found = []
    for match in _FENCE.finditer(text):
        headings = re.findall(r"^#+ (.*)$", text[: match.start()], re.M)
        found.append(Block(page, headings[-1], match["info"].strip(), match["code"]))
    return found


def commands(page: str, heading: str) -> list[str]:
    """Return the commands under one heading of a page in docs/ that a class runs, one for each line."""
    chosen = [
        one for one in blocks(ROOT / "docs" / page) if one.heading == heading and one.info == IN_A_CLASS
    ]
    assert chosen, f"docs/{page} has no block `sh {IN_A_CLASS}` under {heading!r}"
    return [line for one in chosen for line in one.code.splitlines() if line.strip()]
