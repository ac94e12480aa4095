"""The warm parent ("zygote"): imports once what every submission needs, then forks kernels and judges.

Started as `python -P -m planes.grading.zygote SOCKET MODULES`. Each connection asks for one process:

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
from pathlib import Path
from typing import Any

from planes.grading import guard, in_place, judge, kernel, linux, sandbox

_CHANNELS = ("shell_port", "iopub_port", "stdin_port", "control_port")

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
    _warm(modules)
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
            break
        connection, _ = listener.accept()
        _reap()
        with connection, contextlib.suppress(OSError, ValueError):
            _answer(connection, json.loads(connection.recv(1 << 20)), scratch, [connection, listener])


def _warm(modules: list[str]) -> None:
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # half a second that no grading needs
    for name in (*_KERNEL_MODULES, *modules):
        with contextlib.suppress(Exception):  # a module that is missing is the notebook's affair
            importlib.import_module(name)
    if "matplotlib" in sys.modules:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure()
        figure.subplots().set_title("warm")
        FigureCanvasAgg(figure).draw()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _answer(
    requests: socket.socket, request: dict[str, Any], scratch: str, unwanted: list[socket.socket]
) -> None:
    ours, theirs = socket.socketpair()
    listening = _listen(request["connection"]) if request["kind"] == "kernel" else {}
    ready, written = os.pipe()
    supervisor = os.fork()
    if supervisor == 0:
        _run_child(lambda: _supervise(request, scratch, theirs, listening, written), [*unwanted, ours])
    os.close(written)
    with os.fdopen(ready) as pipe:
        found = pipe.read()
    theirs.close()
    for sock in listening.values():
        sock.close()
    if found != "ok":
        ours.close()
        _send(requests, {"error": found or "the process ended at once"}, [])
        return
    try:
        pidfd = os.pidfd_open(supervisor)
    except OSError as error:
        _send(requests, {"error": str(error)}, [])
        return
    _send(requests, {"pid": supervisor}, [pidfd, ours.fileno()])
    os.close(pidfd)
    ours.close()


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


def _supervise(
    request: dict[str, Any],
    scratch: str,
    end: socket.socket,
    listening: dict[int, socket.socket],
    written: int,
) -> None:
    """Fork the process into its namespaces and wait for it: its death is the supervisor's."""
    linux.die_with_parent(signal.SIGKILL)
    place = sandbox.Place(**{**request["place"], "limits": sandbox.Limits(**request["place"]["limits"])})
    try:
        if request["sandbox"]:
            sandbox.separate(place.slot)
        child = os.fork()
        if child == 0:
            _run_child(lambda: _start(request, place, scratch, end, listening, written), [])
    except OSError as error:
        os.write(written, str(error).encode())
        return
    os.close(written)
    for sock in (end, *listening.values()):
        sock.close()
    os.waitpid(child, 0)


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
        gc.enable()
        work()
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
