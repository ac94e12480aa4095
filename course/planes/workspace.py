"""The learner's own folder: copies of the course that an update never overwrites once they were touched."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import planes
from planes.errors import PlanesError

START = "lessons/00-start-here.ipynb"
_MANIFEST = ".planes/manifest.json"
# In the repository a lesson finds an assignment under release/; in the learner's folder the two lie
# side by side, so links are rewritten on the way. An assignment names lessons in words, because where it
# was fetched in a class there may be none; in the learner's folder the words become links.
_ASSIGNMENT = re.compile(rb"\.\./\.\./release/")
_LESSON = re.compile(rb"`(lessons/\d\d-[a-z-]+\.ipynb)`")
_LINKS: dict[str, Callable[[bytes], bytes]] = {
    "lessons": lambda content: _ASSIGNMENT.sub(b"../assignments/", content),
    "assignments": lambda content: _LESSON.sub(rb"[\1](../../\1)", content),
}


@dataclass
class Delivery:
    """What one delivery did, by path relative to the learner's folder."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the delivery in sentences; empty where nothing happened."""
        lines = []
        if self.new:
            lines.append(f"Copied {_files(self.new)}.")
        if self.updated:
            lines.append(f"Brought up to date: {_listed(self.updated)}. The versions before are in backups/.")
        if self.left_alone:
            lines.append(
                f"Left alone, because changed or removed by you: {_listed(self.left_alone)}. "
                "The course has a newer version; `planes reset NN` brings it and keeps yours as a backup."
            )
        return "\n".join(lines)


class Workspace:
    """A learner's folder. `deliver` brings the course into it, `reset` puts a unit back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._delivered: dict[str, str] = self._read_manifest()
        self._backups: dict[str, Path] = {}

    @property
    def exists(self) -> bool:
        """Whether the course was ever delivered here."""
        return bool(self._delivered)

    def deliver(self) -> Delivery:
        """Copy in what is missing, bring up to date what is untouched, leave the rest alone."""
        result = Delivery()
        for name, content in course_files():
            target, fresh = self.folder / name, digest(name, content)
            before = self._delivered.get(name)
            there = digest(name, target.read_bytes()) if target.exists() else None
            if before is None and there is None:
                result.new.append(name)
                self._put(target, content)
            elif there == fresh:
                pass
            elif there is not None and there == before:
                result.updated.append(name)
                self._put(self._backup_folder("update") / name, target.read_bytes())
                self._put(target, content)
            else:
                if before != fresh:
                    result.left_alone.append(name)
                continue
            self._delivered[name] = fresh
        self._write_manifest()
        self._begin_record()
        return result

    def changed(self, unit: str) -> list[str]:
        """Return the files of a unit that differ from the course's, by path in this folder."""
        return [
            name
            for name, content in _files_of(unit)
            if not (self.folder / name).exists()
            or digest(name, (self.folder / name).read_bytes()) != digest(name, content)
        ]

    def reset(self, unit: str) -> Path:
        """Put a unit's lesson and assignment back as the course has them.

        Returns:
            The folder under `backups/` that now holds the learner's versions.
        """
        names, backup = self.changed(unit), self._backup_folder(unit)
        for name, content in _files_of(unit):
            if name in names:
                if (self.folder / name).exists():
                    self._put(backup / name, (self.folder / name).read_bytes())
                self._put(self.folder / name, content)
                self._delivered[name] = digest(name, content)
        self._write_manifest()
        return backup

    def _backup_folder(self, reason: str) -> Path:
        """Return a folder for backups that this object alone uses."""
        if reason not in self._backups:
            stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
            self._backups[reason] = _unused(self.folder / "backups" / f"{stamp}-{reason}")
        return self._backups[reason]

    def _read_manifest(self) -> dict[str, str]:
        path = self.folder / _MANIFEST
        if not path.exists():
            return {}
        try:
            files: dict[str, str] = json.loads(path.read_text("utf-8"))["files"]
        except (ValueError, KeyError, TypeError, OSError):
            # Without it nothing counts as untouched, so nothing is overwritten.
            return {}
        return files

    def _write_manifest(self) -> None:
        content = {"version": planes.__version__, "files": dict(sorted(self._delivered.items()))}
        self._put(self.folder / _MANIFEST, (json.dumps(content, indent=1) + "\n").encode())

    def _begin_record(self) -> None:
        """Put the record of progress at the top, where checks of every unit and `planes progress` find it."""
        from planes.grading.record import FILE_NAME, Record

        if not (self.folder / FILE_NAME).exists():
            Record(self.folder / FILE_NAME).save()

    @staticmethod
    def _put(path: Path, content: bytes) -> None:
        """Write a file whole or not at all: a full disk must not leave half a notebook."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(content)
        part.replace(path)


def learner_folder(start: Path | None = None) -> Path | None:
    """Return the learner's copy of the course that `start` lies in, or that `make lab` made below it.

    Args:
        start: a folder; by default the present one.
    """
    start = (start or Path.cwd()).resolve()
    places = (start, *start.parents, start / "work")
    return next((place for place in places if (place / _MANIFEST).is_file()), None)


def course_folders() -> tuple[Path, Path]:
    """Return the folders of lessons and release notebooks: in the wheel, else in the repository."""
    package = Path(planes.__file__).parent
    carried = package / "_course"
    if carried.is_dir():
        return carried / "lessons", carried / "release"
    return package.parent / "lessons", package.parent.parent / "release"


def course_files() -> Iterator[tuple[str, bytes]]:
    """Yield the path in a learner's folder and the content of every file of the course, in order."""
    lessons, release = course_folders()
    for folder, name in ((lessons, "lessons"), (release, "assignments")):
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if path.is_file() and not any(part.startswith((".", "__")) for part in relative.parts):
                content = path.read_bytes()
                if path.suffix == ".ipynb":
                    content = _LINKS[name](content)
                yield f"{name}/{relative.as_posix()}", content


def unit_named(text: str) -> str:
    """Return the unit that a number or a name means: "1", "01" and "01-virtualization" are the same.

    Raises:
        PlanesError: no unit, or more than one, is meant.
    """
    known = sorted({Path(name).parts[1] for name, _ in course_files() if name.startswith("assignments/")})
    number = f"{int(text):02d}-" if text.isdigit() else text
    found = [name for name in known if name.startswith(number)]
    if len(found) != 1:
        raise PlanesError(f"{text!r} is not a unit. Units: {', '.join(known) or 'none yet'}.")
    return found[0]


def _files_of(unit: str) -> Iterator[tuple[str, bytes]]:
    for name, content in course_files():
        if name == f"lessons/{unit}.ipynb" or name.startswith(f"assignments/{unit}/"):
            yield name, content


def digest(name: str, content: bytes) -> str:
    """Return a fingerprint of what a person wrote in a file.

    Of a notebook only the text of its cells counts: JupyterLab changes outputs and metadata as soon as
    it is opened and run, and that must not keep an update away.
    """
    if name.endswith(".ipynb"):
        try:
            cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(content)["cells"]]
            content = json.dumps(cells).encode()
        except (ValueError, KeyError, TypeError):
            pass  # not a notebook any more: every byte counts
    return hashlib.sha256(content).hexdigest()


def _unused(path: Path) -> Path:
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def _files(names: list[str]) -> str:
    return "1 file" if len(names) == 1 else f"{len(names)} files"


def _listed(names: list[str]) -> str:
    return ", ".join(names)
