"""Blobs and upload sessions of the distribution protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from starlette.responses import Response, StreamingResponse

from planes.registry.blobs import Upload
from planes.registry.digests import split_digest
from planes.registry.errors import DigestInvalid, SizeInvalid, UploadOutOfOrder

if TYPE_CHECKING:
    from planes.clients.oci.app import Call

_READ_BYTES = 1 << 18
_CONTENT_RANGE = re.compile(r"(?:bytes )?(\d+)-(\d+)(?:/\S+)?")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


async def get_blob(call: Call) -> Response:
    """Answer GET and HEAD of a blob, whole or one range [end-2]."""
    split_digest(call.last)
    with call.lock:
        size = call.registry.blob_size(call.name, call.last)
        file = call.registry.open_blob(call.name, call.last)
    headers = {
        "Docker-Content-Digest": call.last,
        "ETag": f'"{call.last}"',
        "Accept-Ranges": "bytes",
        "Content-Type": "application/octet-stream",
    }
    if call.request.method == "HEAD":
        file.close()
        return Response(headers=headers | {"Content-Length": str(size)})
    wanted = _parse_range(call.request.headers.get("range", ""), size)
    if wanted is None:
        return StreamingResponse(_read(file, 0, size), headers=headers | {"Content-Length": str(size)})
    first, last = wanted
    if first > last:
        file.close()
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Length": str(last - first + 1), "Content-Range": f"bytes {first}-{last}/{size}"}
    return StreamingResponse(_read(file, first, last - first + 1), status_code=206, headers=headers)


def _parse_range(header: str, size: int) -> tuple[int, int] | None:
    """Return (first, last) byte wanted, first > last if there is no such byte, None for the whole blob.

    Several ranges, or a unit other than bytes, may be answered with the whole blob. Source: RFC 9110, 14.2.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        count = min(int(match[2]), size)
        return (size - count, size - 1) if count else (1, 0)
    first, last = int(match[1]), min(int(match[2] or size), size - 1)
    return (first, last) if first <= last else (1, 0)


def _read(file: BinaryIO, first: int, count: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while count and (chunk := file.read(min(count, _READ_BYTES))):
            count -= len(chunk)
            yield chunk


async def delete_blob(call: Call) -> Response:
    """Remove a blob from the repository [end-10]."""
    with call.lock:
        call.registry.delete_blob(call.name, call.last)
    return Response(status_code=202)


async def start_upload(call: Call) -> Response:
    """Open an upload, mount a blob, or take a whole blob in one POST [end-4a, 4b, 4c, 11]."""
    digest, algorithm, mount = (call.query.get(name) for name in ("digest", "digest-algorithm", "mount"))
    if digest:
        split_digest(digest)
    if algorithm and algorithm not in ("sha256", "sha512"):
        raise DigestInvalid(f"Digest algorithm {algorithm!r} is not supported; use sha256 or sha512.")
    with call.lock:
        if mount and call.registry.mount_blob(call.name, mount, call.query.get("from")):
            return _created(call, mount)
        upload_id = call.registry.begin_upload(call.name)
        upload = call.registry.upload(call.name, upload_id)
    if not digest:
        return _upload_response(call, upload_id, upload, 202)
    try:
        await _append(call, upload)
        return _finish(call, upload_id, digest)
    finally:
        # A single POST has no session the client could go on with.
        with call.lock:
            if upload_id in call.registry.uploads:
                call.registry.cancel_upload(call.name, upload_id)


async def upload_status(call: Call) -> Response:
    """Say how far an upload is [end-13]."""
    with call.lock:
        upload = call.registry.upload(call.name, call.last)
    return _upload_response(call, call.last, upload, 204)


async def append_to_upload(call: Call) -> Response:
    """Append a chunk [end-5]."""
    with call.lock:
        upload = call.registry.upload(call.name, call.last)
    await _append(call, upload)
    return _upload_response(call, call.last, upload, 202)


async def finish_upload(call: Call) -> Response:
    """Append the last chunk, if there is one, and check the digest [end-6]."""
    with call.lock:
        upload = call.registry.upload(call.name, call.last)
    digest = call.query.get("digest")
    if not digest:
        raise DigestInvalid("The query parameter digest is missing.")
    split_digest(digest)
    await _append(call, upload)
    return _finish(call, call.last, digest)


async def cancel_upload(call: Call) -> Response:
    """Forget an upload [end-14]."""
    with call.lock:
        call.registry.cancel_upload(call.name, call.last)
    return Response(status_code=204)


async def _append(call: Call, upload: Upload) -> None:
    _check_content_range(call, upload)
    async for chunk in call.request.stream():
        upload.write(chunk)


def _check_content_range(call: Call, upload: Upload) -> None:
    header = call.request.headers.get("content-range")
    if header is None:
        return
    match = _CONTENT_RANGE.fullmatch(header)
    if match is None or int(match[1]) != upload.size or int(match[2]) < int(match[1]):
        raise UploadOutOfOrder(f"The next chunk begins at byte {upload.size}; Content-Range is {header!r}.")
    length = call.request.headers.get("content-length")
    if length is not None and int(length) != int(match[2]) - int(match[1]) + 1:
        raise SizeInvalid(f"Content-Length is {length} but Content-Range is {header!r}.")


def _finish(call: Call, upload_id: str, digest: str) -> Response:
    with call.lock:
        call.registry.finish_upload(call.name, upload_id, digest)
    return _created(call, digest)


def _created(call: Call, digest: str) -> Response:
    headers = {"Location": f"/v2/{call.name}/blobs/{digest}", "Docker-Content-Digest": digest}
    return Response(status_code=201, headers=headers)


def _upload_response(call: Call, upload_id: str, upload: Upload, status: int) -> Response:
    headers = {
        "Location": f"/v2/{call.name}/blobs/uploads/{upload_id}",
        "Range": f"0-{max(upload.size - 1, 0)}",
        "Docker-Upload-UUID": upload_id,
    }
    return Response(status_code=status, headers=headers)
