"""What grading one submission came to, as plain values that go into a file and over a network."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Result:
    """One submission's scores and what was noticed about it. Time in seconds, memory in MiB."""

    student: str
    unit: str
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    timestamp: str | None = None
    zero: str = ""
    repairs: list[str] = field(default_factory=list)
    flags: dict[str, list[str]] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    memory_mib: float = 0.0

    @property
    def score(self) -> float:
        """The automatic points."""
        return sum(score or 0.0 for score in self.scores.values())

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look, beyond exercises that are graded by hand anyway."""
        return bool(self.zero or self.flags or self.withheld)

    def save(self, folder: Path) -> None:
        """Write it, whole or not at all."""
        path = folder / f"{self.student}.json"
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{self.student}.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Result:
        """Return what `asdict` took apart."""
        return cls(**{name: value for name, value in data.items() if name in cls.__dataclass_fields__})


def load(folder: Path) -> dict[str, Result]:
    """Return the results that were saved in a folder, by student."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    return {data["student"]: Result.from_dict(data) for data in found}
