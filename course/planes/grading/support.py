"""What this machine offers to keep submissions apart, and what to do where it offers nothing."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.grading.container import Container


@dataclass(frozen=True)
class Way:
    """How submissions are run."""

    sandboxed: bool
    container: Container | None = None


def how_to_run(trusted: bool) -> Way:
    """Choose how to run submissions on this machine.

    Raises:
        PlanesError: not at all, unless they are trusted.
    """
    if trusted:
        return Way(sandboxed=False)
    reason = why_no_sandbox()
    if not reason:
        return Way(sandboxed=True)
    from planes.grading import container

    if found := container.find():
        return Way(sandboxed=True, container=found)
    raise PlanesError(
        f"Submissions cannot be kept apart here: {reason}. Either grade on Linux, where user namespaces "
        "do it; or install Podman or Docker and build the grader's image with `planes image`; or, if "
        "you trust every line of every submission with your own files and rights, add --trust-submissions."
    )


def why_no_sandbox() -> str:
    """Return why there can be no sandbox of namespaces, or nothing where there can."""
    if sys.platform != "linux":
        return f"{sys.platform} has no namespaces"
    with tempfile.TemporaryDirectory() as scratch:
        return _in_child(lambda: _try(scratch))


def _in_child(work: Callable[[], str]) -> str:
    """Return what the work says in a process of its own, which it may change as it likes."""
    ready, written = os.pipe()
    child = os.fork()
    if child == 0:
        words = "unknown"
        try:
            words = work()
        except OSError as error:
            words = f"{error.strerror or error} ({error.filename or 'a system call'})"
        finally:
            os.write(written, words.encode())
            os._exit(0)
    os.close(written)
    with os.fdopen(ready) as pipe:
        found = pipe.read()
    os.waitpid(child, 0)
    return found


def _try(scratch: str) -> str:
    """Make a sandbox like those of submissions and return what hinders that, or nothing."""
    from planes.grading import sandbox

    try:
        sandbox.separate(0)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSPC, errno.EACCES):
            return (
                "this system forbids new namespaces (in a container, start it with --security-opt "
                "seccomp=unconfined --security-opt apparmor=unconfined; elsewhere, the settings "
                "user.max_user_namespaces and kernel.unprivileged_userns_clone decide)"
            )
        return f"this system does not allow new namespaces ({error.strerror or error})"

    def furnish() -> str:
        sandbox.settle(sandbox.Place(), scratch)
        return ""

    found = _in_child(furnish)
    return f"a sandbox cannot be furnished here: {found}" if found else ""


def give_to_owner(folder: Path) -> None:
    """In a container: give what was written to whoever started it, where root there is root outside."""
    from planes.grading.sandbox import may_be_anybody

    owner = os.environ.get("PLANES_OWNER", "")
    if not owner or not may_be_anybody():
        return
    user, group = map(int, owner.split(":"))
    for path in [folder, *folder.rglob("*")]:
        if path.lstat().st_uid == 0:
            os.chown(path, user, group, follow_symlinks=False)
