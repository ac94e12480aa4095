"""Repositories over one content-addressed store: create, delete, blobs, uploads, garbage."""

from __future__ import annotations

import random as random_module
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from planes.clock import Clock
from planes.events import EventLog
from planes.registry.blobs import BlobStore, DiskBlobs, MemoryBlobs, Upload
from planes.registry.digests import split_digest
from planes.registry.errors import (
    BlobNeeded,
    BlobUnknown,
    RepositoryExists,
    RepositoryNotEmpty,
    RepositoryUnknown,
    UploadUnknown,
)
from planes.registry.names import check_name
from planes.registry.repository import Repository, check_mutability
from planes.registry.state import RepositoryFiles
from planes.registry.tokens import Tokens

GRACE_SECONDS = 24 * 3600.0
"""Virtual seconds that a blob without a manifest, or an idle upload, survives garbage collection."""


@dataclass(slots=True)
class Session:
    """An open layer upload; `parts` are the sizes in bytes of what arrived by the ECR API."""

    repository: str
    upload: Upload
    touched_at: float
    parts: list[int] = field(default_factory=list)


class Store:
    """Repositories over one content-addressed store.

    Args:
        clock: virtual time.
        events: where what happens is recorded.
        random: source of upload ids and tokens.
        account: twelve digits.
        region: AWS Region.
        epoch: the date of virtual second 0.
        directory: where blobs and repositories are kept; in memory if None.
    """

    def __init__(
        self,
        clock: Clock,
        events: EventLog,
        random: random_module.Random | None = None,
        *,
        account: str = "123456789012",
        region: str = "us-east-1",
        epoch: datetime = datetime(2026, 1, 5, tzinfo=UTC),
        directory: Path | None = None,
    ) -> None:
        self.clock, self.events = clock, events
        self.random = random or random_module.Random(0)
        self.account, self.region, self.epoch = account, region, epoch
        self.blobs: BlobStore = MemoryBlobs() if directory is None else DiskBlobs(directory)
        self._files = None if directory is None else RepositoryFiles(directory)
        self.tokens = Tokens(clock, self.random, epoch.timestamp())
        self.repositories: dict[str, Repository] = {}
        self.uploads: dict[str, Session] = {}
        self._collection_planned = False
        if self._files is not None:
            self.repositories = self._files.load(self.blobs, latest=clock.now)
            self.collect_garbage(grace_seconds=0)

    @property
    def host(self) -> str:
        """The registry's host name in image references (F52)."""
        return f"{self.account}.dkr.ecr.{self.region}.amazonaws.com"

    def is_own_host(self, host: str | None) -> bool:
        """Return whether a reference with this host means this registry: none, its own, or loopback."""
        return host in (None, self.host) or str(host).partition(":")[0] in ("localhost", "127.0.0.1")

    def when(self, second: float) -> datetime:
        """Return the date of a virtual second."""
        return self.epoch + timedelta(seconds=second)

    # Repositories

    def create_repository(self, name: str, **settings: Any) -> Repository:
        """Create a repository; `settings` are fields of Repository."""
        check_name(name)
        if name in self.repositories:
            raise RepositoryExists(
                f"The repository with name '{name}' already exists in the registry with id '{self.account}'"
            )
        repository = Repository(name, self.clock.now, **settings)
        check_mutability(repository.tag_mutability, repository.tag_exclusions)
        self.repositories[name] = repository
        self.save(repository)
        self.record(name, "repository created")
        return repository

    def repository(self, name: str) -> Repository:
        """Return a repository by name."""
        try:
            return self.repositories[name]
        except KeyError:
            raise RepositoryUnknown(
                f"The repository with name '{name}' does not exist in the registry with id '{self.account}'"
            ) from None

    def delete_repository(self, name: str, force: bool = False) -> Repository:
        """Delete a repository; one with images only with `force`."""
        repository = self.repository(name)
        if repository.images and not force:
            raise RepositoryNotEmpty(
                f"The repository with name '{name}' in registry with id '{self.account}' "
                "cannot be deleted because it still contains images"
            )
        del self.repositories[name]
        if self._files is not None:
            self._files.delete(name)
        self.record(name, "repository deleted", images=len(repository.images))
        self.collect_garbage()
        return repository

    def save(self, repository: Repository) -> None:
        """Write a repository's state to disk, if the registry lies on disk."""
        if self._files is not None:
            self._files.save(repository)

    # Blobs

    def begin_upload(self, name: str) -> str:
        """Open an upload and return its id."""
        self.repository(name)
        upload_id = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        self.uploads[upload_id] = Session(name, self.blobs.begin(), self.clock.now)
        self.plan_collection()
        return upload_id

    def upload(self, name: str, upload_id: str) -> Upload:
        """Return an open upload."""
        return self.session(name, upload_id).upload

    def session(self, name: str, upload_id: str) -> Session:
        """Return an open upload with its parts."""
        session = self.uploads.get(upload_id)
        if session is None or session.repository != name:
            raise UploadUnknown(f"There is no upload {upload_id!r} in repository {name!r}.")
        session.touched_at = self.clock.now
        return session

    def finish_upload(self, name: str, upload_id: str, digest: str) -> None:
        """Check the digest and make the blob visible in the repository; see Upload.commit."""
        self.upload(name, upload_id).commit(digest)
        del self.uploads[upload_id]
        self._link(self.repository(name), digest)

    def cancel_upload(self, name: str, upload_id: str) -> None:
        """Forget an upload."""
        self.upload(name, upload_id).abort()
        del self.uploads[upload_id]

    def put_blob(self, name: str, data: bytes, digest: str | None = None) -> str:
        """Store bytes in a repository and return their digest."""
        repository = self.repository(name)
        digest = self.blobs.put(data, digest)
        self._link(repository, digest)
        return digest

    def has_blob(self, name: str, digest: str) -> bool:
        """Return whether the repository has this blob."""
        return digest in self.repository(name).links

    def blob_size(self, name: str, digest: str) -> int:
        """Return the real size of a blob in bytes."""
        self._check_blob(name, digest)
        return self.blobs.size(digest)

    def open_blob(self, name: str, digest: str) -> BinaryIO:
        """Return a readable, seekable file of a blob."""
        self._check_blob(name, digest)
        return self.blobs.open(digest)

    def mount_blob(self, name: str, digest: str, source: str | None = None) -> bool:
        """Link a blob from another repository (from any, if `source` is None); False if it is not there."""
        split_digest(digest)
        target = self.repository(name)
        sources = self.repositories.values() if source is None else [self.repositories.get(source)]
        if not any(repository and digest in repository.links for repository in sources):
            return False
        self._link(target, digest)
        return True

    def delete_blob(self, name: str, digest: str) -> None:
        """Remove a blob from a repository, unless a manifest there needs it."""
        split_digest(digest)
        self._check_blob(name, digest)
        repository = self.repository(name)
        if digest in repository.needed_blobs():
            raise BlobNeeded(f"A manifest in repository {name!r} needs {digest}.")
        del repository.links[digest]
        self.save(repository)
        self._drop_unlinked([digest])

    def _check_blob(self, name: str, digest: str) -> None:
        if not self.has_blob(name, digest):
            raise BlobUnknown(f"Repository {name!r} has no blob {digest}.")

    def _link(self, repository: Repository, digest: str) -> None:
        repository.links[digest] = self.clock.now
        self.save(repository)

    # Garbage

    def collect_garbage(self, grace_seconds: float = GRACE_SECONDS) -> list[str]:
        """Remove blobs that no manifest needs; return the digests whose bytes went.

        Args:
            grace_seconds: blobs and uploads younger than this stay: their manifest may be on its way.
        """
        oldest = self.clock.now - grace_seconds
        for upload_id, session in list(self.uploads.items()):
            if session.touched_at < oldest:
                self.cancel_upload(session.repository, upload_id)
        for repository in self.repositories.values():
            needed = repository.needed_blobs()
            unused = [
                blob for blob, since in repository.links.items() if blob not in needed and since <= oldest
            ]
            for digest in unused:
                del repository.links[digest]
            if unused:
                self.save(repository)
        return self._drop_unlinked(self.blobs.digests())

    def _drop_unlinked(self, digests: Sequence[str]) -> list[str]:
        """Delete those of `digests` that no repository links or has as a manifest."""
        everywhere = list(self.repositories.values())
        dropped = [
            digest
            for digest in digests
            if not any(digest in repository.links or digest in repository.images for repository in everywhere)
        ]
        for digest in dropped:
            self.blobs.delete(digest)
        return dropped

    def plan_collection(self) -> None:
        """Collect garbage once everything that is idle now has outlived the grace time."""
        if not self._collection_planned:
            self._collection_planned = True
            self.clock.after(GRACE_SECONDS, self._collect_as_planned)

    def _collect_as_planned(self) -> None:
        self._collection_planned = False
        self.collect_garbage()
        if self.uploads:
            self.plan_collection()

    def record(self, subject: str, what: str, why: str = "", **details: Any) -> None:
        """Add an event of the registry plane."""
        self.events.add("registry", subject, what, why, **details)
