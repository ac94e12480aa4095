"""The OCI distribution protocol as an ASGI application over a `Registry`.

Source: OCI distribution specification, spec.md (F20 to F33). Codes in brackets are its endpoint ids.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from planes.clients.oci import blobs, manifests
from planes.registry import Registry, errors
from planes.registry.names import check_name

Handler = Callable[["Call"], Awaitable[Response]]

_STATUS_AND_CODE: dict[type[errors.RegistryError], tuple[int, str]] = {
    errors.BlobNeeded: (405, "UNSUPPORTED"),
    errors.BlobUnknown: (404, "BLOB_UNKNOWN"),
    errors.BlobsMissing: (404, "MANIFEST_BLOB_UNKNOWN"),
    errors.DigestInvalid: (400, "DIGEST_INVALID"),
    errors.ManifestInvalid: (400, "MANIFEST_INVALID"),
    errors.ManifestNeeded: (405, "UNSUPPORTED"),
    errors.ManifestTooLarge: (413, "SIZE_INVALID"),
    errors.ManifestUnknown: (404, "MANIFEST_UNKNOWN"),
    errors.NameInvalid: (400, "NAME_INVALID"),
    errors.RepositoryUnknown: (404, "NAME_UNKNOWN"),
    errors.SizeInvalid: (400, "SIZE_INVALID"),
    errors.TagImmutable: (403, "DENIED"),
    errors.TagInvalid: (400, "MANIFEST_INVALID"),
    errors.UploadOutOfOrder: (416, "BLOB_UPLOAD_INVALID"),
    errors.UploadUnknown: (404, "BLOB_UPLOAD_UNKNOWN"),
}


@dataclass(slots=True)
class Call:
    """One request to the registry.

    Attributes:
        registry: of the world.
        request: as Starlette has it.
        name: repository.
        last: the last path segment: digest, tag or upload id; empty if the route has none.
        lock: held while the registry is touched; never across an `await`.
        accept_sparse: see registry_app.
    """

    registry: Registry
    request: Request
    name: str
    last: str
    lock: AbstractContextManager[object]
    accept_sparse: bool

    @property
    def query(self) -> Any:
        """The query parameters."""
        return self.request.query_params


# (path below /v2/, handlers by method). Names hold slashes, so the fixed words at the end decide.
_ROUTES: list[tuple[re.Pattern[str], dict[str, Handler]]] = [
    (re.compile(r"(?P<name>.+)/blobs/uploads/?"), {"POST": blobs.start_upload}),
    (
        re.compile(r"(?P<name>.+)/blobs/uploads/(?P<last>[^/]+)"),
        {
            "GET": blobs.upload_status,
            "PATCH": blobs.append_to_upload,
            "PUT": blobs.finish_upload,
            "DELETE": blobs.cancel_upload,
        },
    ),
    (
        re.compile(r"(?P<name>.+)/blobs/(?P<last>[^/]+)"),
        {"GET": blobs.get_blob, "HEAD": blobs.get_blob, "DELETE": blobs.delete_blob},
    ),
    (
        re.compile(r"(?P<name>.+)/manifests/(?P<last>[^/]+)"),
        {
            "GET": manifests.get_manifest,
            "HEAD": manifests.get_manifest,
            "PUT": manifests.put_manifest,
            "DELETE": manifests.delete_manifest,
        },
    ),
    (re.compile(r"(?P<name>.+)/tags/list"), {"GET": manifests.list_tags}),
    (re.compile(r"(?P<name>.+)/referrers/(?P<last>[^/]+)"), {"GET": manifests.list_referrers}),
]


@dataclass
class RegistryServer:
    """What every request passes: outage, authentication, route, error body."""

    registry: Registry
    authenticate: bool = True
    create_on_push: bool = True
    accept_sparse: bool = False
    is_down: Callable[[], bool] = lambda: False
    lock: AbstractContextManager[object] = field(default_factory=nullcontext)

    async def answer(self, request: Request) -> Response:
        """Answer one request below /v2/."""
        if self.is_down():
            return error_response(503, "UNAVAILABLE", "The registry does not answer.")
        if self.authenticate and not self._is_authorized(request):
            return self._challenge(request)
        path = request.path_params.get("path", "")
        if not path:
            return JSONResponse({}, headers={"Docker-Distribution-Api-Version": "registry/2.0"})
        try:
            return await self._dispatch(request, path)
        except errors.RegistryError as error:
            status, code = _STATUS_AND_CODE.get(type(error), (400, "UNSUPPORTED"))
            return error_response(status, code, str(error))

    async def _dispatch(self, request: Request, path: str) -> Response:
        for pattern, handlers in _ROUTES:
            if (match := pattern.fullmatch(path)) is None:
                continue
            if request.method not in handlers:
                headers = {"Allow": ", ".join(handlers)}
                return error_response(405, "UNSUPPORTED", f"{request.method} is not supported here.", headers)
            last = match.groupdict().get("last", "")
            call = Call(self.registry, request, match["name"], last, self.lock, self.accept_sparse)
            if request.method in ("POST", "PUT"):
                self._prepare_repository(call.name)
            elif request.method != "GET" or "referrers" not in path:
                check_name(call.name)
            return await handlers[request.method](call)
        return error_response(404, "UNSUPPORTED", f"There is no endpoint /v2/{path}.")

    def _prepare_repository(self, name: str) -> None:
        """A push creates the repository; ECR does so where a creation template says CREATE_ON_PUSH (AN16)."""
        check_name(name)
        with self.lock:
            if self.create_on_push:
                self.registry.ensure_repository(name)

    def _is_authorized(self, request: Request) -> bool:
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return self.registry.tokens.accepts(user, password)

    def _challenge(self, request: Request) -> Response:
        realm = f"{request.url.scheme}://{request.headers.get('host', self.registry.host)}/"
        headers = {
            "WWW-Authenticate": f'Basic realm="{realm}",service="ecr.amazonaws.com"',
            "Docker-Distribution-Api-Version": "registry/2.0",
        }
        message = "Authentication is required: user AWS and a password from get_authorization_token."
        return error_response(401, "UNAUTHORIZED", message, headers)


def error_response(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return an error in the specification's form."""
    body = {"errors": [{"code": code, "message": message, "detail": None}]}
    return JSONResponse(body, status_code=status, headers=headers)


def registry_app(
    registry: Registry,
    *,
    authenticate: bool = True,
    create_on_push: bool = True,
    accept_sparse: bool = False,
    is_down: Callable[[], bool] = lambda: False,
    lock: AbstractContextManager[object] | None = None,
) -> Starlette:
    """Return the distribution protocol for a registry as an ASGI application, mounted at its root.

    Args:
        registry: usually `world.registry`; for big blobs one with a directory.
        authenticate: ask for user AWS and a password from `get_authorization_token`.
        create_on_push: whether a push to a repository that does not exist creates it.
        accept_sparse: accept manifests whose blobs or manifests are not here, which the specification allows
            and ECR does not.
        is_down: true during an outage: every request gets 503.
        lock: held while the registry is touched, if other threads use the world too.
    """
    server = RegistryServer(
        registry, authenticate, create_on_push, accept_sparse, is_down, lock or nullcontext()
    )
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    return Starlette(
        routes=[
            Route("/v2", server.answer, methods=methods),
            Route("/v2/{path:path}", server.answer, methods=methods),
        ]
    )
