"""What a registry refuses. Each face (ECR API, OCI distribution, runtime) words it in its own way."""

# ruff: noqa: N818  (named after the error codes of the distribution specification)
from __future__ import annotations

from collections.abc import Sequence

from planes.errors import PlanesError


class RegistryError(PlanesError):
    """A request the registry refuses; the message is a sentence for a reader."""


class NameInvalid(RegistryError):
    """A repository name outside the grammar."""


class TagInvalid(RegistryError):
    """A tag outside the grammar."""


class DigestInvalid(RegistryError):
    """A malformed digest, an unknown algorithm, or bytes that do not hash to the digest given."""


class RepositoryUnknown(RegistryError):
    """No repository of that name."""


class RepositoryExists(RegistryError):
    """A repository of that name is there already."""


class RepositoryNotEmpty(RegistryError):
    """A repository with images is not deleted unless forced."""


class BlobUnknown(RegistryError):
    """No such blob in the repository."""


class BlobNeeded(RegistryError):
    """A blob that a manifest needs is not deleted."""


class ManifestUnknown(RegistryError):
    """No such tag or manifest in the repository."""


class ManifestInvalid(RegistryError):
    """Bytes that are not a manifest of a known type."""


class ManifestTooLarge(RegistryError):
    """A manifest above the size limit."""


class ManifestNeeded(RegistryError):
    """A manifest that an index lists is not deleted before the index."""


class BlobsMissing(RegistryError):
    """A manifest refers to blobs or manifests that the repository does not have."""

    def __init__(self, message: str, blobs: Sequence[str], manifests: Sequence[str]) -> None:
        super().__init__(message)
        self.blobs, self.manifests = tuple(blobs), tuple(manifests)


class TagImmutable(RegistryError):
    """The tag exists, may not move, and names another image."""


class UploadUnknown(RegistryError):
    """No upload session of that id in the repository."""


class UploadOutOfOrder(RegistryError):
    """A chunk that does not begin where the last one ended."""


class SizeInvalid(RegistryError):
    """Bytes of another number than was announced."""


class PullError(RegistryError):
    """A reference that a container runtime cannot pull; the message is worded as the runtime does."""
