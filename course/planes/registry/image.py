"""Build OCI images in Python: layers, configuration, manifest, index, and the layout directory.

layer = build_layer({"app/main.py": "print('hello')"})
image = build_image([layer], architecture="arm64", labels={"planes.start-seconds": "3"})
index = build_index([build_image([layer], architecture="amd64"), image])
write_layout(index, Path("shop"), "shop/web:1")
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from planes.errors import PlanesError
from planes.registry import layers as layers_module
from planes.registry.digests import digest_of
from planes.registry.manifests import (
    DECLARED_SIZE,
    DOCKER_CONFIG,
    DOCKER_LAYER_GZIP,
    DOCKER_MANIFEST,
    OCI_CONFIG,
    OCI_INDEX,
    OCI_LAYER,
    OCI_LAYER_GZIP,
    OCI_MANIFEST,
    parse_manifest,
)

_REF_NAME = "org.opencontainers.image.ref.name"


class Blob(NamedTuple):
    """Bytes with their media type."""

    media_type: str
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 over exactly the bytes."""
        return digest_of(self.data)

    def descriptor(self, **more: Any) -> dict[str, Any]:
        """Return media type, digest and size in bytes, and `more` fields."""
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.data), **more}


@dataclass(frozen=True)
class ImageLayer:
    """One layer: the blob a registry stores, and the tar archive inside it.

    Attributes:
        blob: compressed bytes.
        diff_id: digest of the uncompressed tar archive.
        declared_size: bytes the model transfers for it, where that differs from the real size.
    """

    blob: Blob
    diff_id: str
    declared_size: int | None = None

    def descriptor(self) -> dict[str, Any]:
        """Return the layer's descriptor for a manifest."""
        if self.declared_size is None:
            return self.blob.descriptor()
        return self.blob.descriptor(annotations={DECLARED_SIZE: str(self.declared_size)})


@dataclass(frozen=True)
class Image:
    """An image for one platform."""

    manifest: Blob
    config: Blob
    layers: tuple[ImageLayer, ...]

    @property
    def digest(self) -> str:
        """The manifest's digest: what one pulls by."""
        return self.manifest.digest

    @property
    def image_id(self) -> str:
        """The configuration's digest: what a container runtime lists as image id."""
        return self.config.digest

    @property
    def configuration(self) -> dict[str, Any]:
        """The configuration's JSON."""
        return json.loads(self.config.data)

    def blobs(self) -> list[Blob]:
        """Return configuration and layers: what is pushed before the manifest."""
        return [self.config, *(layer.blob for layer in self.layers)]

    def unpack(self, folder: Path) -> Path:
        """Write the file system the layers make into `folder`."""
        return layers_module.unpack([layer.blob.data for layer in self.layers], folder)


@dataclass(frozen=True)
class Index:
    """Images for several platforms under one digest."""

    manifest: Blob
    images: tuple[Image, ...]

    @property
    def digest(self) -> str:
        """The index's digest."""
        return self.manifest.digest


def json_bytes(content: Any) -> bytes:
    """Return JSON as bytes, always spelled the same way."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def build_layer(
    files: Mapping[str, str | bytes],
    *,
    remove: Sequence[str] = (),
    opaque: Sequence[str] = (),
    gzip: bool = True,
    declared_size: int | None = None,
) -> ImageLayer:
    """Return a layer of `files`; see layers.make_layer for `remove` and `opaque`.

    Args:
        files: contents by path.
        remove: paths of lower layers to hide.
        opaque: directories whose lower contents are hidden.
        gzip: whether the blob is gzip (of stored blocks, so that digests agree everywhere) or plain tar.
        declared_size: bytes the model transfers for this layer instead of the real ones.
    """
    tar = layers_module.make_layer(files, remove, opaque)
    blob = Blob(OCI_LAYER_GZIP, layers_module.compress(tar)) if gzip else Blob(OCI_LAYER, tar)
    return ImageLayer(blob, digest_of(tar), declared_size)


def build_image(
    layers: Sequence[ImageLayer],
    *,
    architecture: str = "amd64",
    os: str = "linux",
    labels: Mapping[str, str] | None = None,
    config: Mapping[str, Any] | None = None,
    annotations: Mapping[str, str] | None = None,
    docker: bool = False,
) -> Image:
    """Return an image of `layers`, base first.

    Args:
        layers: from `build_layer` or another image.
        architecture: as Go names it: amd64, arm64.
        os: operating system.
        labels: for the configuration.
        config: further execution parameters, such as {"Entrypoint": ["/app"], "Env": ["A=1"]}.
        annotations: for the manifest.
        docker: use Docker's media types (schema 2) instead of OCI's.
    """
    execution = dict(config or {}) | ({"Labels": dict(labels)} if labels else {})
    rootfs = {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]}
    configuration = {"architecture": architecture, "os": os, "config": execution, "rootfs": rootfs}
    config_blob = Blob(DOCKER_CONFIG if docker else OCI_CONFIG, json_bytes(configuration))
    if docker:
        layers = [
            ImageLayer(Blob(DOCKER_LAYER_GZIP, layer.blob.data), layer.diff_id, layer.declared_size)
            for layer in layers
        ]
    media_type = DOCKER_MANIFEST if docker else OCI_MANIFEST
    content: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": config_blob.descriptor(),
        "layers": [layer.descriptor() for layer in layers],
    }
    if annotations:
        content["annotations"] = dict(annotations)
    return Image(Blob(media_type, json_bytes(content)), config_blob, tuple(layers))


def build_index(images: Sequence[Image], annotations: Mapping[str, str] | None = None) -> Index:
    """Return an index of images; each one's platform is read from its configuration."""
    content: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": OCI_INDEX,
        "manifests": [image.manifest.descriptor(platform=_platform(image)) for image in images],
    }
    if annotations:
        content["annotations"] = dict(annotations)
    return Index(Blob(OCI_INDEX, json_bytes(content)), tuple(images))


def _platform(image: Image) -> dict[str, str]:
    configuration = image.configuration
    return {name: configuration[name] for name in ("architecture", "os", "variant") if name in configuration}


def read_image(manifest: Blob, blobs: Mapping[str, bytes]) -> Image:
    """Put an image together from its manifest and its blobs by digest, checking every digest.

    Raises:
        PlanesError: bytes are missing or do not hash to their digest.
    """
    parsed = parse_manifest(manifest.data, manifest.media_type)
    for digest in parsed.blobs():
        data = blobs.get(digest)
        if data is None or digest_of(data, digest.partition(":")[0]) != digest:
            raise PlanesError(
                f"The bytes of {digest} are {'missing' if data is None else 'not those it names'}."
            )
    config = Blob(parsed.config["mediaType"], blobs[parsed.config["digest"]])  # type: ignore[index]
    found = []
    for descriptor in parsed.layers:
        blob = Blob(descriptor["mediaType"], blobs[descriptor["digest"]])
        declared = (descriptor.get("annotations") or {}).get(DECLARED_SIZE)
        diff_id = digest_of(layers_module.decompress(blob.data))
        found.append(ImageLayer(blob, diff_id, None if declared is None else int(declared)))
    return Image(manifest, config, tuple(found))


def write_layout(content: Image | Index, folder: Path, name: str | None = None) -> Path:
    """Write an OCI image layout: `oci-layout`, `index.json` and the blobs (F01).

    Args:
        content: an image or an index.
        folder: the directory; made if it is not there.
        name: kept as the annotation that tools read as the image's name or tag.
    """
    folder.mkdir(parents=True, exist_ok=True)
    images = content.images if isinstance(content, Index) else (content,)
    blobs = [blob for image in images for blob in [*image.blobs(), image.manifest]]
    for blob in [*blobs, content.manifest]:
        algorithm, _, encoded = blob.digest.partition(":")
        (folder / "blobs" / algorithm).mkdir(parents=True, exist_ok=True)
        (folder / "blobs" / algorithm / encoded).write_bytes(blob.data)
    annotations = {"annotations": {_REF_NAME: name}} if name else {}
    top = {"schemaVersion": 2, "manifests": [content.manifest.descriptor(**annotations)]}
    (folder / "index.json").write_bytes(json_bytes(top))
    (folder / "oci-layout").write_bytes(json_bytes({"imageLayoutVersion": "1.0.0"}))
    return folder


def read_layout(folder: Path) -> Image | Index:
    """Read the first image or index of an OCI image layout, checking every digest."""
    try:
        top = json.loads((folder / "index.json").read_bytes())
        descriptor = top["manifests"][0]
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise PlanesError(f"{folder} is not an OCI image layout with an image in index.json.") from error
    return _read_descriptor(folder, descriptor)


def _read_descriptor(folder: Path, descriptor: Mapping[str, Any]) -> Image | Index:
    manifest = Blob(descriptor["mediaType"], _layout_blob(folder, descriptor["digest"]))
    parsed = parse_manifest(manifest.data, manifest.media_type)
    if parsed.is_index:
        children = [_read_descriptor(folder, entry) for entry in parsed.manifests]
        return Index(manifest, tuple(child for child in children if isinstance(child, Image)))
    return read_image(manifest, {digest: _layout_blob(folder, digest) for digest in parsed.blobs()})


def _layout_blob(folder: Path, digest: str) -> bytes:
    algorithm, _, encoded = digest.partition(":")
    try:
        return (folder / "blobs" / algorithm / encoded).read_bytes()
    except OSError as error:
        raise PlanesError(f"The layout {folder} has no blob {digest}.") from error
