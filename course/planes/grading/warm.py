"""Start the warm parent and ask it for processes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from planes.errors import PlanesError
from planes.grading.sandbox import Place
from planes.grading.scratch import scratch_folder

SOCKET_VARIABLE = "PLANES_WARM_PARENT"
BASIC_MODULES = ("numpy", "numpy.random", "matplotlib.pyplot", "planes.learning")
_START_SECONDS = 120.0


class WarmParent:
    """A warm parent process and its private run folder, from `with` to the end of the block."""

    def __init__(self, folder: Path | None = None) -> None:
        self._wanted = folder
        self.folder = Path()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> WarmParent:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def socket_path(self) -> str:
        """Where it listens."""
        return str(self.folder / "z")

    def start(self) -> None:
        """Start it; it imports what every unit needs while the caller goes on."""
        self.folder = Path(tempfile.mkdtemp(prefix="w", dir=self._wanted))
        command = [sys.executable, "-P", "-m", "planes.grading.zygote"]
        self._process = subprocess.Popen(
            [*command, self.socket_path, json.dumps(BASIC_MODULES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )

    def also_import(self, modules: list[str]) -> None:
        """Say what the unit needs besides. It serves requests after that."""
        assert self._process is not None and self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # `wait_until_ready` says that it ended
            self._process.stdin.write(json.dumps(modules).encode() + b"\n")
            self._process.stdin.flush()

    def wait_until_ready(self) -> None:
        """Wait until it has imported everything."""
        assert self._process is not None
        waited = 0.0
        while not Path(self.socket_path).exists():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.02)
                raise PlanesError("The warm parent process ended at once; run `planes doctor`.")
            waited += 0.02
            if waited > _START_SECONDS:
                raise PlanesError(f"The warm parent process did not start in {_START_SECONDS:.0f} s.")

    def stop(self) -> None:
        """End it and everything it started."""
        if self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def warm_scratch(wanted: bool = True) -> Iterator[tuple[WarmParent | None, Path]]:
    """Open a scratch folder with a warm parent, if one is wanted, that begins to import at once."""
    with scratch_folder() as scratch:
        if not wanted:
            yield None, scratch
            return
        with WarmParent(scratch) as warm:
            yield warm, scratch


def _environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "MPLCONFIGDIR", "XDG_CACHE_HOME")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    # One thread only: a process with threads cannot take a user namespace, nor be forked safely.
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**found, **threads, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}


@dataclass
class Forked:
    """A process that the warm parent started: its supervisor, a handle on that one's life, a socket to it."""

    supervisor: int
    pidfd: int
    channel: socket.socket

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.pidfd >= 0 and not select.select([self.pidfd], [], [], 0)[0]

    def memory_mib(self) -> float:
        """Return the most memory that the process has held, as far as the system tells; else 0."""
        found, pid = 0.0, str(self.supervisor)
        with contextlib.suppress(OSError, ValueError, IndexError):
            for _ in range(2):  # below the supervisor: the guard of the sandbox, and the kernel
                pid = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
                status = Path(f"/proc/{pid}/status").read_text()
                found = max(found, int(status.partition("VmHWM:")[2].split()[0]) / 1024)
        return found

    def kill(self) -> None:
        """End it and wait for that."""
        if self.pidfd < 0:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        select.select([self.pidfd], [], [], 10.0)
        os.close(self.pidfd)
        self.pidfd = -1
        self.channel.close()


def ask(socket_path: str, kind: str, place: Place | None, folder: str = "", **more: Any) -> Forked:
    """Ask the warm parent at `socket_path` for a process.

    Args:
        socket_path: where it listens.
        kind: "kernel" or "judge".
        place: what its sandbox shows; None for no sandbox.
        folder: its working folder where there is no sandbox.
        more: for a kernel, its `connection`.

    Raises:
        PlanesError: it could not be started.
    """
    request = {
        "kind": kind,
        "place": asdict(place or Place()),
        "sandbox": place is not None,
        "folder": folder,
    }
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(socket_path)
        connection.sendall(json.dumps({**request, **more}).encode())
        data, descriptors, _, _ = socket.recv_fds(connection, 1 << 16, 2)
    answer = json.loads(data or b'{"error": "no answer"}')
    if "error" in answer:
        raise PlanesError(f"The sandbox could not be made: {answer['error']}")
    return Forked(answer["pid"], descriptors[0], socket.socket(fileno=descriptors[1]))
