"""Copy an image with everything it needs from one registry to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planes.registry.registry import Registry

_CHUNK_BYTES = 1 << 20


def copy_image(source: Registry, name: str, reference: str, target: Registry, target_name: str) -> str:
    """Copy an image or index and return its digest. Blobs that are there already are not sent.

    Args:
        source: registry to copy from.
        name: repository in `source`.
        reference: tag or digest; a tag is set in the target too.
        target: registry to copy to.
        target_name: repository in `target`; it must be there.
    """
    manifest = source.repository(name).find(reference).manifest
    for entry in manifest.manifests:
        copy_image(source, name, entry["digest"], target, target_name)
    for digest in manifest.blobs():
        if not target.has_blob(target_name, digest):
            _copy_blob(source, name, digest, target, target_name)
    tags = () if reference == manifest.digest else (reference,)
    target.put_manifest(target_name, manifest.data, manifest.media_type, tags=tags, digest=manifest.digest)
    return manifest.digest


def _copy_blob(source: Registry, name: str, digest: str, target: Registry, target_name: str) -> None:
    upload_id = target.begin_upload(target_name)
    upload = target.upload(target_name, upload_id)
    with source.open_blob(name, digest) as file:
        while chunk := file.read(_CHUNK_BYTES):
            upload.write(chunk)
    target.finish_upload(target_name, upload_id, digest)
