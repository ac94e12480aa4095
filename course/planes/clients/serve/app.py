"""The one application behind the port: AWS services, the registry, virtual time, and what is mounted."""

from __future__ import annotations

import asyncio
import math
import re
import secrets
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from planes.clients.aws import wire
from planes.clients.aws.gateway import Gateway
from planes.clients.oci import registry_app
from planes.errors import PlanesError
from planes.world import World

_TARGETS = {
    "AmazonEC2ContainerServiceV20141113": "ecs",
    "AmazonEC2ContainerRegistry_V20150921": "ecr",
    "AnyScaleFrontendService": "application-autoscaling",
}
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/")
_TICK_SECONDS = 0.1


class WorldApp:
    """Routes every request to the part of the world it is for; see Server for the arguments."""

    def __init__(
        self,
        world: World,
        token: str,
        speed: float,
        lock: threading.RLock,
        mounts: Mapping[str, ASGIApp],
    ) -> None:
        self._world, self._token, self._speed, self._lock, self._mounts = world, token, speed, lock, mounts
        self._gateway = Gateway(world)

    def build(self) -> Starlette:
        """Return the ASGI application."""
        registry = registry_app(
            self._world.registry, is_down=lambda: self._world.is_down("registry"), lock=self._lock
        )
        return Starlette(
            routes=[
                *registry.routes,
                Route("/planes/status", self._status, methods=["GET"]),
                Route("/planes/run", self._run, methods=["POST"]),
                *(Mount(path, app=app) for path, app in self._mounts.items()),
                Route("/{path:path}", self._answer_aws, methods=["GET", "POST", "PUT", "DELETE"]),
            ],
            # A web page must not reach this port under a name of its own that leads to 127.0.0.1.
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
            lifespan=self._lifespan,
        )

    # Virtual time

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(self._tick()) if self._speed else None
        yield
        if ticking is not None:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking

    async def _tick(self) -> None:
        """Let virtual time follow the wall clock; a step the machine is too slow for is not made up."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            with self._lock:
                self._world.run(seconds=self._speed * _TICK_SECONDS)

    async def _status(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        with self._lock:
            status = {"now": self._world.now, "speed": self._speed, "events": len(self._world.events)}
        return JSONResponse(status)

    async def _run(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        try:
            seconds = float(request.query_params["seconds"])
            if not math.isfinite(seconds):
                raise ValueError
            with self._lock:
                self._world.run(seconds=seconds)
        except (KeyError, ValueError, PlanesError):
            return JSONResponse({"message": "Give seconds, a number above 0."}, status_code=400)
        return JSONResponse({"now": self._world.now})

    def _refusal(self, request: Request) -> Response | None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if secrets.compare_digest(given.encode(), self._token.encode()):
            return None
        return JSONResponse(
            {"message": "Send Authorization: Bearer and the server's token."}, status_code=401
        )

    # AWS

    async def _answer_aws(self, request: Request) -> Response:
        found = _CREDENTIAL.search(request.headers.get("authorization", ""))
        if found is None or not secrets.compare_digest(found[1].encode(), self._token.encode()):
            return _aws_error(403, "UnrecognizedClientException", "The security token is invalid.")
        target = request.headers.get("x-amz-target", "").partition(".")[0]
        if target and target not in _TARGETS:
            return _aws_error(404, "UnknownOperationException", f"This world does not serve {target}.")
        body = await request.body()
        wire_request = wire.Request(request.method, _as_sent(request), request.headers, body)
        with self._lock:
            reply = self._gateway.answer(_TARGETS.get(target, "eks"), wire_request)
        return Response(reply.body, status_code=reply.status, headers=reply.headers)


def _as_sent(request: Request) -> str:
    """Return path and query as they were sent: an ARN in a path stays quoted until it is routed."""
    raw: bytes | None = request.scope.get("raw_path")
    path = request.url.path if raw is None else raw.decode()
    return f"{path}?{request.url.query}" if request.url.query else path


def _aws_error(status: int, code: str, message: str) -> Response:
    headers = {"x-amzn-ErrorType": code}
    return JSONResponse({"__type": code, "message": message}, status_code=status, headers=headers)
