"""How much memory processes really cost: proportional set size, read from Linux's /proc.

RSS counts a page that ten processes share ten times. PSS counts a tenth of it for each of the ten, so
the PSS of all processes adds up to the memory that is really in use.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")


def readable() -> bool:
    """Whether this machine tells the proportional set size (Linux does, macOS and Windows do not)."""
    return (_PROC / "self" / "smaps_rollup").exists()


def family(pid: int) -> list[int]:
    """The process `pid` and everything it started, by process id."""
    children = _children_by_parent()
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += children.get(current, [])
    return found


def pss_and_rss_kib(pids: Iterable[int]) -> tuple[int, int]:
    """Summed proportional and resident set size of `pids`, in KiB.

    Raises:
        PermissionError: when Linux does not let this user look.
    """
    pss = rss = 0
    for pid in pids:
        fields = _smaps_rollup(pid)
        pss += fields.get("Pss", 0)
        rss += fields.get("Rss", 0)
    return pss, rss


def _smaps_rollup(pid: int) -> dict[str, int]:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        return {}
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def _children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            parent = _parent(folder)
            if parent is not None:
                children.setdefault(parent, []).append(int(folder.name))
    return children


def _parent(folder: Path) -> int | None:
    try:
        text = (folder / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The second field is the name in brackets and may hold spaces: count from the last bracket.
    return int(text.rpartition(")")[2].split()[1])
