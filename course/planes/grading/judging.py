"""The grader's end of a judge: start it, give it test cells, end it when a cell takes too long."""

from __future__ import annotations

import ast
import asyncio
import functools
import pickle
import socket
from typing import TYPE_CHECKING, Any

from planes.grading import transport, warm
from planes.grading.unit import parse

if TYPE_CHECKING:
    from planes.grading.execute import Brief


class Judge:
    """One judge for one submission."""

    def __init__(self, brief: Brief, timeout_seconds: float) -> None:
        self._brief, self._timeout = brief, timeout_seconds
        self._process: warm.Forked | None = None
        self._learner: socket.socket | None = None
        self._defined: list[str] = []  # what the test cells so far define for later ones

    async def start(self) -> None:
        """Fork it and run the unit's setup cells there, and what earlier test cells define."""
        brief = self._brief
        self._process = warm.ask(brief.socket_path, "judge", brief.judge_place, brief.judge_folder)
        self._process.channel.setblocking(False)
        for source in (*brief.unit.setup, *self._defined):
            await self._ask({"source": source, "taken": [], "in_place": False})

    def attach(self, learner: socket.socket) -> None:
        """Give it the socket to the learner's kernel, a new one after every new kernel."""
        assert self._process is not None
        self._learner = learner
        socket.send_fds(self._process.channel, [b"f"], [learner.fileno()])

    async def run(self, source: str, in_place: bool = False) -> dict[str, Any]:
        """Run a test cell and return its outputs."""
        self._defined.append(definitions(source))
        request = {"source": source, "taken": self._brief.unit.taken, "in_place": in_place}
        try:
            return await asyncio.wait_for(self._ask(request), self._timeout)
        except (TimeoutError, EOFError, OSError) as error:
            late = isinstance(error, TimeoutError)
            words = (
                f"ran longer than {self._timeout:.0f} s in a test" if late else "ended the judge in a test"
            )
            self.stop()
            await self.start()
            output = {"output_type": "error", "ename": "CellFault", "evalue": words, "traceback": [words]}
            return {"outputs": [output], "refused": "", "gone": True, "patched": [], "fault": words}

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process is not None
        loop, channel = asyncio.get_running_loop(), self._process.channel
        data = pickle.dumps(request)
        await loop.sock_sendall(channel, b"r" + transport.frame(data))
        size = transport.length(await _exactly(channel, transport.HEADER_BYTES))
        answer = transport.read_suspiciously(await _exactly(channel, size))
        assert isinstance(answer, dict)
        return answer

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.kill()
            self._process = None


@functools.cache
def definitions(source: str) -> str:
    """Return the part of a test cell that later cells may use: imports, functions, classes, constants."""
    kept = [
        node
        for node in parse(source).body
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))
        or (isinstance(node, ast.Assign) and not any(isinstance(p, ast.Call) for p in ast.walk(node)))
    ]
    return "\n".join(map(ast.unparse, kept))


async def _exactly(channel: socket.socket, size: int) -> bytes:
    loop, parts = asyncio.get_running_loop(), []
    while size:
        part = await loop.sock_recv(channel, min(size, 1 << 20))
        if not part:
            raise EOFError("the judge has gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
