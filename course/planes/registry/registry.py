"""The registry of one account in one Region: push, tag, delete, and what the registry does by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from planes.events import EventLog
from planes.registry import catalog, pulling
from planes.registry.digests import split_digest
from planes.registry.errors import BlobsMissing, ManifestNeeded, TagImmutable
from planes.registry.lifecycle import Lifecycle
from planes.registry.manifests import Manifest, parse_manifest
from planes.registry.names import check_tag
from planes.registry.pull_through import PullThrough
from planes.registry.replication import Replication
from planes.registry.repository import Repository, StoredImage
from planes.registry.scanning import Scanner
from planes.registry.settings import RegistrySettings
from planes.registry.store import Store


class Registry(Store):
    """Manifests and tags over the store, and the registry's own work; see Store for the arguments.

    Attributes:
        on_push: called with repository and manifest after a manifest or a tag of it arrived.
        settings: of the registry as a whole.
        lifecycle: lifecycle policies.
        scanner: scans of images for known weaknesses.
        replication: copies in other Regions.
        pull_through: caches of public registries.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = RegistrySettings()
        self.lifecycle, self.scanner = Lifecycle(self), Scanner(self)
        self.replication, self.pull_through = Replication(self), PullThrough(self)
        self.on_push: list[Callable[[Repository, Manifest], object]] = [
            self.scanner.on_push,
            self.replication.on_push,
        ]
        if any(repository.lifecycle_policy is not None for repository in self.repositories.values()):
            self.lifecycle.start()

    @cached_property
    def public(self) -> Registry:
        """The registry of public images, see planes.registry.public; what happens there is no event here."""
        return Registry(self.clock, EventLog(lambda: self.clock.now))

    def knows(self, name: str) -> bool:
        """Return whether a repository of that name is here or would be filled from a public registry."""
        return name in self.repositories or self.pull_through.rule_for(name) is not None

    def ensure_repository(self, name: str, reason: str = "CREATE_ON_PUSH") -> Repository:
        """Return a repository, created if it is not there yet by the template that applies, if one does.

        Args:
            name: of the repository.
            reason: "CREATE_ON_PUSH", "PULL_THROUGH_CACHE" or "REPLICATION" (AN16).
        """
        if name in self.repositories:
            return self.repositories[name]
        repository = self.create_repository(name, **self.settings.template_fields(name, reason))
        if repository.lifecycle_policy is not None:
            self.lifecycle.start()
        return repository

    # Manifests and tags

    def put_manifest(
        self,
        name: str,
        data: bytes,
        media_type: str | None = None,
        *,
        tags: Sequence[str] = (),
        digest: str | None = None,
        complete: bool = True,
    ) -> Manifest:
        """Store a manifest or index and point tags at it.

        Args:
            name: repository.
            data: the exact bytes.
            media_type: if it is not in the bytes.
            tags: tags to set; an immutable tag may be set again to the same image.
            digest: what the client expects, or None.
            complete: whether everything it refers to must be here; its subject never need be.

        Raises:
            ManifestInvalid: see parse_manifest.
            BlobsMissing: it refers to blobs or manifests that are not here.
            TagImmutable: a tag may not move; nothing was stored.
        """
        repository = self.repository(name)
        manifest = parse_manifest(data, media_type, "sha256" if digest is None else split_digest(digest)[0])
        if complete:
            self._check_references(repository, manifest)
        for tag in tags:
            self.check_tag_move(repository, tag, manifest.digest)
        self.blobs.put(data, digest or manifest.digest)
        is_new = manifest.digest not in repository.images
        if is_new:
            repository.images[manifest.digest] = StoredImage(manifest, self.clock.now)
        for tag in tags:
            repository.tags[tag] = manifest.digest
        self.save(repository)
        subject = f"{name}:{tags[0]}" if tags else f"{name}@{manifest.digest}"
        self.record(subject, "image pushed" if is_new else "image tagged", digest=manifest.digest)
        for listener in self.on_push:
            listener(repository, manifest)
        return manifest

    def check_tag_move(self, repository: Repository, tag: str, digest: str) -> None:
        """Raise TagImmutable if `tag` may not be set to `digest`, TagInvalid if it is not a tag."""
        check_tag(tag)
        if repository.tags.get(tag, digest) != digest and repository.is_fixed(tag):
            raise TagImmutable(
                f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be "
                "overwritten because the tag is immutable."
            )

    def _check_references(self, repository: Repository, manifest: Manifest) -> None:
        blobs = [blob for blob in manifest.blobs() if blob not in repository.links]
        listed = [entry["digest"] for entry in manifest.manifests]
        manifests = [digest for digest in listed if digest not in repository.images]
        if blobs or manifests:
            missing = ", ".join(blobs + manifests)
            raise BlobsMissing(f"Repository {repository.name!r} does not have {missing}.", blobs, manifests)

    def delete_tag(self, name: str, tag: str) -> None:
        """Remove a tag; the image stays, reachable by digest."""
        repository = self.repository(name)
        repository.find(tag)
        del repository.tags[tag]
        self.save(repository)
        self.record(f"{name}:{tag}", "tag deleted")

    def delete_manifest(self, name: str, digest: str, why: str = "", *, even_if_listed: bool = False) -> None:
        """Delete an image with all its tags. Its layers go with the next garbage collection.

        Raises:
            ManifestNeeded: an index in the repository lists it.
        """
        repository = self.repository(name)
        repository.find(digest)
        if not even_if_listed and (indexes := repository.listed_by(digest)):
            raise ManifestNeeded(f"{digest} is listed by {indexes[0]}; delete that first.")
        for tag in repository.tags_of(digest):
            del repository.tags[tag]
        del repository.images[digest]
        self.save(repository)
        self._drop_unlinked([digest])
        self.plan_collection()
        self.record(f"{name}@{digest}", "image deleted", why)

    def set_storage_class(self, name: str, digest: str, archived: bool, why: str = "") -> StoredImage:
        """Move an image to the archive, from which nobody pulls, or back."""
        repository = self.repository(name)
        image = repository.find(digest)
        if archived == (image.status == "ACTIVE"):
            image.status = "ARCHIVED" if archived else "ACTIVE"
            if archived:
                image.archived_at = self.clock.now
            else:
                image.activated_at = self.clock.now
            self.save(repository)
            self.record(f"{name}@{digest}", f"image {'archived' if archived else 'restored'}", why)
        return image

    # What lessons and control planes call; each has its own module.

    add_image = catalog.add_image
    push = catalog.push
    pull = pulling.pull
    find_image = pulling.find_image
    resolve = pulling.resolve
    fetch = pulling.fetch
