"""Pull: from a reference to a manifest and its layers, as a container runtime does it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from planes.registry.errors import BlobUnknown, ManifestUnknown, PullError, RepositoryUnknown
from planes.registry.image import Blob, Image, read_image
from planes.registry.manifests import IMAGE_CONFIGS, Manifest, layer_size
from planes.registry.names import Reference, parse_reference
from planes.registry.public import ensure_public, public_name
from planes.registry.repository import Repository, StoredImage

if TYPE_CHECKING:
    from planes.registry.registry import Registry

# The model's choice; nobody publishes these two. A layer arrives and is unpacked at DOWNLOAD_MIB_PER_SECOND
# when it has the host to itself; every layer costs LAYER_SECONDS for its requests.
DOWNLOAD_MIB_PER_SECOND = 40.0
LAYER_SECONDS = 0.15

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


class PulledLayer(NamedTuple):
    """One layer of a resolved image: its digest and the bytes the model transfers for it."""

    digest: str
    size: int


class Resolved(NamedTuple):
    """What a reference means: the manifest's digest, its layers base first, its configuration's labels."""

    digest: str
    layers: tuple[PulledLayer, ...]
    labels: Mapping[str, str]


class Found(NamedTuple):
    """Where an image was found. `registry` is this one, or that of the public images."""

    registry: Registry
    repository: Repository
    image: StoredImage


def resolve(registry: Registry, reference: str, platform: str = "linux/amd64") -> Resolved:
    """Resolve an image reference to one platform's manifest and record the pull.

    Args:
        registry: where to look.
        reference: `shop/web:1`, `shop/web@sha256:…`, with or without the registry's host name; without
            tag and digest, `latest`. What is not here may be a public image; see planes.registry.public.
        platform: "linux/arm64" or just an architecture: arm64, ARM64, x86_64. Picks from an index; an
            image without an index is taken as it is, as a runtime does.

    Raises:
        PullError: in the words of a container runtime, fit to follow "CannotPullContainerError: ".
    """
    source, repository, image = find_image(registry, reference, platform)
    manifest = image.manifest
    layers = tuple(PulledLayer(layer["digest"], layer_size(layer)) for layer in manifest.layers)
    try:
        labels = labels_of(source, repository, manifest)
    except BlobUnknown:
        raise PullError(_missing(manifest.config["digest"] if manifest.config else "")) from None
    return Resolved(manifest.digest, layers, labels)


def find_image(registry: Registry, reference: str, platform: str = "linux/amd64") -> Found:
    """Return one platform's image and where it lies; see `resolve`."""
    source, repository, image = _look_up(registry, parse_reference(reference))
    image.pulled_at = registry.clock.now
    if image.manifest.is_index:
        digest = _pick(image.manifest, platform, reference)
        if digest not in repository.images:
            raise PullError(_missing(digest))
        image = repository.images[digest]
        image.pulled_at = registry.clock.now
    return Found(source, repository, image)


def _look_up(registry: Registry, parsed: Reference) -> Found:
    is_own = registry.is_own_host(parsed.host)
    is_short = parsed.host is None and not registry.knows(parsed.repository)
    uri = f"{registry.host if is_own else parsed.host}/{parsed.repository}"
    if (is_short or not is_own) and (name := public_name(parsed)):
        registry, parsed = registry.public, parsed._replace(repository=name)
        ensure_public(registry, name, parsed.wanted)
    elif not is_own:
        raise PullError(
            f'failed to do request: Head "https://{parsed.host}/v2/{parsed.repository}/manifests/'
            f'{parsed.wanted}": dial tcp: lookup {parsed.host}: no such host'
        )
    registry.pull_through.fill(parsed.repository, parsed.wanted)
    try:
        repository = registry.repository(parsed.repository)
        image = repository.find(parsed.wanted)
    except RepositoryUnknown as error:
        raise PullError(f"repository {uri} not found: name unknown: {error}") from None
    except ManifestUnknown:
        uri += f"@{parsed.digest}" if parsed.digest else f":{parsed.wanted}"
        raise PullError(
            f"manifest for {uri} not found: manifest unknown: Requested image not found"
        ) from None
    if image.status != "ACTIVE":
        raise PullError(f"manifest for {uri} not found: the image is archived and has to be restored first")
    return Found(registry, repository, image)


def _pick(index: Manifest, platform: str, reference: str) -> str:
    system, _, architecture = platform.lower().rpartition("/")
    architecture = _ARCHITECTURES.get(architecture, architecture)
    for entry in index.manifests:
        offered = entry.get("platform") or {}
        if offered.get("architecture") == architecture and offered.get("os", "linux") == (system or "linux"):
            return entry["digest"]
    raise PullError(
        f"no matching manifest for {system or 'linux'}/{architecture} in the manifest list entries of "
        f"{reference}: no match for platform in manifest: not found"
    )


def labels_of(registry: Registry, repository: Repository, manifest: Manifest) -> dict[str, str]:
    """Return the labels in an image's configuration; other artifacts have none."""
    config = manifest.config
    if config is None or config["mediaType"] not in IMAGE_CONFIGS:
        return {}
    with registry.open_blob(repository.name, config["digest"]) as file:
        content = json.load(file)
    return (content.get("config") or {}).get("Labels") or {}


def fetch(registry: Registry, digest: str, size: int, host: str = "") -> float:
    """Return the seconds a host needs to download and unpack one layer that has the host to itself.

    Args:
        registry: where the layer lies.
        digest: of the layer.
        size: bytes to transfer, from `resolve`.
        host: who asks; all hosts are alike here.

    Raises:
        PullError: the registry does not have the layer (any more).
    """
    if not registry.blobs.has(digest) and not registry.public.blobs.has(digest):
        raise PullError(_missing(digest))
    return LAYER_SECONDS + size / (DOWNLOAD_MIB_PER_SECOND * 1024 * 1024)


def _missing(digest: str) -> str:
    return f"failed to copy: httpReadSeeker: failed open: content at {digest} not found: not found"


def pull(registry: Registry, reference: str, platform: str = "linux/amd64") -> Image:
    """Download an image of one platform with all its bytes, every digest checked; see `resolve`."""
    source, repository, stored = find_image(registry, reference, platform)
    manifest = stored.manifest
    blobs = {}
    for digest in manifest.blobs():
        with source.open_blob(repository.name, digest) as file:
            blobs[digest] = file.read()
    return read_image(Blob(manifest.media_type, manifest.data), blobs)
