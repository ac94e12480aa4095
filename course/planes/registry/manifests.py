"""Manifests and indexes: exact bytes, and what they refer to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planes.registry.digests import digest_of, is_digest
from planes.registry.errors import ManifestInvalid, ManifestTooLarge

# Source: OCI image specification, media-types.md (F02 to F07).
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"
OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip"
INDEXES = (OCI_INDEX, DOCKER_INDEX)
MANIFESTS = (OCI_MANIFEST, DOCKER_MANIFEST)
IMAGE_CONFIGS = (OCI_CONFIG, DOCKER_CONFIG)

# The specification asks for at least 4 MB ("Pushing Manifests").
MAX_BYTES = 4 * 1024 * 1024

DECLARED_SIZE = "planes.size"
"""Layer annotation: the size in bytes the model transfers and stores, where it differs from the real one."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest or index as it was pushed.

    Attributes:
        digest: over exactly `data`.
        media_type: as pushed.
        data: the exact bytes.
        content: the parsed JSON.
    """

    digest: str
    media_type: str
    data: bytes
    content: Mapping[str, Any]

    @property
    def is_index(self) -> bool:
        """Whether this lists manifests by platform."""
        return self.media_type in INDEXES

    @property
    def config(self) -> Mapping[str, Any] | None:
        """The descriptor of the configuration; an index has none."""
        return self.content.get("config")

    @property
    def layers(self) -> Sequence[Mapping[str, Any]]:
        """The layers' descriptors, base first."""
        return self.content.get("layers") or ()

    @property
    def manifests(self) -> Sequence[Mapping[str, Any]]:
        """The descriptors an index lists."""
        return self.content.get("manifests") or ()

    @property
    def subject(self) -> str | None:
        """The digest of the manifest that this one refers to (a signature to its image)."""
        return (self.content.get("subject") or {}).get("digest")

    @property
    def artifact_type(self) -> str | None:
        """What the referrers list shows as type: artifactType, else a manifest's config media type."""
        declared = self.content.get("artifactType")
        return declared or (None if self.config is None else self.config.get("mediaType"))

    @property
    def annotations(self) -> Mapping[str, str]:
        """The manifest's annotations."""
        return self.content.get("annotations") or {}

    def blobs(self) -> list[str]:
        """Return the digests of the blobs a pull needs from this registry, config first."""
        descriptors = ([self.config] if self.config else []) + [
            layer for layer in self.layers if not _lies_elsewhere(layer)
        ]
        return list(dict.fromkeys(descriptor["digest"] for descriptor in descriptors))

    def transfer_size(self) -> int:
        """Return the bytes of configuration and layers, as the model counts them (see DECLARED_SIZE)."""
        config = self.config["size"] if self.config else 0
        return config + sum(layer_size(layer) for layer in self.layers)

    def descriptor(self) -> dict[str, Any]:
        """Return the descriptor of this manifest."""
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.data)}


def layer_size(descriptor: Mapping[str, Any]) -> int:
    """Return a layer's size in bytes as the model counts it: declared, else real."""
    declared = (descriptor.get("annotations") or {}).get(DECLARED_SIZE, "")
    return int(declared) if declared.isdecimal() else int(descriptor["size"])


def _lies_elsewhere(layer: Mapping[str, Any]) -> bool:
    """Nondistributable (OCI) and foreign (Docker) layers are not pushed to a registry."""
    return "nondistributable" in layer["mediaType"] or ".foreign." in layer["mediaType"]


def parse_manifest(data: bytes, media_type: str | None = None, algorithm: str = "sha256") -> Manifest:
    """Read and check a manifest.

    Args:
        data: the exact bytes.
        media_type: from the Content-Type header, if there was one; else the `mediaType` field decides.
        algorithm: the digest algorithm.

    Raises:
        ManifestInvalid: not JSON, an unknown type, or a field that must be there is not.
    """
    if len(data) > MAX_BYTES:
        raise ManifestTooLarge(f"The manifest has {len(data)} bytes; at most {MAX_BYTES} are accepted.")
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ManifestInvalid(f"The manifest is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ManifestInvalid("The manifest is not a JSON object.")
    declared = content.get("mediaType")
    found = (media_type or "").partition(";")[0].strip() or declared or _guess(content)
    if found not in INDEXES + MANIFESTS:
        raise ManifestInvalid(f"Manifest media type {found!r} is not supported.")
    if declared not in (None, found):
        raise ManifestInvalid(f"The manifest says mediaType {declared!r} but was sent as {found!r}.")
    if content.get("schemaVersion") != 2:
        raise ManifestInvalid(f"schemaVersion must be 2, not {content.get('schemaVersion')!r}.")
    _check_fields(found, content)
    return Manifest(digest_of(data, algorithm), found, data, content)


def _guess(content: Mapping[str, Any]) -> str | None:
    """Without a type anywhere, the fields tell an index from a manifest."""
    if "manifests" in content:
        return OCI_INDEX
    return OCI_MANIFEST if "config" in content else None


def _check_fields(media_type: str, content: Mapping[str, Any]) -> None:
    if media_type in INDEXES:
        _check_list("manifests", content.get("manifests"))
    else:
        _check_descriptor("config", content.get("config"))
        _check_list("layers", content.get("layers"))
    if content.get("subject") is not None:
        _check_descriptor("subject", content["subject"])
    _check_annotations("annotations", content.get("annotations"))


def _check_list(name: str, descriptors: Any) -> None:
    if not isinstance(descriptors, list):
        raise ManifestInvalid(f"{name} must be a list of descriptors.")
    for number, descriptor in enumerate(descriptors):
        _check_descriptor(f"{name}[{number}]", descriptor)


def _check_descriptor(name: str, descriptor: Any) -> None:
    if not isinstance(descriptor, dict):
        raise ManifestInvalid(f"{name} must be a descriptor.")
    size = descriptor.get("size")
    if not isinstance(descriptor.get("mediaType"), str):
        raise ManifestInvalid(f"{name}.mediaType is missing.")
    if not isinstance(descriptor.get("digest"), str) or not is_digest(descriptor["digest"]):
        raise ManifestInvalid(f"{name}.digest {descriptor.get('digest')!r} is not a digest.")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ManifestInvalid(f"{name}.size must be a number of bytes.")
    _check_annotations(f"{name}.annotations", descriptor.get("annotations"))


def _check_annotations(name: str, annotations: Any) -> None:
    if annotations is not None and not (
        isinstance(annotations, dict) and all(isinstance(value, str) for value in annotations.values())
    ):
        raise ManifestInvalid(f"{name} must map strings to strings.")
