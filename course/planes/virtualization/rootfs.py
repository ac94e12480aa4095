"""The smallest root file system that runs: one static busybox, as a folder or as a VM's first file system."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from planes.errors import PlanesError

INIT = "#!/bin/busybox sh\necho ready\nexec /bin/busybox sleep 1000000\n"
_CONSOLE = (5, 1)  # major and minor number of /dev/console


def busybox() -> Path | None:
    """Path of busybox on this machine, or None."""
    found = shutil.which("busybox")
    return Path(found) if found else None


def make_rootfs(folder: Path) -> Path:
    """Fill `folder` with a root file system that holds one file, /bin/busybox.

    Args:
        folder: where to write; made if it is not there.

    Returns:
        The folder.
    """
    for name in ("bin", "proc", "dev"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    target = folder / "bin" / "busybox"
    shutil.copyfile(_busybox_or_complain(), target)
    target.chmod(0o755)
    return folder


def make_initramfs(path: Path) -> Path:
    """Write a cpio archive with busybox and an init script that prints `ready`.

    Args:
        path: the file to write.

    Returns:
        The path.
    """
    binary = _busybox_or_complain().read_bytes()
    directory, program, device = stat.S_IFDIR | 0o755, stat.S_IFREG | 0o755, stat.S_IFCHR | 0o600
    entries = [
        _cpio_entry("bin", directory),
        _cpio_entry("dev", directory),
        _cpio_entry("dev/console", device, device=_CONSOLE),
        _cpio_entry("bin/busybox", program, binary),
        _cpio_entry("init", program, INIT.encode()),
        _cpio_entry("TRAILER!!!", 0),
    ]
    path.write_bytes(b"".join(entries))
    return path


def _busybox_or_complain() -> Path:
    found = busybox()
    if found is None:
        raise PlanesError(
            "A root file system needs busybox; it was not found. Install the package busybox-static."
        )
    return found


def _cpio_entry(name: str, mode: int, data: bytes = b"", device: tuple[int, int] = (0, 0)) -> bytes:
    """One entry of a cpio archive in the `newc` format: 13 hexadecimal fields, the name, the data."""
    fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name) + 1, 0]
    header = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
    return _padded(header) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
