"""The ASGI application: from an HTTP request to the API server of a cluster and back."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from planes.clients.kubernetes.http import bodies, discovery, metrics, objects, openapi, parts
from planes.clients.kubernetes.http.call import (
    METRICS_GROUP,
    METRICS_VERSION,
    Call,
    JsonObject,
    locate,
    nowhere,
)
from planes.clients.kubernetes.http.managers import Managers
from planes.clients.kubernetes.http.watch import Watch, Watches
from planes.clients.kubernetes.http.writing import Writer
from planes.control_plane.eks.clusters import Cluster
from planes.control_plane.eks.status import ApiError, bad_request, not_allowed, unavailable
from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.world import World

_EKS_TOKEN = "k8s-aws-v1."
_HEALTH = ("healthz", "livez", "readyz")


class KubernetesApp:
    """The Kubernetes APIs of a world's clusters, each below the path of its name.

    Args:
        world: the region.
        token: what clients send: as bearer token, or as password. kubectl sends no bearer token over plain
            HTTP, so its kubeconfig has the password in the server's URL.
        lock: held while the world is touched.
    """

    def __init__(self, world: World, token: str, lock: AbstractContextManager[object]) -> None:
        self._world, self._token, self._lock = world, token, lock
        self._writers: dict[int, tuple[Cluster, Managers, Writer]] = {}
        self.watches = Watches()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ApiError as error:
            response = _status(error)
        except PlanesError as error:
            response = _status(bad_request(str(error)))
        except RecursionError:
            response = _status(bad_request("the object is nested too deeply"))
        except (TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
            # A manifest of a shape that nobody foresaw costs its sender an answer, not the server.
            response = _status(ApiError(500, "InternalError", f"Internal error occurred: {error!r}"))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if not self._known(request.headers.get("authorization", "")):
            raise ApiError(401, "Unauthorized", "Unauthorized")
        root = request.scope.get("root_path", "")
        path = request.url.path.removeprefix(root).strip("/").split("/")
        body = bodies.decode(await _read(request), request.headers.get("content-type", ""))
        with self._lock:
            cluster = self._cluster(path[0])
            if cluster.api.control_plane.is_down():
                raise unavailable()
            return self._route(request, cluster, path[1:], f"{root}/{path[0]}", body)

    def _known(self, header: str) -> bool:
        scheme, _, given = header.partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return False
        elif scheme.lower() != "bearer":
            return False
        if given.startswith(_EKS_TOKEN):
            given = _access_key(given.removeprefix(_EKS_TOKEN))
        return secrets.compare_digest(given.encode(), self._token.encode())

    def _cluster(self, name: str) -> Cluster:
        if name not in self._world.eks.clusters:
            known = ", ".join(sorted(self._world.eks.clusters)) or "none"
            raise ApiError(404, "NotFound", f'there is no cluster "{name}"; this world has: {known}')
        try:
            return self._world.eks.active(name)
        except PlanesError as error:
            raise ApiError(503, "ServiceUnavailable", str(error)) from None

    def _route(
        self, request: Request, cluster: Cluster, path: Sequence[str], prefix: str, body: Any
    ) -> Response:
        head = path[0] if path else ""
        if head not in ("api", "apis"):
            return _json(self._about(request, cluster, path, prefix))
        is_root = len(path) <= (2 if head == "api" else 3)
        if (is_root or path[1] == METRICS_GROUP) and request.method != "GET":
            raise not_allowed("the server does not allow this method on the requested resource")
        if is_root:
            accept = request.headers.get("accept", "")
            found = discovery.discover(list(path), accept)
            aggregated = found["kind"] == "APIGroupDiscoveryList"
            return _json(found, _AGGREGATED if aggregated else "application/json")
        if path[1:3] == [METRICS_GROUP, METRICS_VERSION]:
            return _json(metrics.metrics(cluster.api, path[3:], request.query_params.get("labelSelector")))
        resource, namespace, name, part = locate(path)
        headers = {key.lower(): value for key, value in request.headers.items()}
        query = dict(request.query_params)
        call = Call(cluster.api, resource, namespace, name, part, request.method, query, headers, body)
        return self._handle(call, cluster)

    def _about(self, request: Request, cluster: Cluster, path: Sequence[str], prefix: str) -> JsonObject:
        if request.method != "GET":
            raise not_allowed("the server does not allow this method on the requested resource")
        version = cluster.api.control_plane.version
        if list(path) == ["version"]:
            return discovery.version(cluster.api.control_plane)
        if list(path[:2]) == ["openapi", "v3"]:
            return openapi.document("/".join(path[2:]), version) if len(path) > 2 else openapi.index(prefix)
        if path and path[0] in _HEALTH:
            return {"status": "ok"}
        if not path or not path[0]:
            return {"paths": ["/api", "/apis", "/livez", "/openapi/v3", "/readyz", "/version"]}
        raise nowhere()

    def _handle(self, call: Call, cluster: Cluster) -> Response:
        managers, writer = self._keeper(cluster)
        if call.subresource == "log" and call.resource.kind == "Pod" and call.method == "GET":
            return self._log(call)
        if call.subresource == "scale":
            return _json(writer.scale(call))
        if call.subresource:
            return _json(parts.answer(call), status=201 if call.method == "POST" else 200)
        if call.method == "GET":
            if call.flag("watch"):
                return self._watch(call)
            return _json(self._get(call, managers) if call.name else objects.listed(call))
        writes = {
            ("POST", False): writer.create,
            ("PUT", True): writer.update,
            ("PATCH", True): writer.patch,
            ("DELETE", True): writer.delete,
            ("DELETE", False): writer.delete_all,
        }
        write = writes.get((call.method, bool(call.name)))
        if write is None:
            raise not_allowed("the server does not allow this method on the requested resource")
        is_new = call.method == "POST" or (
            call.method == "PATCH" and call.control.store.find(call.stored, call.namespace, call.name) is None
        )
        written = write(call)
        if "as=Table" in call.accept and call.method != "DELETE":
            written = objects.negotiated(call, [written])
        return _json(written, status=201 if is_new else 200)

    def _get(self, call: Call, managers: Managers) -> JsonObject:
        stored = call.control.store.find(call.stored, call.namespace, call.name)
        entries = managers.entries(call.api.renderer.render(stored)["metadata"]["uid"]) if stored else []
        return objects.got(call, entries)

    def _watch(self, call: Call) -> Response:
        watch = Watch(call, self._lock, self.watches)
        watch.open()
        return StreamingResponse(watch.stream(), headers={"Content-Type": "application/json"})

    def _log(self, call: Call) -> Response:
        text = parts.log(call)
        if call.flag("follow"):
            return StreamingResponse(parts.follow(call, self._lock, text), media_type="text/plain")
        return PlainTextResponse(text)

    def _keeper(self, cluster: Cluster) -> tuple[Managers, Writer]:
        """Return what belongs to a cluster; another one of the same name begins anew."""
        known = self._writers.get(id(cluster))
        if known is None:
            managers = Managers()
            known = self._writers[id(cluster)] = (cluster, managers, Writer(managers))
        return known[1], known[2]


_AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"


def _access_key(token: str) -> str:
    """Return the access key id in what `aws eks get-token` makes: the address of a request signed with it."""
    try:
        address = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return parse_qs(urlsplit(address).query).get("X-Amz-Credential", [""])[0].partition("/")[0]


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bodies.MAX_BYTES:
            raise ApiError(
                413, "RequestEntityTooLarge", f"Request entity too large: limit is {bodies.MAX_BYTES}"
            )
    return bytes(body)


def _json(body: JsonObject, media_type: str = "application/json", status: int = 200) -> Response:
    return Response(json.dumps(body, separators=(",", ":")), status_code=status, media_type=media_type)


def _status(error: ApiError) -> Response:
    return _json(error.status(), status=error.code)
