"""One repository: its images, tags, links to blobs, and settings."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from planes.registry.digests import is_digest
from planes.registry.errors import ManifestUnknown, RegistryError
from planes.registry.manifests import Manifest

# Source: ECR API, ImageTagMutability (AN14).
TAG_MUTABILITIES = ("MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION")
MAX_EXCLUSIONS = 5


@dataclass(slots=True)
class StoredImage:
    """One manifest or index in a repository. Times are virtual seconds.

    Attributes:
        manifest: the exact bytes and what they mean.
        pushed_at: when it first arrived in this repository.
        pulled_at: last recorded pull.
        status: "ACTIVE" or "ARCHIVED" (storage class).
        archived_at: when it was last archived.
        activated_at: when it last came back from the archive.
    """

    manifest: Manifest
    pushed_at: float
    pulled_at: float | None = None
    status: str = "ACTIVE"
    archived_at: float | None = None
    activated_at: float | None = None


@dataclass(slots=True)
class Repository:
    """A repository. `links` are the blobs a client sees here, each with the second it arrived."""

    name: str
    created_at: float
    tag_mutability: str = "MUTABLE"
    tag_exclusions: Sequence[str] = ()
    scan_on_push: bool = False
    encryption: dict[str, str] = field(default_factory=lambda: {"encryptionType": "AES256"})
    resource_tags: dict[str, str] = field(default_factory=dict)
    policy: str | None = None
    lifecycle_policy: str | None = None
    lifecycle_evaluated_at: float | None = None
    images: dict[str, StoredImage] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    links: dict[str, float] = field(default_factory=dict)

    def find(self, reference: str) -> StoredImage:
        """Return the image of a tag or digest.

        Raises:
            ManifestUnknown: neither is here.
        """
        digest = reference if is_digest(reference) else self.tags.get(reference)
        if digest is None or digest not in self.images:
            raise ManifestUnknown(f"Repository {self.name!r} has no image {reference!r}.")
        return self.images[digest]

    def tags_of(self, digest: str) -> list[str]:
        """Return the tags that name this digest, sorted."""
        return sorted(tag for tag, target in self.tags.items() if target == digest)

    def tags_by_digest(self) -> dict[str, list[str]]:
        """Return every image's tags, sorted; an untagged image has an empty list."""
        found: dict[str, list[str]] = {digest: [] for digest in self.images}
        for tag in sorted(self.tags):
            found[self.tags[tag]].append(tag)
        return found

    def is_fixed(self, tag: str) -> bool:
        """Return whether this tag, once set, may not move."""
        if self.tag_mutability in ("MUTABLE", "IMMUTABLE"):
            return self.tag_mutability == "IMMUTABLE"
        excluded = any(matches_wildcard(tag, pattern) for pattern in self.tag_exclusions)
        return excluded == (self.tag_mutability == "MUTABLE_WITH_EXCLUSION")

    def needed_blobs(self) -> set[str]:
        """Return the digests of every blob that a manifest here needs."""
        return {blob for image in self.images.values() for blob in image.manifest.blobs()}

    def listed_by(self, digest: str) -> list[str]:
        """Return the digests of the indexes here that list this manifest."""
        return [
            image.manifest.digest
            for image in self.images.values()
            if any(entry["digest"] == digest for entry in image.manifest.manifests)
        ]

    def referrers(self, digest: str, artifact_type: str | None = None) -> list[dict[str, Any]]:
        """Return the descriptors of the manifests whose subject is `digest`, in order of arrival.

        Args:
            digest: the subject; it need not be here itself.
            artifact_type: keep only this type.
        """
        found = []
        for image in self.images.values():
            manifest = image.manifest
            if manifest.subject == digest and artifact_type in (None, manifest.artifact_type):
                descriptor = manifest.descriptor()
                if manifest.artifact_type:
                    descriptor["artifactType"] = manifest.artifact_type
                if manifest.annotations:
                    descriptor["annotations"] = dict(manifest.annotations)
                found.append(descriptor)
        return found


def matches_wildcard(text: str, pattern: str) -> bool:
    """Return whether `text` matches a pattern in which only `*` has a meaning."""
    escaped = re.sub(r"([\[\]?])", r"[\1]", pattern)
    return fnmatch.fnmatchcase(text, escaped)


def check_mutability(mutability: str, exclusions: Sequence[str]) -> None:
    """Check a tag mutability setting with its exclusion filters.

    Raises:
        RegistryError: an unknown setting, filters where none are allowed, or none where they are needed.
    """
    if mutability not in TAG_MUTABILITIES:
        raise RegistryError(f"Tag mutability {mutability!r} is not one of {', '.join(TAG_MUTABILITIES)}.")
    takes_filters = mutability.endswith("_WITH_EXCLUSION")
    if bool(exclusions) != takes_filters:
        raise RegistryError(
            f"Exclusion filters are needed with *_WITH_EXCLUSION and not allowed otherwise; "
            f"{mutability} came with {len(exclusions)}."
        )
    if len(exclusions) > MAX_EXCLUSIONS:
        raise RegistryError(f"At most {MAX_EXCLUSIONS} exclusion filters are allowed, not {len(exclusions)}.")
