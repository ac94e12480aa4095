"""The one application behind the port: AWS services, the registry, virtual time, and what is mounted."""

from __future__ import annotations

import asyncio
import math
import re
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from planes.clients.aws import wire
from planes.clients.aws.gateway import Gateway
from planes.clients.aws.neighbours import Neighbours
from planes.clients.kubernetes.http import KubernetesApp
from planes.clients.kubernetes.http.watch import Watches
from planes.clients.oci import registry_app
from planes.errors import PlanesError
from planes.world import World

_TARGETS = {
    "AmazonEC2ContainerServiceV20141113": "ecs",
    "AmazonEC2ContainerRegistry_V20150921": "ecr",
    "AnyScaleFrontendService": "application-autoscaling",
}
_NEIGHBOURS = ("ec2", "iam", "sts", "elasticloadbalancing", "monitoring", "logs")
"""Services that moto answers, by the name requests are signed for, which is in the host's name as well."""
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/[^/,\s]*/[^/,\s]*/([^/,\s]*)")
_TICK_SECONDS = 0.1
_SLICE_SECONDS = 60.0


class WorldApp:
    """Routes every request to the part of the world it is for; see Server for the arguments."""

    def __init__(
        self,
        world: World,
        token: str,
        speed: float,
        lock: threading.RLock,
    ) -> None:
        self._world, self._token, self._speed, self._lock = world, token, speed, lock
        self._gateway, self._neighbours = Gateway(world), Neighbours(world)
        self._kubernetes = KubernetesApp(world, token, lock)

    @property
    def watches(self) -> Watches:
        """The open watches of the Kubernetes API."""
        return self._kubernetes.watches

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
                Mount("/kubernetes", app=self._kubernetes),
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
            await self._pass(self._speed * _TICK_SECONDS)

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
            await self._pass(seconds)
        except (KeyError, ValueError, PlanesError):
            return JSONResponse({"message": "Give seconds, a number above 0."}, status_code=400)
        return JSONResponse({"now": self._world.now})

    async def _pass(self, seconds: float) -> None:
        """Let time pass in slices, so that watches and other requests get their turn in between."""
        if seconds <= 0:
            raise ValueError
        with self._lock:
            end = self._world.now + seconds
        while self._world.now < end:
            with self._lock:
                self._world.run(seconds=min(_SLICE_SECONDS, end - self._world.now))
            await asyncio.sleep(0)

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
        body = await request.body()
        target = request.headers.get("x-amz-target", "").partition(".")[0]
        service = _TARGETS.get(target) or ("eks" if found[2] == "eks" and not target else "")
        with self._lock:
            if service:
                wire_request = wire.Request(request.method, _as_sent(request), request.headers, body)
                reply = self._gateway.answer(service, wire_request)
            elif found[2] in _NEIGHBOURS:
                reply = self._ask_neighbour(found[2], request, body)
            else:
                name = target or found[2]
                return _aws_error(404, "UnknownOperationException", f"This world does not serve {name}.")
        return Response(reply.body, status_code=reply.status, headers=reply.headers)

    def _ask_neighbour(self, service: str, request: Request, body: bytes) -> wire.Reply:
        from botocore.awsrequest import AWSPreparedRequest

        host = f"{service}.{self._world.region}.amazonaws.com" if service != "iam" else "iam.amazonaws.com"
        url = f"https://{host}{_as_sent(request)}"
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        try:
            return self._neighbours.answer(AWSPreparedRequest(request.method, url, headers, body, None))
        except PlanesError as error:
            return wire.Reply(501, {"Content-Type": "text/plain"}, str(error).encode())


def _as_sent(request: Request) -> str:
    """Return path and query as they were sent: an ARN in a path stays quoted until it is routed."""
    raw: bytes | None = request.scope.get("raw_path")
    path = request.url.path if raw is None else raw.decode()
    return f"{path}?{request.url.query}" if request.url.query else path


def _aws_error(status: int, code: str, message: str) -> Response:
    headers = {"x-amzn-ErrorType": code}
    return JSONResponse({"__type": code, "message": message}, status_code=status, headers=headers)
