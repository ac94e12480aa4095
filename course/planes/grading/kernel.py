"""An IPython kernel in a process that was forked, on sockets that were opened before the sandbox closed."""

from __future__ import annotations

import random
import socket
import sys
import types
from typing import Any

import zmq
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop

from planes.grading import answers


class ForkedKernelApp(IPKernelApp):
    """`IPKernelApp` without connection file, heartbeat and parent watch: the grader holds the process."""

    listening: dict[int, socket.socket]

    def init_connection_file(self) -> None:
        """Nothing to read: the connection is given."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Nothing to write: the grader knows the connection."""

    def parse_command_line(self, argv: Any = None) -> None:
        """Nothing to read: the settings are given."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """No settings files: none are shown in the sandbox."""

    def init_heartbeat(self) -> None:
        """A process is watched by its pidfd, not by a heartbeat."""

    def init_poller(self) -> None:
        """The sandbox dies with its supervisor."""

    def _bind_socket(self, s: zmq.Socket, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.listening[port].detach())
        s.bind(f"ipc://{self.ip}-{port}")
        return port


def run(connection: dict[str, Any], listening: dict[int, socket.socket], calls: socket.socket) -> None:
    """Run a kernel until it is killed. Does not return in ordinary life."""
    sys.modules["__main__"] = types.ModuleType("__main__")
    reseed()
    app = ForkedKernelApp.instance(
        transport="ipc",
        ip=connection["ip"],
        shell_port=connection["shell_port"],
        iopub_port=connection["iopub_port"],
        stdin_port=connection["stdin_port"],
        control_port=connection["control_port"],
        capture_fd_output=False,
        log_level=50,
    )
    app.config.HistoryManager.enabled = False
    app.config.InteractiveShell.cache_size = 0
    app.session.key = connection["key"].encode()
    app.listening = listening
    app.initialize([])
    line = answers.line(calls, app.kernel.shell.user_ns)
    IOLoop.current().add_handler(calls.fileno(), lambda *_: line.serve(), IOLoop.READ)
    app.start()


def reseed() -> None:
    """Take new random numbers: a forked process would repeat its parent's."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
