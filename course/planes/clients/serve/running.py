"""The HTTP server under a served world."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from planes.clients.kubernetes.http.watch import Watches

_GRACE_SECONDS = 3


class _Server(uvicorn.Server):
    """A server that ends open watches when it stops: they would never end of themselves."""

    watches: Watches

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.watches.close()
        await super().shutdown(sockets)


def make_server(app: ASGIApp, watches: Watches) -> uvicorn.Server:
    """Return a server of `app`, not yet running."""
    config = uvicorn.Config(
        app,
        log_level="critical",
        lifespan="on",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        access_log=False,
        http="h11",
    )
    server = _Server(config)
    server.watches = watches
    return server
