"""Image layers in pure Python: tar archives in a pile, and what the pile looks like from above.

A layer adds and replaces files. It cannot reach into the layers below, so it removes with markers: a
file named `.wh.NAME` hides NAME, and a file named `.wh..wh..opq` hides everything that lower layers have
in its directory.

Source: F05, F15 (OCI image specification, layer.md).
"""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from planes.errors import PlanesError

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_STORED_BLOCK_BYTES = 65_535
_MAX_LINKS = 40


class Visible(NamedTuple):
    """An entry of the merged view.

    Attributes:
        content: a file's bytes.
        layer: the number of the layer it comes from; 0 is the lowest.
        kind: "file", "directory" or "link" (symbolic).
        mode: permission bits.
        target: where a link points.
    """

    content: bytes
    layer: int
    kind: str = "file"
    mode: int = 0o644
    target: str = ""


def make_layer(
    files: Mapping[str, str | bytes], remove: Iterable[str] = (), opaque: Iterable[str] = ()
) -> bytes:
    """Return a layer as the bytes of a tar archive: the same bytes, so the same digest, for the same input.

    Args:
        files: contents by path, such as `{"app/main.py": "print(1)"}`.
        remove: paths of lower layers to hide; each becomes a whiteout.
        opaque: directories whose lower contents are hidden.
    """
    entries = {clean_path(path): content for path, content in files.items()}
    entries |= {_marker(path): b"" for path in remove}
    entries |= {clean_path(f"{folder}/{OPAQUE}"): b"" for folder in opaque}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(entries):
            content = entries[path]
            data = content.encode() if isinstance(content, str) else content
            # TarInfo's defaults (time 0, owner 0) keep the bytes the same on every machine.
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def compress(tar: bytes) -> bytes:
    """Return a gzip file of `tar` that has the same bytes on every machine.

    Compression libraries differ from machine to machine, and so would digests. This writes the one form
    of gzip that leaves no choice: blocks of stored, uncompressed bytes.
    """
    blocks = [tar[at : at + _STORED_BLOCK_BYTES] for at in range(0, len(tar), _STORED_BLOCK_BYTES)] or [b""]
    body = b"".join(
        struct.pack("<BHH", number == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for number, block in enumerate(blocks)
    )
    header = _GZIP_MAGIC + b"\x08\x00\x00\x00\x00\x00\x00\xff"
    return header + body + struct.pack("<II", zlib.crc32(tar), len(tar) & 0xFFFFFFFF)


def decompress(layer: bytes) -> bytes:
    """Return the tar archive inside a layer: gzip is taken off, a plain tar comes back as it is."""
    if layer.startswith(_ZSTD_MAGIC):
        raise PlanesError("A layer compressed with zstd was given; gzip and plain tar can be read here.")
    if not layer.startswith(_GZIP_MAGIC):
        return layer
    try:
        return gzip.decompress(layer)
    except (OSError, EOFError, zlib.error) as error:
        raise PlanesError(
            f"{len(layer)} bytes that are not a whole gzip file were given as a layer."
        ) from error


def read_layer(layer: bytes) -> dict[str, bytes]:
    """Return every file in a layer by path, markers included."""
    return {path: entry.content for path, entry in _entries(layer, 0).items() if entry.kind == "file"}


def union(layers: Sequence[bytes]) -> dict[str, Visible]:
    """Return the merged view of `layers`, lowest first: files and links by path."""
    return {path: entry for path, entry in merge(layers).items() if entry.kind != "directory"}


def merge(layers: Sequence[bytes]) -> dict[str, Visible]:
    """Return the merged view of `layers`, lowest first, with its directories, sorted by path."""
    view: dict[str, Visible] = {}
    for number, layer in enumerate(layers):
        entries = _entries(layer, number)
        # Markers speak about lower layers only, so all of them act before the layer's own files are added.
        for path in entries:
            _hide(view, path)
        for path, entry in entries.items():
            if not PurePosixPath(path).name.startswith(WHITEOUT):
                _place(view, _follow(view, path), entry)
    return dict(sorted(view.items()))


def unpack(layers: Sequence[bytes], folder: Path) -> Path:
    """Write the merged view of `layers` into `folder` as real files and return it.

    Nothing is written outside `folder`: paths with `..` are refused, and no file is written through a
    link. Owners are not set. Windows lets only privileged users make links; there they are left out.
    """
    view = merge(layers)
    folder.mkdir(parents=True, exist_ok=True)
    for path, entry in view.items():
        target = folder / path
        if entry.kind == "directory":
            target.mkdir(parents=True, exist_ok=True)
        elif entry.kind == "file":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(entry.content)
            target.chmod(entry.mode | 0o200)
    for path, entry in view.items():
        if entry.kind == "link":
            _link(folder / path, entry.target)
    return folder


def _link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.symlink_to(target)
    except OSError as error:
        if getattr(error, "winerror", None) is None:
            raise


def _entries(layer: bytes, number: int) -> dict[str, Visible]:
    try:
        with tarfile.open(fileobj=io.BytesIO(decompress(layer)), mode="r:") as archive:
            found: dict[str, Visible] = {}
            for member in archive:
                path = clean_path(member.name)
                if path != "." and (entry := _entry(archive, member, number)) is not None:
                    found[path] = entry
            return found
    except tarfile.TarError as error:
        raise PlanesError(
            f"{len(layer)} bytes that are not a tar archive were given as a layer. See lesson 01."
        ) from error


def _entry(archive: tarfile.TarFile, member: tarfile.TarInfo, number: int) -> Visible | None:
    """Devices, pipes and sockets have no bytes to show and are left out."""
    if member.isdir():
        return Visible(b"", number, "directory", member.mode)
    if member.issym():
        return Visible(b"", number, "link", member.mode, member.linkname)
    if not member.isfile() and not member.islnk():
        return None
    try:
        file = archive.extractfile(member)  # a hard link gives the bytes of what it links to
    except KeyError:
        raise PlanesError(
            f"{member.name!r} is a hard link to {member.linkname!r}, which is not in its layer."
        ) from None
    return None if file is None else Visible(file.read(), number, "file", member.mode)


def _hide(view: dict[str, Visible], marker: str) -> None:
    path = PurePosixPath(marker)
    if path.name == OPAQUE:
        _drop_inside(view, _follow(view, marker).rpartition("/")[0])
    elif path.name.startswith(WHITEOUT):
        _drop(view, _follow(view, str(path.with_name(path.name.removeprefix(WHITEOUT)))))


def _place(view: dict[str, Visible], path: str, entry: Visible) -> None:
    for folder in PurePosixPath(path).parents:
        if (existing := view.get(str(folder))) is not None and existing.kind != "directory":
            del view[str(folder)]  # a file of a lower layer gives way to a directory
    if entry.kind != "directory":
        _drop(view, path)
    view[path] = entry


def _drop(view: dict[str, Visible], path: str) -> None:
    view.pop(path, None)
    _drop_inside(view, path)


def _drop_inside(view: dict[str, Visible], folder: str) -> None:
    prefix = f"{folder}/" if folder else ""
    for path in [path for path in view if path.startswith(prefix)]:
        del view[path]


def _follow(view: Mapping[str, Visible], path: str) -> str:
    """Return `path` with links among its directories followed, never above the root."""
    done: list[str] = []
    *folders, name = PurePosixPath(path).parts
    waiting, links = folders, 0
    while waiting:
        part, waiting = waiting[0], waiting[1:]
        if part in ("/", ".", ".."):
            done = [] if part == "/" else done[:-1] if part == ".." else done
            continue
        entry = view.get("/".join([*done, part]))
        if entry is not None and entry.kind == "link":
            links += 1
            if links > _MAX_LINKS:
                raise PlanesError(f"The path {path!r} in a layer runs in a circle of links.")
            waiting = [*PurePosixPath(entry.target).parts, *waiting]
        else:
            done.append(part)
    return "/".join([*done, name])


def clean_path(path: str) -> str:
    """Return a layer's path in its one spelling, or raise PlanesError if it leaves the image."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts:
        raise PlanesError(
            f"The path {path!r} in a layer: a relative path without '..' is needed, such as 'app/main.py'."
        )
    return str(PurePosixPath(path))


def _marker(path: str) -> str:
    target = PurePosixPath(clean_path(path))
    return str(target.with_name(WHITEOUT + target.name))
