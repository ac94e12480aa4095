"""The warm parent ("zygote"): imports once what every submission needs, then forks kernels and judges.

Started as `python -P -m planes.grading.zygote SOCKET MODULES`. The first line of standard input names more
modules. Then each connection asks for one process:

    {"kind": "kernel", "connection": {…}, "place": {…}, "sandbox": true}   answered with pid, pidfd, calls
    {"kind": "judge", "place": {…}, "sandbox": true}                        answered with pid, pidfd, control

When standard input closes, it ends, and with it everything it started.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from planes.grading import guard, in_place, judge, kernel, linux, sandbox

_CHANNELS = ("shell_port", "iopub_port", "stdin_port", "control_port")

# Collecting often costs a tenth of the time; what kernels leave behind dies with them.
_GARBAGE = (20_000, 20, 20)

_KERNEL_MODULES = (
    "faulthandler",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.zmqshell",
    "matplotlib_inline.backend_inline",
)


def main() -> None:
    """Import, then serve requests until standard input closes."""
    path, modules = sys.argv[1], json.loads(sys.argv[2])
    if sys.platform == "linux":
        linux.die_with_parent(signal.SIGKILL)
        linux.adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # half a second that no grading needs
    _import((*_KERNEL_MODULES, *modules))
    _rehearse()
    _import(json.loads(sys.stdin.readline() or "[]"))
    in_place.remember()
    gc.collect()
    gc.freeze()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)
    scratch = str(Path(path).with_suffix(".root"))
    Path(scratch).mkdir()
    while True:
        ready, _, _ = select.select([0, listener.fileno()], [], [])
        if 0 in ready:
            os._exit(0)
        connection, _ = listener.accept()
        _reap()
        with connection, contextlib.suppress(OSError):
            if os.fork() == 0:
                _run_child(partial(_supervise, connection, scratch), [listener])


def _import(modules: Iterable[str]) -> None:
    for name in modules:
        with contextlib.suppress(Exception):  # a module that is missing is the notebook's affair
            importlib.import_module(name)


def _rehearse() -> None:
    """Do once what every kernel does, so that what Python works out and keeps is there in all of them."""
    TransformerManager().transform_cell("f'{1}'\n")
    if "matplotlib" in sys.modules:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure()
        axes = figure.subplots()
        axes.plot([1, 2], label="warm")
        axes.legend()
        axes.set_title("warm")
        FigureCanvasAgg(figure).draw()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _supervise(requests: socket.socket, scratch: str) -> None:
    """Fork a process into its namespaces, answer the request, and wait: its death is the supervisor's."""
    linux.die_with_parent(signal.SIGKILL)
    try:
        request = json.loads(requests.recv(1 << 20))
        place = sandbox.Place(**{**request["place"], "limits": sandbox.Limits(**request["place"]["limits"])})
        listening = _listen(request["connection"]) if request["kind"] == "kernel" else {}
        ours, theirs = socket.socketpair()
        ready, written = os.pipe()
        own = os.pidfd_open(os.getpid())
        if request["sandbox"]:
            sandbox.separate(place.slot)
        child = os.fork()
    except (OSError, ValueError) as error:
        _send(requests, {"error": str(error)}, [])
        return
    if child == 0:
        os.close(ready)
        os.close(own)
        _run_child(partial(_start, request, place, scratch, theirs, listening, written), [requests, ours])
    for sock in (theirs, *listening.values()):
        sock.close()
    os.close(written)
    with os.fdopen(ready) as pipe:
        found = pipe.read()
    if found == "ok":
        _send(requests, {"pid": os.getpid()}, [own, ours.fileno()])
    else:
        _send(requests, {"error": found or "the process ended at once"}, [])
    os.close(own)
    for sock in (ours, requests):
        sock.close()
    os.waitpid(child, 0)


def _send(requests: socket.socket, answer: dict[str, Any], descriptors: list[int]) -> None:
    socket.send_fds(requests, [json.dumps(answer).encode()], descriptors)


def _listen(connection: dict[str, Any]) -> dict[int, socket.socket]:
    found = {}
    for channel in _CHANNELS:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.bind(f"{connection['ip']}-{connection[channel]}")
        sock.listen(16)
        sock.setblocking(False)
        found[connection[channel]] = sock
    return found


def _start(
    request: dict[str, Any],
    place: sandbox.Place,
    scratch: str,
    end: socket.socket,
    listening: dict[int, socket.socket],
    written: int,
) -> None:
    linux.die_with_parent(signal.SIGKILL)
    os.setsid()  # a process group reaches across namespaces: kill(0, …) would end the warm parent
    if request["sandbox"] and request["kind"] == "kernel":
        guard.stay_behind(place.limits.memory_bytes * 3 // 2)
    try:
        if request["sandbox"]:
            sandbox.settle(place, scratch)
        else:
            os.chdir(request["folder"])
            sandbox.set_environment(request["folder"])
        linux.die_with_parent(signal.SIGKILL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.write(written, b"ok")
    except Exception:
        os.write(written, traceback.format_exc().encode())
        return
    os.close(written)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 2)
    os.close(null)
    if request["kind"] == "kernel":
        kernel.run(request["connection"], listening, end)
    else:
        linux.forbid_tracing()
        judge.run(end)


def _run_child(work: Any, unwanted: list[socket.socket]) -> None:
    """Do the work of a forked process and end it, whatever happens, without its parent's clean-up."""
    try:
        for sock in unwanted:
            sock.close()
        gc.set_threshold(*_GARBAGE)
        work()
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
