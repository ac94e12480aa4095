"""The learner's private record: what was tried, right and opened, in one small file beside the work."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from planes.errors import PlanesError
from planes.workspace import learner_folder

FILE_NAME = "planes-progress.json"
_VERSION = 1


@dataclass
class UnitRecord:
    """One unit: the best points of each exercise, the hints and solutions opened."""

    points: dict[str, float] = field(default_factory=dict)
    max_points: dict[str, float] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    solutions: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The sum of the best points."""
        return sum(self.points.values())


@dataclass
class Record:
    """All units of one learner."""

    path: Path
    units: dict[str, UnitRecord] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Record:
        """Read the record in `folder`, or the nearest folder above that has one.

        Where there is none, one begins in the learner's course folder, or in `folder` outside of any.

        Raises:
            PlanesError: the file is there but cannot be read: it is not overwritten.
        """
        places = [folder.resolve(), *folder.resolve().parents[:3]]
        course = learner_folder(folder) or places[0]
        path = next((place for place in places if (place / FILE_NAME).is_file()), course) / FILE_NAME
        if not path.is_file():
            return cls(path)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            units = {name: UnitRecord(**_known(unit)) for name, unit in data.pop("units").items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PlanesError(
                f"{path} cannot be read ({error}). Move it away to start a new record; it was left as it is."
            ) from None
        return cls(path, units, data)

    def unit(self, name: str) -> UnitRecord:
        """Return the record of a unit, a new one where there is none."""
        return self.units.setdefault(name, UnitRecord())

    def save(self) -> None:
        """Write it, whole or not at all. What a later version added stays."""
        units = {name: asdict(unit) for name, unit in self.units.items()}
        data = {**self.rest, "version": self.rest.get("version", _VERSION), "units": units}
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        part.replace(self.path)


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name in UnitRecord.__dataclass_fields__}
