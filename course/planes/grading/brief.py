"""What the execution of one submission needs to know, and what it finds out."""

from __future__ import annotations

from dataclasses import dataclass, field

from planes.grading.printable import printable
from planes.grading.sandbox import Place
from planes.grading.unit import Unit


@dataclass
class Findings:
    """What running a submission showed, besides its scores."""

    faults: list[str] = field(default_factory=list)
    flags: dict[str, list[str]] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    memory_mib: float = 0.0

    def flag(self, exercise: str, reason: str) -> None:
        """Ask for an exercise to be checked by hand."""
        reason = printable(reason)
        if reason not in self.flags.setdefault(exercise, []):
            self.flags[exercise].append(reason)


@dataclass(frozen=True)
class Brief:
    """What the execution of one submission needs to know beyond its notebook."""

    unit: Unit
    in_place: frozenset[str]
    socket_path: str
    place: Place | None
    judge_place: Place | None
    folder: str = ""
    judge_folder: str = ""
