"""The content-addressed store: bytes under their digest, in memory or on disk."""

from __future__ import annotations

import io
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from planes.registry.digests import digest_of, new_hash, split_digest
from planes.registry.errors import BlobUnknown, DigestInvalid, UploadUnknown

_COPY_BYTES = 1 << 20


class Upload(ABC):
    """A blob on its way in. Nobody sees it before `commit` has checked its digest."""

    def __init__(self) -> None:
        self.size = 0
        self._hash, self._is_open = new_hash("sha256"), True

    def write(self, chunk: bytes) -> None:
        """Append bytes.

        Raises:
            UploadUnknown: the upload has ended meanwhile, by another request or as garbage.
        """
        if not self._is_open:
            raise UploadUnknown("The upload was finished or cancelled while bytes were still coming.")
        self._append(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def _digest(self, algorithm: str) -> str:
        if algorithm == "sha256":
            return f"sha256:{self._hash.hexdigest()}"
        other = new_hash(algorithm)
        for chunk in self._read():
            other.update(chunk)
        return f"{algorithm}:{other.hexdigest()}"

    def commit(self, digest: str) -> None:
        """Make the blob visible under `digest`.

        Raises:
            DigestInvalid: the bytes hash to something else; the upload stays open.
        """
        algorithm, _ = split_digest(digest)
        actual = self._digest(algorithm)
        if actual != digest:
            raise DigestInvalid(f"The bytes uploaded have digest {actual}, but {digest} was given.")
        self._publish(digest)
        self._is_open = False

    def abort(self) -> None:
        """Forget the upload and what was written."""
        self._is_open = False
        self._discard()

    @abstractmethod
    def _append(self, chunk: bytes) -> None: ...

    @abstractmethod
    def _read(self) -> Iterator[bytes]: ...

    @abstractmethod
    def _publish(self, digest: str) -> None: ...

    @abstractmethod
    def _discard(self) -> None: ...


class BlobStore(ABC):
    """Blobs by digest."""

    @abstractmethod
    def begin(self) -> Upload:
        """Begin an upload."""

    @abstractmethod
    def has(self, digest: str) -> bool:
        """Return whether the blob is there."""

    @abstractmethod
    def size(self, digest: str) -> int:
        """Return the size in bytes."""

    @abstractmethod
    def open(self, digest: str) -> BinaryIO:
        """Return a readable, seekable file of the blob's bytes."""

    @abstractmethod
    def delete(self, digest: str) -> None:
        """Remove the blob."""

    @abstractmethod
    def digests(self) -> list[str]:
        """Return every digest, sorted."""

    def put(self, data: bytes, digest: str | None = None) -> str:
        """Store bytes and return their digest; with `digest`, check it."""
        digest = digest or digest_of(data)
        upload = self.begin()
        upload.write(data)
        try:
            upload.commit(digest)
        except DigestInvalid:
            upload.abort()
            raise
        return digest

    def read(self, digest: str) -> bytes:
        """Return the blob's bytes."""
        with self.open(digest) as file:
            return file.read()


class _MemoryUpload(Upload):
    def __init__(self, blobs: dict[str, bytes]) -> None:
        super().__init__()
        self._blobs, self._buffer = blobs, bytearray()

    def _append(self, chunk: bytes) -> None:
        self._buffer += chunk

    def _read(self) -> Iterator[bytes]:
        yield bytes(self._buffer)

    def _publish(self, digest: str) -> None:
        self._blobs[digest] = bytes(self._buffer)

    def _discard(self) -> None:
        self._buffer.clear()


class MemoryBlobs(BlobStore):
    """Blobs in memory: for lessons and tests."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}

    def begin(self) -> Upload:  # noqa: D102
        return _MemoryUpload(self._blobs)

    def has(self, digest: str) -> bool:  # noqa: D102
        return digest in self._blobs

    def size(self, digest: str) -> int:  # noqa: D102
        return len(self._get(digest))

    def open(self, digest: str) -> BinaryIO:  # noqa: D102
        return io.BytesIO(self._get(digest))

    def delete(self, digest: str) -> None:  # noqa: D102
        self._blobs.pop(digest, None)

    def digests(self) -> list[str]:  # noqa: D102
        return sorted(self._blobs)

    def _get(self, digest: str) -> bytes:
        try:
            return self._blobs[digest]
        except KeyError:
            raise BlobUnknown(f"There is no blob {digest}.") from None


class _DiskUpload(Upload):
    def __init__(self, store: DiskBlobs, path: Path) -> None:
        super().__init__()
        self._store, self._path = store, path
        self._file = path.open("wb")

    def _append(self, chunk: bytes) -> None:
        self._file.write(chunk)

    def _read(self) -> Iterator[bytes]:
        self._file.flush()
        with self._path.open("rb") as file:
            while chunk := file.read(_COPY_BYTES):
                yield chunk

    def _publish(self, digest: str) -> None:
        # Bytes reach the disk before the name does: after a crash a blob is whole or not there.
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        target = self._store.path(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(target)
        sync_directory(target.parent)

    def _discard(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


class DiskBlobs(BlobStore):
    """Blobs as files `blobs/<algorithm>/<hex>`; unfinished uploads lie beside them in `uploads/`."""

    def __init__(self, directory: Path) -> None:
        self._blobs, self._uploads, self._count = directory / "blobs", directory / "uploads", 0
        # What an earlier run left unfinished was never visible and has no session any more.
        shutil.rmtree(self._uploads, ignore_errors=True)
        self._uploads.mkdir(parents=True)
        self._blobs.mkdir(exist_ok=True)

    def path(self, digest: str) -> Path:
        """Return where the blob lies or would lie."""
        algorithm, encoded = split_digest(digest)
        return self._blobs / algorithm / encoded

    def begin(self) -> Upload:  # noqa: D102
        self._count += 1
        return _DiskUpload(self, self._uploads / str(self._count))

    def has(self, digest: str) -> bool:  # noqa: D102
        return self.path(digest).is_file()

    def size(self, digest: str) -> int:  # noqa: D102
        return self._existing(digest).stat().st_size

    def open(self, digest: str) -> BinaryIO:  # noqa: D102
        return self._existing(digest).open("rb")

    def delete(self, digest: str) -> None:  # noqa: D102
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> list[str]:  # noqa: D102
        return sorted(f"{path.parent.name}:{path.name}" for path in self._blobs.glob("*/*"))

    def _existing(self, digest: str) -> Path:
        path = self.path(digest)
        if not path.is_file():
            raise BlobUnknown(f"There is no blob {digest}.")
        return path


def sync_directory(path: Path) -> None:
    """Make a rename in `path` last across a crash; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
