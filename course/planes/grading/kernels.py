"""Start and end the sandboxed kernel of a submission, through jupyter_client."""

from __future__ import annotations

import contextlib
import os
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Any as AnyTrait

from planes.grading import provisioner, warm
from planes.grading.brief import Brief

# Of messages that nobody has read yet, no more than this is held for a kernel: the product of the two.
_MESSAGE_BYTES = 32 * 1024 * 1024
_WAITING_MESSAGES = 50


class QuickClient(AsyncKernelClient):
    """A client that is ready when the kernel has answered and its outputs are subscribed to."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        wait = timeout or 60
        self.kernel_info()
        await self.get_shell_msg(timeout=wait)
        while (await self.get_iopub_msg(timeout=wait))["msg_type"] != "iopub_welcome":
            pass

    wait_for_ready = _async_wait_for_ready


class SandboxedKernelManager(AsyncKernelManager):
    """A kernel manager whose kernels the warm parent forks."""

    planes_place = AnyTrait(None, allow_none=True)
    client_class = QuickClient  # type: ignore[assignment]
    client_factory = QuickClient


async def start(brief: Brief) -> tuple[Any, Any]:
    """Start a kernel and return its manager and a client that is ready."""
    os.environ[warm.SOCKET_VARIABLE] = brief.socket_path
    manager = SandboxedKernelManager(
        kernel_name="python3", planes_place=brief.place, context=zmq.asyncio.Context()
    )
    assert manager.kernel_spec is not None
    manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": provisioner.NAME}
    manager.context.setsockopt(zmq.MAXMSGSIZE, _MESSAGE_BYTES)
    manager.context.setsockopt(zmq.RCVHWM, _WAITING_MESSAGES)
    client = None
    try:
        await manager.start_kernel(cwd=brief.folder or None, env=dict(os.environ))
        client = manager.client()
        client.start_channels(hb=False)
        await client.wait_for_ready(timeout=60)
    except BaseException:
        await stop(manager, client)
        raise
    client.allow_stdin = False
    return manager, client


async def stop(manager: Any, client: Any) -> None:
    """End a kernel, everything that it started, and what this side holds of it."""
    if client is not None:
        client.stop_channels()
    with contextlib.suppress(Exception):
        manager.provisioner.process.kill()
        await manager.cleanup_resources()
    manager.context.destroy(linger=0)
