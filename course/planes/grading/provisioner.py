"""A kernel provisioner: kernels forked from a warm parent into a sandbox."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase

from planes.grading import warm
from planes.grading.sandbox import Place
from planes.grading.warm import Forked

NAME = "planes-warm-parent"
_counter = itertools.count()


class WarmParentProvisioner(KernelProvisionerBase):
    """Forks the kernel from the warm parent that `PLANES_WARM_PARENT` names.

    The kernel manager may carry `planes_place` (a `Place`, or None for no sandbox); without it the
    kernel gets a sandbox that shows a copy of its working folder.
    """

    process: Forked | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet cleaned up."""
        return self.process is not None

    async def poll(self) -> int | None:
        """Return None while the kernel runs."""
        return None if self.process and self.process.running else 1

    async def wait(self) -> int | None:
        """Forget the kernel once it has ended."""
        if self.process:
            self.process.kill()
            self.process = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Signals do not reach into the sandbox: an interrupt goes as a message, the rest ends the kernel."""
        if self.process and signum != 0:
            self.process.kill()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and everything it started."""
        if self.process:
            self.process.kill()

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel: a grader has nothing to save."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the process handle and the sockets' files."""
        if self.process:
            self.process.kill()
        for path in Path(self._prefix).parent.glob(f"{Path(self._prefix).name}-*"):
            path.unlink(missing_ok=True)

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """No time: see `terminate`."""
        return 0.0

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose the sockets' names, in the warm parent's private folder."""
        kernel_spec = self.kernel_spec
        kernel_spec.interrupt_mode = "message"
        self._socket_path = os.environ[warm.SOCKET_VARIABLE]
        self._prefix = str(Path(self._socket_path).parent / f"k{os.getpid()}.{next(_counter)}")
        manager: Any = self.parent
        manager.transport, manager.ip = "ipc", self._prefix
        for port, channel in enumerate(("shell", "iopub", "stdin", "control", "hb"), start=1):
            setattr(manager, f"{channel}_port", port)
        manager.cache_ports = False
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel."""
        folder = str(kwargs.get("cwd") or Path.cwd())
        place = getattr(self.parent, "planes_place", Place(folders=(folder,)))
        manager: Any = self.parent
        info = {**self.connection_info, "key": manager.session.key.decode()}
        wanted = ("ip", "shell_port", "iopub_port", "stdin_port", "control_port", "key")
        connection = {name: info[name] for name in wanted}
        self.process = warm.ask(self._socket_path, "kernel", place, folder, connection=connection)
        return self.connection_info
