"""Image layers in pure Python: tar archives in a pile, and what the pile looks like from above.

A layer adds and replaces files. It cannot reach into the layers below, so it removes with markers: a
file named `.wh.NAME` hides NAME, and a file named `.wh..wh..opq` hides everything that lower layers have
in its directory.

Source: F15 (OCI image specification, layer.md).
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from planes.errors import PlanesError

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"


class Visible(NamedTuple):
    """A file of the merged view: its bytes, and the number of the layer it comes from (0 is the lowest)."""

    content: bytes
    layer: int


def make_layer(
    files: Mapping[str, str | bytes], remove: Iterable[str] = (), opaque: Iterable[str] = ()
) -> bytes:
    """A layer as the bytes of a tar archive. The same input gives the same bytes, hence the same digest.

    Args:
        files: contents by path, such as `{"app/main.py": "print(1)"}`.
        remove: paths of lower layers to hide; each becomes a whiteout.
        opaque: directories whose lower contents are hidden.
    """
    entries = {_clean(path): content for path, content in files.items()}
    entries |= {_marker(path): b"" for path in remove}
    entries |= {_clean(f"{folder}/{OPAQUE}"): b"" for folder in opaque}
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


def read_layer(layer: bytes) -> dict[str, bytes]:
    """Every file in a layer by path, markers included."""
    try:
        with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
            members = [member for member in archive.getmembers() if member.isfile()]
            return {_clean(member.name): archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]
    except tarfile.TarError as error:
        raise PlanesError(
            f"{len(layer)} bytes that are not a tar archive were given as a layer. See lesson 01."
        ) from error


def union(layers: Sequence[bytes]) -> dict[str, Visible]:
    """The merged view of `layers`, lowest first: for every visible path its content and its layer."""
    view: dict[str, Visible] = {}
    for number, layer in enumerate(layers):
        entries = read_layer(layer)
        # Markers speak about lower layers only, so all of them act before the layer's own files are added.
        for path in entries:
            _hide(view, path)
        for path, content in entries.items():
            if not PurePosixPath(path).name.startswith(WHITEOUT):
                _drop(view, path)
                _drop_file_in_the_way(view, path)
                view[path] = Visible(content, number)
    return dict(sorted(view.items()))


def digest(layer: bytes) -> str:
    """The name of a layer: `sha256:` and the hash of its bytes. Source: F09."""
    return "sha256:" + hashlib.sha256(layer).hexdigest()


def unpack(layers: Sequence[bytes], folder: Path) -> Path:
    """Write the merged view of `layers` into `folder` as real files and return it."""
    for path, visible in union(layers).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(visible.content)
    return folder


def _hide(view: dict[str, Visible], marker: str) -> None:
    path = PurePosixPath(marker)
    if path.name == OPAQUE:
        _drop_inside(view, str(path.parent))
    elif path.name.startswith(WHITEOUT):
        _drop(view, str(path.with_name(path.name.removeprefix(WHITEOUT))))


def _drop(view: dict[str, Visible], path: str) -> None:
    view.pop(path, None)
    _drop_inside(view, path)


def _drop_inside(view: dict[str, Visible], folder: str) -> None:
    prefix = "" if folder == "." else folder + "/"
    for path in [path for path in view if path.startswith(prefix)]:
        del view[path]


def _drop_file_in_the_way(view: dict[str, Visible], path: str) -> None:
    """A file of a lower layer gives way when a layer above has a directory of that name."""
    for folder in PurePosixPath(path).parents:
        view.pop(str(folder), None)


def _clean(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts:
        raise PlanesError(
            f"The path {path!r} in a layer: a relative path without '..' is needed, such as 'app/main.py'."
        )
    return str(PurePosixPath(path))


def _marker(path: str) -> str:
    target = PurePosixPath(_clean(path))
    return str(target.with_name(WHITEOUT + target.name))
