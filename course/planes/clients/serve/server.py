"""The port, the thread and the secret of a served world."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from planes.clients.serve import access
from planes.errors import PlanesError

if TYPE_CHECKING:
    import uvicorn

    from planes.world import World

_START_SECONDS = 10.0


class Server:
    """A world behind a loopback port. Use it as a context manager, or call `start` and `stop`.

    The world belongs to whoever holds `lock`: in a notebook, use the world `with server.lock` while it is
    served.

    Args:
        world: what is served.
        port: 0 takes a free one.
        speed: virtual seconds that pass per second; with 0 time passes only by POST /planes/run.
        directory: where the registry keeps its blobs; in memory if None.
        token: the secret of AWS and Kubernetes requests and of /planes/; made up if None.
    """

    def __init__(
        self,
        world: World,
        *,
        port: int = 0,
        speed: float = 1.0,
        directory: Path | None = None,
        token: str | None = None,
    ) -> None:
        if not 0 <= speed < float("inf"):
            raise PlanesError(f"serve was given speed={speed}; give virtual seconds per second, 0 or more.")
        self.world, self.speed, self.token = world, speed, token or secrets.token_hex(16)
        self.lock = threading.RLock()
        self._directory_lock = None if directory is None else _keep_registry_in(world, directory)
        self._socket = _bind(port)
        self.port: int = self._socket.getsockname()[1]
        self._folder = TemporaryDirectory(prefix="planes-", ignore_cleanup_errors=True)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The endpoint for AWS clients and the base of every other path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def registry_host(self) -> str:
        """The host part of image references for OCI clients; such references also run in the world."""
        return f"127.0.0.1:{self.port}"

    @property
    def kubernetes_url(self) -> str:
        """The base of the clusters' Kubernetes APIs, with the token: kubectl sends it only so."""
        return f"http://planes:{self.token}@127.0.0.1:{self.port}/kubernetes"

    @property
    def kubeconfig(self) -> Path:
        """A kubeconfig with a context for every EKS cluster there was at the start, in a private folder."""
        return Path(self._folder.name) / "kubeconfig"

    def start(self) -> Server:
        """Serve in a thread until `stop`."""
        self._server = self._make_server()
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="planes serve", daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise PlanesError(f"The server on {self.url} did not start.")
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        """End the server; requests under way are answered first."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None
        self._close()

    def run_forever(self, ready: Callable[[], object]) -> None:
        """Serve in this thread until it is interrupted; `ready` is called once before."""
        server = self._make_server()
        self._socket.listen()  # who is told that it is ready may connect at once
        ready()
        # A plain kill ends as Ctrl-C does, so that the kubeconfig with its token does not stay behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[self._socket])
        self._close()

    def _close(self) -> None:
        self._socket.close()
        self._folder.cleanup()
        if self._directory_lock is not None:
            self._directory_lock.close()
        with self.lock:
            self.world.eks.served_at = ""

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        """Return the environment variables that point AWS clients, and kubectl, here."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": self.token,
            "AWS_SECRET_ACCESS_KEY": "not-checked",
            "AWS_DEFAULT_REGION": self.world.region,
            "KUBECONFIG": str(self.kubeconfig),
        }

    def registry_password(self) -> str:
        """Return a password for the user AWS, good for twelve virtual hours."""
        with self.lock:
            return self.world.registry.tokens.issue().password

    def instructions(self) -> str:
        """Return what to type in a shell to use the server."""
        return access.instructions(self.environment(), self.registry_host)

    def _make_server(self) -> uvicorn.Server:
        try:
            from planes.clients.serve.app import WorldApp
            from planes.clients.serve.running import make_server
        except ImportError as error:
            raise PlanesError("Serving needs the extra `serve`: pip install 'planes[serve]'.") from error
        with self.lock:
            self.world.eks.served_at = self.kubernetes_url
            access.write_kubeconfig(
                self.kubeconfig, self.kubernetes_url, self.token, list(self.world.eks.clusters)
            )
        app = WorldApp(self.world, self.token, self.speed, self.lock)
        return make_server(app.build(), app.watches)


def _bind(port: int) -> socket.socket:
    # The protocol is named because asyncio switches off Nagle's algorithm only where it is; else every
    # answer waits 40 ms for an acknowledgement.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":  # there it would let another program take the same port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError as error:
        made.close()
        raise PlanesError(f"Port {port} on 127.0.0.1 is not free ({error}). Give another, or 0.") from error
    return made


def _keep_registry_in(world: World, directory: Path) -> BinaryIO:
    from planes.registry import Registry
    from planes.registry.state import lock_directory

    if "registry" in vars(world):
        raise PlanesError(
            f"serve was given directory={str(directory)!r}, but this world's registry is in use in memory "
            "already. Serve the world before its registry is used, or without a directory."
        )
    directory.mkdir(parents=True, exist_ok=True)
    lock = lock_directory(directory)
    world.registry = Registry(world.clock, world.events, world.random, directory=directory)
    return lock


def serve(world: World, **options: Any) -> Server:
    """Return a server of a world on loopback; see Server for the options. It starts on entering `with`."""
    return Server(world, **options)
