"""Manifests, tags and referrers of the distribution protocol."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from planes.registry.digests import split_digest
from planes.registry.errors import (
    ManifestTooLarge,
    ManifestUnknown,
    RegistryError,
    RepositoryUnknown,
)
from planes.registry.manifests import MAX_BYTES, OCI_INDEX, Manifest
from planes.registry.names import check_name, check_tag, is_tag
from planes.registry.repository import Repository

if TYPE_CHECKING:
    from planes.clients.oci.app import Call

_WILDCARDS = ("*/*", "application/*", "application/json")


async def get_manifest(call: Call) -> Response:
    """Answer GET and HEAD of a manifest by tag or digest [end-3]."""
    with call.lock:
        repository = call.registry.repository(call.name)
        image = repository.find(_reference(call.last))
        manifest = _acceptable(repository, image.manifest, call)
        if call.request.method == "GET":
            repository.images[manifest.digest].pulled_at = call.registry.clock.now
    headers = {
        "Docker-Content-Digest": manifest.digest,
        "ETag": f'"{manifest.digest}"',
        "Content-Type": manifest.media_type,
        "Content-Length": str(len(manifest.data)),
    }
    return Response(b"" if call.request.method == "HEAD" else manifest.data, headers=headers)


def _reference(text: str) -> str:
    """Return a tag or digest as it is; a malformed one is found nowhere, but a bad digest is an error."""
    if ":" in text:
        split_digest(text)
    return text


def _acceptable(repository: Repository, manifest: Manifest, call: Call) -> Manifest:
    """Return what the Accept header allows of this manifest.

    A client that knows no indexes gets, by tag, the linux/amd64 manifest out of one, as Docker's registry
    has always done. Source: distribution specification, content-negotiation.md.
    """
    header = ",".join(call.request.headers.getlist("accept"))
    accepted = [part.partition(";")[0].strip() for part in header.split(",") if part.strip()]
    if not accepted or manifest.media_type in accepted or any(kind in accepted for kind in _WILDCARDS):
        return manifest
    if manifest.is_index and is_tag(call.last):
        for entry in manifest.manifests:
            platform = entry.get("platform") or {}
            if (platform.get("os"), platform.get("architecture")) == ("linux", "amd64"):
                child = repository.images.get(entry["digest"])
                if child is not None and child.manifest.media_type in accepted:
                    return child.manifest
    raise ManifestUnknown(f"The manifest is of type {manifest.media_type}, which the Accept header excludes.")


async def put_manifest(call: Call) -> Response:
    """Store a manifest under a tag or a digest with any number of tags [end-7a, 7b]."""
    is_digest = ":" in call.last
    if is_digest:
        split_digest(call.last)
    tags = call.query.getlist("tag") if is_digest else [check_tag(call.last)]
    data = await _read_body(call)
    media_type = call.request.headers.get("content-type")
    with call.lock:
        manifest = call.registry.put_manifest(
            call.name,
            data,
            media_type,
            tags=tags,
            digest=call.last if is_digest else None,
            complete=not call.accept_sparse,
        )
    headers = {
        "Location": f"/v2/{call.name}/manifests/{manifest.digest}",
        "Docker-Content-Digest": manifest.digest,
    }
    if manifest.subject:
        headers["OCI-Subject"] = manifest.subject
    if is_digest and tags:
        headers["OCI-Tag"] = ", ".join(tags)
    return Response(status_code=201, headers=headers)


async def _read_body(call: Call) -> bytes:
    body = bytearray()
    async for chunk in call.request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ManifestTooLarge(f"A manifest may have at most {MAX_BYTES} bytes.")
    return bytes(body)


async def delete_manifest(call: Call) -> Response:
    """Delete a tag, or a manifest with all its tags [end-9]."""
    reference = _reference(call.last)
    with call.lock:
        if ":" in reference:
            call.registry.delete_manifest(call.name, reference)
        else:
            call.registry.delete_tag(call.name, reference)
    return Response(status_code=202)


async def list_tags(call: Call) -> Response:
    """List tags in byte order, all or `n` after `last` [end-8a, 8b]."""
    with call.lock:
        tags = sorted(call.registry.repository(call.name).tags)
    if (last := call.query.get("last")) is not None:
        tags = [tag for tag in tags if tag > last]
    headers = {}
    if (n := call.query.get("n")) is not None:
        if not n.isdecimal():
            raise RegistryError(f"The query parameter n is {n!r}; give a number of tags.")
        page = tags[: int(n)]
        if page and len(page) < len(tags):
            headers["Link"] = _next_link(f"/v2/{call.name}/tags/list", n=n, last=page[-1])
        tags = page
    return JSONResponse({"name": call.name, "tags": tags}, headers=headers)


async def list_referrers(call: Call) -> Response:
    """List the manifests whose subject is a digest, in pages no longer than a manifest [end-12a, 12b]."""
    check_name(call.name)
    split_digest(call.last)
    wanted_type = call.query.get("artifactType")
    with call.lock:
        found = _referrers(call, wanted_type)
    start = int(call.query.get("start", "0")) if call.query.get("start", "0").isdecimal() else 0
    page = _first_page(found[start:])
    headers = {"OCI-Filters-Applied": "artifactType"} if wanted_type else {}
    if start + len(page) < len(found):
        more = {"artifactType": wanted_type} if wanted_type else {}
        path = f"/v2/{call.name}/referrers/{call.last}"
        headers["Link"] = _next_link(path, start=start + len(page), **more)
    index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": page}
    return JSONResponse(index, headers=headers, media_type=OCI_INDEX)


def _referrers(call: Call, artifact_type: str | None) -> list[dict[str, Any]]:
    # The specification forbids 404 here, so an unknown repository has an empty list.
    try:
        return call.registry.repository(call.name).referrers(call.last, artifact_type)
    except RepositoryUnknown:
        return []


def _first_page(descriptors: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    page: list[dict[str, Any]] = []
    size = 0
    for descriptor in descriptors:
        size += len(json.dumps(descriptor)) + 1
        if page and size > MAX_BYTES - 200:
            break
        page.append(descriptor)
    return page


def _next_link(path: str, **query: object) -> str:
    return f'<{path}?{urlencode(query)}>; rel="next"'
