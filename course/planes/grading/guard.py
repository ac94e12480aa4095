"""Process 1 of a sandbox's namespaces: ours, so that all that lives in them ends when it should."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from planes.grading import linux

_EVERY_SECONDS = 0.2
# What a process shares with the warm parent is counted for each of them.
_SHARED_BYTES = 128 * 1024 * 1024


def stay_behind(memory_bytes: int) -> None:
    """Fork, and return in the child. This process waits for the child and ends the namespaces with it.

    A learner's process could give up dying with its parent. It cannot end, stop or trace this one,
    which does die with its parent, and everything in its namespaces dies with it.

    Args:
        memory_bytes: what the processes may hold together. More ends them all.
    """
    linux.forbid_tracing()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        linux.allow_own_proc()
        linux.die_with_parent(signal.SIGKILL)
        return
    os.closerange(0, 1024)
    while True:
        signal.sigtimedwait({signal.SIGCHLD}, _EVERY_SECONDS)
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitpid(-1, os.WNOHANG)[0]:
                if ended == child:
                    os._exit(0)
        if _held_bytes() > memory_bytes:
            os._exit(0)


def _held_bytes() -> int:
    """Return the memory of all processes here, less what they share with the warm parent."""
    total = 0
    for pid in _processes():
        with contextlib.suppress(OSError, ValueError, IndexError):
            status = Path("/proc", pid, "status").read_text()
            held = sum(int(status.partition(name)[2].split()[0]) for name in ("RssAnon:", "RssShmem:"))
            total += max(0, held * 1024 - _SHARED_BYTES)
    return total


def _processes() -> list[str]:
    """Return the numbers of the processes here, none before the sandbox has a /proc of its own."""
    with contextlib.suppress(OSError):
        if str(Path("/proc/self").readlink()) == "1":
            return [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]
    return []
