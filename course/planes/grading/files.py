"""Copy what learners hand in: plain files only, in a number and size that a class can afford."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from planes.grading.sandbox import Limits

MOST_FILES, DEEPEST = 2000, 30


def plain_files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the plain files below a folder with their status: no links, pipes, devices or hidden folders.

    A second name of one file (a hard link) is none: it may lead out of the folder. Neither are more files,
    or deeper folders, than any work needs.
    """
    waiting = [(folder, 0)]
    left = MOST_FILES
    while waiting and left:
        here, depth = waiting.pop()
        for entry in _entries(here):
            with contextlib.suppress(OSError):
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(found.st_mode):
                    hidden = entry.name.startswith(".") or entry.name in ("__pycache__", "__MACOSX")
                    if not hidden and depth < DEEPEST and not entry.name.endswith(".ipynb"):
                        waiting.append((Path(entry.path), depth + 1))
                elif (
                    stat.S_ISREG(found.st_mode)
                    and (found.st_nlink == 1 or entry.name.endswith(".ipynb"))
                    and left
                ):
                    left -= 1
                    yield Path(entry.path), found


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def copy_plain_files(source: Path, target: Path, skip: tuple[str, ...] = ()) -> None:
    """Copy the plain files below a folder, up to a sensible size.

    Args:
        source: the folder.
        target: where to; made where it is missing.
        skip: patterns of names to leave out.
    """
    target.mkdir(parents=True, exist_ok=True)
    budget = Limits().input_bytes
    for path, found in plain_files(source):
        budget -= found.st_size
        if budget < 0 or any(path.match(pattern) for pattern in skip):
            continue
        copy = target / path.relative_to(source)
        with contextlib.suppress(OSError):
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.unlink(missing_ok=True)
            shutil.copyfile(path, copy)


def last_change(folder: Path) -> float:
    """Return when something in a submission last changed, in seconds since 1970."""
    return max((found.st_mtime for _, found in plain_files(folder)), default=0.0)
