"""Repositories on disk: one JSON file each, replaced as a whole."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

from planes.errors import PlanesError
from planes.registry.blobs import BlobStore, sync_directory
from planes.registry.digests import digest_of
from planes.registry.manifests import parse_manifest
from planes.registry.repository import Repository, StoredImage

_IMAGE_TIMES = ("pushed_at", "pulled_at", "archived_at", "activated_at")


class RepositoryFiles:
    """Saves and loads repositories. Blobs are on disk before a file names them, and go after it stops to."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "repositories"
        self._directory.mkdir(exist_ok=True)
        for unfinished in self._directory.glob("*.new"):
            unfinished.unlink()

    def save(self, repository: Repository) -> None:
        """Write the file beside the old one, then replace that in one step."""
        path = self._path(repository.name)
        temporary = path.with_suffix(".new")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(_to_json(repository), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_directory(self._directory)

    def delete(self, name: str) -> None:
        """Remove a repository's file."""
        self._path(name).unlink(missing_ok=True)
        sync_directory(self._directory)  # before the blobs that it names go

    def load(self, blobs: BlobStore, latest: float) -> dict[str, Repository]:
        """Return every repository, by name.

        Args:
            blobs: where the manifests' bytes are.
            latest: virtual seconds; times of an earlier run beyond it are set to it.
        """
        found = [
            _from_json(json.loads(path.read_text(encoding="utf-8")), blobs, latest)
            for path in sorted(self._directory.glob("*.json"))
        ]
        return {repository.name: repository for repository in found}

    def _path(self, name: str) -> Path:
        # Hashed: names hold "/", may be longer than a file name, and Windows forbids some, such as "con".
        return self._directory / f"{digest_of(name.encode()).partition(':')[2]}.json"


def lock_directory(directory: Path) -> BinaryIO:
    """Keep other processes from serving a folder until the file returned is closed, or this process ends.

    Raises:
        PlanesError: another one serves it. Two would collect each other's blobs as garbage.
    """
    file = (directory / "lock").open("wb")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise PlanesError(
            f"The folder {str(directory)!r} keeps the registry of a world that is being served. "
            "Stop that one, or give another folder."
        ) from None
    return file


def _to_json(repository: Repository) -> dict[str, Any]:
    saved = {field.name: getattr(repository, field.name) for field in fields(repository)}
    saved["tag_exclusions"] = list(repository.tag_exclusions)
    saved["images"] = [
        {"digest": image.manifest.digest, "media_type": image.manifest.media_type, "status": image.status}
        | {name: getattr(image, name) for name in _IMAGE_TIMES}
        for image in repository.images.values()
    ]
    return saved


def _from_json(saved: dict[str, Any], blobs: BlobStore, latest: float) -> Repository:
    images = {}
    for entry in saved.pop("images"):
        digest, media_type, status = entry["digest"], entry["media_type"], entry["status"]
        manifest = parse_manifest(blobs.read(digest), media_type, digest.partition(":")[0])
        times: dict[str, Any] = {
            name: None if entry[name] is None else min(entry[name], latest) for name in _IMAGE_TIMES
        }
        images[digest] = StoredImage(manifest, status=status, **times)
    saved["tag_exclusions"] = tuple(saved["tag_exclusions"])
    repository = Repository(**saved, images=images)
    repository.created_at = min(repository.created_at, latest)
    repository.links = {digest: min(since, latest) for digest, since in repository.links.items()}
    return repository
