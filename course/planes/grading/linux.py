"""The few Linux system calls that Python's standard library does not offer (3.11)."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

NEW_MOUNT, NEW_CGROUP, NEW_UTS, NEW_IPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_SETATTR = 442  # the same number on every architecture that has it (Linux 5.12)
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_PDEATHSIG, _SET_DUMPABLE, _CAPBSET_DROP, _SUBREAPER, _NO_NEW_PRIVS = 1, 4, 24, 36, 38
_CAPABILITY_VERSION_3 = 0x20080522
_SET_SECCOMP, _SECCOMP_FILTER = 22, 2

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Give this process namespaces of its own."""
    _check(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """Mount a file system, or bind one place to another."""
    kind_bytes = kind.encode() if kind else None
    found = _libc.mount(
        source.encode(), target.encode(), kind_bytes, ctypes.c_ulong(flags), options.encode() or None
    )
    _check(found, f"mount {target}")


def bind_read_only(source: str, target: str) -> None:
    """Show `source` at `target`, with all that is mounted below it, read-only and without set-uid."""
    mount(source, target, None, MS_BIND | MS_REC)
    flags = MS_RDONLY | MS_NOSUID
    attributes = struct.pack("QQQQ", flags, 0, 0, 0)
    done = _libc.syscall(
        _MOUNT_SETATTR, _AT_FDCWD, target.encode(), _AT_RECURSIVE, attributes, len(attributes)
    )
    if done < 0:  # before Linux 5.12; mounts below keep their own rights, the file permissions still hold
        mount(source, target, None, MS_BIND | MS_REMOUNT | flags | MS_NODEV)


def enter_root(root: str) -> None:
    """Make `root` the root folder and let go of everything outside it."""
    os.chdir(root)
    _check(_libc.syscall(_PIVOT_ROOT[os.uname().machine], b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", _MNT_DETACH), "umount")
    os.chdir("/")


def die_with_parent(signal_number: int) -> None:
    """Ask for a signal when the parent dies. A change of user clears it: call this after."""
    _check(_libc.prctl(_PDEATHSIG, signal_number, 0, 0, 0), "prctl")


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ended, to wait for them and count their CPU time."""
    _check(_libc.prctl(_SUBREAPER, 1, 0, 0, 0), "prctl")


def forbid_tracing() -> None:
    """Keep processes of the same user from reading this one's memory."""
    _check(_libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0), "prctl")


def allow_own_proc() -> None:
    """Give back /proc/self, which a change of user takes away."""
    _check(_libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0), "prctl")


def drop_capabilities() -> None:
    """Give up every capability for good, and whatever a set-uid program could give back."""
    for capability in range(64):
        if _libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, b"\0" * 24), "capset")
    _check(_libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")


def filter_calls(program: ctypes.Array[ctypes.c_char], steps: int) -> None:
    """Have the kernel run a filter program of so many steps before every system call from now on."""
    found = struct.pack("HxxxxxxQ", steps, ctypes.addressof(program))
    _check(_libc.prctl(_SET_SECCOMP, _SECCOMP_FILTER, found, 0, 0), "seccomp")


def map_user(inside: int, outside: int, group: int) -> None:
    """Fill in the maps of a user namespace with one user and one group."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside} {outside} 1")
    Path("/proc/self/gid_map").write_text(f"{inside} {group} 1")
