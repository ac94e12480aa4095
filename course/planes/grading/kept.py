"""Keep, in the user's cache, which tests of a unit can only run inside the learner's kernel."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import sys
from importlib import metadata
from pathlib import Path

from platformdirs import user_cache_path

from planes import __version__
from planes.grading.unit import Unit


def kept_in_place(unit: Unit) -> tuple[str, ...] | None:
    """Return what was found out earlier, for this very notebook and version."""
    try:
        return tuple(json.loads(_kept_at(unit).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def keep_in_place(unit: Unit, tests: tuple[str, ...]) -> None:
    """Keep what was found out."""
    path = _kept_at(unit)
    with contextlib.suppress(OSError):  # without a cache it is found out again
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(tests), encoding="utf-8")
        part.replace(path)


def _kept_at(unit: Unit) -> Path:
    return user_cache_path("planes") / "in-place" / f"{unit.fingerprint}-{__version__}-{_code()}.json"


@functools.cache
def _code() -> str:
    """Changes with the code that decides, and with what values are made of: that is what a judge reads."""
    names = (
        "judge",
        "transport",
        "trust",
        "unpickling",
        "answers",
        "lending",
        "borrowing",
        "in_place",
        "execute",
        "tamper",
        "unusual",
    )
    data = b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in names)
    made_of = [sys.version, *(metadata.version(library) for library in ("numpy", "matplotlib", "pandas"))]
    return hashlib.sha256(data + repr(made_of).encode()).hexdigest()[:12]
