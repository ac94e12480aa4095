"""The sandbox of one kernel on Linux: its own namespaces and root folder, limits, no rights."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import site
import socket
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from planes.grading import linux, seccomp

MIB = 1024 * 1024
_USER_INSIDE = 1000
_THREADS_BYTES = 1024 * MIB  # address space that threads reserve and hardly use
# Users that no account has: each sandbox started by root gets one, so that limits are counted apart.
_FIRST_USER_OUTSIDE, _USERS = 1_900_000_000, 60_000
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
_SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "fonts", "mime.types", "localtime", "alternatives")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_ENVIRONMENT = {
    "HOME": "/tmp/home",
    "IPYTHONDIR": "/tmp/ipython",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "TMPDIR": "/tmp",
    "USER": "learner",
}


@dataclass(frozen=True)
class Limits:
    """What one sandbox may use. CPU time in seconds; memory is data, private to a process, in bytes."""

    cpu_seconds: int = 240
    memory_bytes: int = 2048 * MIB
    processes: int = 64
    file_bytes: int = 64 * MIB
    open_files: int = 256
    disk_bytes: int = 256 * MIB
    files: int = 50_000
    input_bytes: int = 128 * MIB


@dataclass(frozen=True)
class Place:
    """What a sandbox shows: copies of these folders as its working folder, and none of `hidden`."""

    folders: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    slot: int = 0


def separate(slot: int) -> None:
    """Take new namespaces. The next child process lives in them, as process 1: see `guard`.

    Raises:
        OSError: the system does not allow it, to this user or at all.
    """
    spaces = (
        linux.NEW_MOUNT | linux.NEW_PID | linux.NEW_NET | linux.NEW_IPC | linux.NEW_UTS | linux.NEW_CGROUP
    )
    user, group = os.geteuid(), os.getegid()
    try:
        mapped = not may_be_anybody()
        linux.unshare(spaces | linux.NEW_USER if mapped else spaces)
    except OSError:
        if mapped:
            raise
        # Root in a container may not hold the rights of root, but be allowed what everybody is.
        linux.unshare(spaces | linux.NEW_USER)
        mapped = True
    if mapped:
        linux.map_user(_USER_INSIDE, user, group)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)


def may_be_anybody() -> bool:
    """Whether this is the machine's root; that of a user namespace has only the users that were mapped."""
    if os.geteuid() != 0:
        return False
    lines = Path("/proc/self/uid_map").read_text().splitlines()
    maps = [tuple(map(int, line.split())) for line in lines]
    return any(inside <= _FIRST_USER_OUTSIDE < inside + count - _USERS for inside, _, count in maps)


def settle(place: Place, scratch: str) -> None:
    """Furnish and enter the root folder, then give up all rights. Call inside the namespaces.

    Args:
        place: what to show.
        scratch: an empty folder to build the root folder on.
    """
    as_root = os.geteuid() == 0
    user = _FIRST_USER_OUTSIDE + place.slot % _USERS if as_root else os.geteuid()
    limits = place.limits
    linux.mount(
        "tmpfs",
        scratch,
        "tmpfs",
        linux.MS_NOSUID | linux.MS_NODEV,
        f"size={limits.disk_bytes},nr_inodes={limits.files},mode=755",
    )
    _show_system(scratch, place.hidden)
    _make_devices(scratch)
    for name in ("tmp", "tmp/home", "tmp/ipython", "submission", "dev/shm"):
        Path(scratch, name).mkdir(exist_ok=True)
        os.chown(Path(scratch, name), user, user if as_root else -1)
    for folder in place.folders:
        _copy(Path(folder), Path(scratch, "submission"), user if as_root else -1, limits.input_bytes)
    Path(scratch, "proc").mkdir()
    with contextlib.suppress(OSError):  # a container without rights may not mount it; little needs it
        linux.mount("proc", f"{scratch}/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    with contextlib.suppress(OSError):  # the kernel's out-of-memory killer comes here first
        Path(f"{scratch}/proc/self/oom_score_adj").write_text("1000")
    socket.sethostname("planes")
    linux.enter_root(scratch)
    if as_root:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        linux.allow_own_proc()
    _forbid_user_namespaces()
    _limit(limits)
    linux.drop_capabilities()
    seccomp.refuse_calls()
    os.chdir("/submission")
    set_environment()


def set_environment(home: str | None = None) -> None:
    """Leave only a small environment: secrets sit in the instructor's."""
    os.environ.clear()
    os.environ.update(_ENVIRONMENT)
    if home:
        os.environ.update(HOME=home, IPYTHONDIR=f"{home}/ipython", TMPDIR=home)
    os.umask(0o077)


def _show_system(root: str, hidden: Iterable[str]) -> None:
    shown = []
    for name in _SYSTEM:
        if Path(name).is_symlink():
            Path(root + name).symlink_to(Path(name).readlink())
        elif Path(name).is_dir():
            shown.append(name)
    for name in [*interpreter_folders(), *shown]:
        if name in shown or not any(Path(name).is_relative_to(other) for other in shown):
            _bind(root, name)
    for name in _SETTINGS:
        if Path("/etc", name).exists():
            _bind(root, f"/etc/{name}")
    Path(root, "etc/passwd").write_text(f"learner:x:{_USER_INSIDE}:{_USER_INSIDE}::/tmp/home:/bin/sh\n")
    for name in hidden:
        _cover(root, name)


def interpreter_folders() -> list[str]:
    """Return the folders that this interpreter and the course's package live in."""
    package = str(Path(__file__).resolve().parents[1])
    found = [str(Path(path).resolve()) for path in (sys.base_prefix, sys.prefix, package)]
    user_site = site.getusersitepackages()
    return list(dict.fromkeys([*found, *([user_site] if user_site in sys.path else [])]))


def _bind(root: str, name: str) -> None:
    target = Path(root + name)
    if target.exists():
        return  # below something that is shown already
    if Path(name).is_dir():
        target.mkdir(parents=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    linux.bind_read_only(name, str(target))


def _cover(root: str, name: str) -> None:
    """Put an empty folder, or an empty file, over something that a shown folder contains."""
    target = Path(root + name)
    if target.is_dir():
        linux.mount("tmpfs", str(target), "tmpfs", linux.MS_RDONLY, "size=4k,mode=755")
    elif target.exists():
        linux.bind_read_only("/dev/null", str(target))


def _make_devices(root: str) -> None:
    Path(root, "dev").mkdir()
    for name in _DEVICES:
        Path(root, "dev", name).touch()
        linux.mount(f"/dev/{name}", f"{root}/dev/{name}", None, linux.MS_BIND)
    for name, target in {"fd": "self/fd", "stdin": "self/fd/0", "stdout": "self/fd/1"}.items():
        Path(root, "dev", name).symlink_to(f"/proc/{target}")
    # A shell command in a notebook, such as !ls, runs in a terminal; it fails where there can be none.
    Path(root, "dev/pts").mkdir()
    with contextlib.suppress(OSError):
        options = "newinstance,ptmxmode=0666,mode=620,max=64"
        linux.mount("devpts", f"{root}/dev/pts", "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, options)
        Path(root, "dev/ptmx").symlink_to("pts/ptmx")


def _copy(source: Path, target: Path, owner: int, budget: int) -> None:
    """Copy plain files and folders, and nothing that could block, loop or point elsewhere; no notebook.

    The notebook being graded has its hidden tests back in it.
    """
    for folder, _, names in os.walk(source, followlinks=False):
        here = target / Path(folder).relative_to(source)
        here.mkdir(exist_ok=True)
        os.chown(here, owner, owner)
        for name in names:
            path = Path(folder, name)
            if name.endswith(".ipynb"):
                continue
            found = path.lstat()
            budget -= found.st_size if stat.S_ISREG(found.st_mode) else 0
            if stat.S_ISREG(found.st_mode) and budget >= 0:
                shutil.copyfile(path, here / name)
                os.chown(here / name, owner, owner)


def _forbid_user_namespaces() -> None:
    # A namespace inside would give its owner rights to more of the system's surface than grading needs.
    with contextlib.suppress(OSError):
        if os.geteuid() != _USER_INSIDE:
            user, group = os.geteuid(), os.getegid()
            linux.unshare(linux.NEW_USER)
            linux.map_user(_USER_INSIDE, user, group)
        Path("/proc/sys/user/max_user_namespaces").write_text("0")


def _limit(limits: Limits) -> None:
    for what, value in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_DATA, limits.memory_bytes),
        (resource.RLIMIT_AS, _mapped_bytes() + limits.memory_bytes + _THREADS_BYTES),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))


def _mapped_bytes() -> int:
    """Return the address space in use: memory shared between processes counts as nothing else."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:  # no /proc in a container without rights
        return 2048 * MIB
