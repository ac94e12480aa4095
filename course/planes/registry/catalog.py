"""Put images into a registry from Python: `push` for images one has built, `add_image` for lessons.

`add_image` makes images of real bytes: real tar archives, configuration, manifests, digests. To keep them
small its layers declare the size the model is to transfer and store, in the annotation `planes.size`.
"""

from __future__ import annotations

import random as random_module
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planes.errors import PlanesError
from planes.registry.image import Image, ImageLayer, Index, build_image, build_index, build_layer
from planes.registry.names import parse_reference

if TYPE_CHECKING:
    from planes.registry.registry import Registry

MIB = 1024 * 1024
_FILE_BYTES = 512
_TOP_SHARE = 0.1  # of the size: what changes from release to release
PACKAGES_PATH = "var/lib/dpkg/status"


class Pushed(NamedTuple):
    """What a push did.

    Attributes:
        digest: of the image or index the tag names now.
        uploaded: digests of the blobs that were sent.
        reused: digests of the blobs the repository had already.
    """

    digest: str
    uploaded: tuple[str, ...]
    reused: tuple[str, ...]


def push(registry: Registry, content: Image | Index, reference: str) -> Pushed:
    """Push an image or index as a client does: blobs that are not there yet, then manifests, then the tag.

    Args:
        registry: where to.
        content: from planes.registry.image.
        reference: `shop/web:1`, with or without the registry's host name; the repository is created if
            it is not there.
    """
    parsed = parse_reference(reference)
    if parsed.digest or not registry.is_own_host(parsed.host):
        raise PlanesError(f"{reference!r} was given to push to; give repository:tag of {registry.host}.")
    name = registry.ensure_repository(parsed.repository).name
    images = content.images if isinstance(content, Index) else (content,)
    uploaded: list[str] = []
    reused: list[str] = []
    for blob in {blob.digest: blob for image in images for blob in image.blobs()}.values():
        if registry.has_blob(name, blob.digest):
            reused.append(blob.digest)
        else:
            uploaded.append(registry.put_blob(name, blob.data))
    if isinstance(content, Index):
        for image in images:
            registry.put_manifest(name, image.manifest.data, image.manifest.media_type)
    manifest = content.manifest
    registry.put_manifest(name, manifest.data, manifest.media_type, tags=[parsed.wanted])
    return Pushed(content.digest, tuple(uploaded), tuple(reused))


def add_image(
    registry: Registry,
    reference: str,
    *,
    size_mib: float = 50.0,
    layers: int = 3,
    architectures: Sequence[str] = ("amd64",),
    base: str | None = None,
    files: Mapping[str, str | bytes] | None = None,
    packages: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    start_seconds: float | None = None,
    exit_code: int | None = None,
    exit_seconds: float | None = None,
    healthy: bool | None = None,
    rps_per_vcpu: float | None = None,
    base_cpu_share: float | None = None,
    terminate_seconds: float | str | None = None,
) -> str:
    """Make an image of small, real, seeded bytes, push it, and return its digest.

    The same arguments make the same digest on every machine. All layers but the topmost depend on the
    repository and not on the tag, so a second release shares them.

    Args:
        registry: where to.
        reference: `shop/web:1`.
        size_mib: declared size of the layers this adds; the topmost has a tenth of it.
        layers: how many layers this adds.
        architectures: with more than one, the tag names an index.
        base: reference of an image in this registry whose layers lie below.
        files: contents by path, added to the topmost layer.
        packages: versions by name of the operating system packages a scan finds, in the lowest layer added.
        labels: further labels of the configuration.
        start_seconds: from process start until it answers.
        exit_code: with this, it is a program that ends, not a server.
        exit_seconds: seconds until it ends.
        healthy: whether its health check succeeds.
        rps_per_vcpu: requests per second that fill one vCPU.
        base_cpu_share: CPU share of its reservation used without load, 0 to 1.
        terminate_seconds: from SIGTERM until it ends by itself; "never" if it ignores SIGTERM.
    """
    if layers < 1 or size_mib < 0 or not architectures:
        raise PlanesError(
            f"add_image was given layers={layers}, size_mib={size_mib}, architectures={architectures!r}; "
            "at least one layer, a size not below 0 and one architecture are needed."
        )
    parsed = parse_reference(reference)
    behaviour = {
        "start-seconds": start_seconds,
        "exit-code": exit_code,
        "exit-seconds": exit_seconds,
        "healthy": None if healthy is None else str(healthy).lower(),
        "rps-per-vcpu": rps_per_vcpu,
        "base-cpu-share": base_cpu_share,
        "terminate-seconds": terminate_seconds,
    }
    said = {f"planes.{name}": str(value) for name, value in behaviour.items() if value is not None}
    images = []
    for architecture in architectures:
        below = () if base is None else registry.pull(base, architecture).layers
        added = _make_layers(
            parsed.repository, parsed.wanted, architecture, layers, size_mib, files, packages
        )
        images.append(
            build_image([*below, *added], architecture=architecture, labels={**said, **(labels or {})})
        )
    content = images[0] if len(images) == 1 else build_index(images)
    return push(registry, content, reference).digest


def _make_layers(
    repository: str,
    tag: str,
    architecture: str,
    count: int,
    size_mib: float,
    files: Mapping[str, str | bytes] | None,
    packages: Mapping[str, str] | None,
) -> list[ImageLayer]:
    made = []
    for number in range(count):
        is_top = number == count - 1
        share = 1.0 if count == 1 else _TOP_SHARE if is_top else (1 - _TOP_SHARE) / (count - 1)
        size = round(size_mib * share * MIB)
        seed = f"{repository}:{tag if is_top else ''}/{architecture}/{number}/{size}"
        content: dict[str, str | bytes] = {
            f"opt/{repository}/{number}.bin": random_module.Random(seed).randbytes(_FILE_BYTES)
        }
        if number == 0 and packages:
            content[PACKAGES_PATH] = package_list(packages)
        if is_top:
            content.update(files or {})
        made.append(build_layer(content, declared_size=size))
    return made


def package_list(packages: Mapping[str, str]) -> str:
    """Return a Debian package database with these versions by package name."""
    return "\n".join(
        f"Package: {name}\nStatus: install ok installed\nVersion: {version}\n"
        for name, version in sorted(packages.items())
    )
