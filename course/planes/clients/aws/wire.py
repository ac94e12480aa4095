"""AWS's wire formats json-1.1 (ECS, ECR, Application Auto Scaling) and rest-json (EKS), both directions.

Everything is driven by botocore's service models, so no operation is written by hand.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from planes.clients.aws.errors import AwsError

if TYPE_CHECKING:
    from botocore.loaders import Loader
    from botocore.model import OperationModel, ServiceModel, Shape


class Request(NamedTuple):
    """One HTTP request; `url` may be absolute or start at the path."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    """One HTTP response."""

    status: int
    headers: dict[str, str]
    body: bytes


@cache
def loader() -> Loader:
    """Return the one loader of botocore's data files; it only reads, so all worlds share its cache."""
    from botocore.loaders import Loader

    return Loader()


@cache
def service_model(service: str) -> ServiceModel:
    """Return botocore's model of a service."""
    from botocore.model import ServiceModel

    return ServiceModel(loader().load_service_model(service, "service-2"), service)


def operation_name(model: ServiceModel, request: Request) -> str:
    """Return the operation a request asks for: by target header, or by method and path.

    Raises:
        AwsError: UnknownOperationException when the service has no such operation.
    """
    if model.metadata["protocol"] == "json":
        name = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if name in model.operation_names:
            return name
    else:
        path = urlsplit(request.url).path
        for method, pattern, name in _routes(model.service_name):
            if method == request.method and pattern.fullmatch(path):
                return name
    raise AwsError("UnknownOperationException", f"{model.service_name} has no such operation.", 404)


@cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], str]]:
    """Return (method, path pattern, operation) of a rest-json service, fixed paths before labels."""
    model = service_model(service)
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        parts = re.split(r"\{(\w+)\+?\}", http["requestUri"].partition("?")[0])
        pattern = "".join(
            f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
        )
        routes.append((len(parts), name, http["method"], re.compile(pattern)))
    return [(method, pattern, name) for _, name, method, pattern in sorted(routes, key=lambda r: r[:2])]


def decode(operation: OperationModel, request: Request) -> dict[str, Any]:
    """Return a request's parameters as boto3 takes them: bytes for blobs, datetimes for timestamps."""
    shape = operation.input_shape
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise AwsError("SerializationException", "The request body is not valid JSON.") from None
    if shape is None:
        return {}
    if not isinstance(body, dict):
        raise AwsError("SerializationException", "The request body must be a JSON object.")
    if operation.service_model.metadata["protocol"] == "json":
        return _read(body, shape)
    return _read_rest(operation, request, body)


def _read_rest(operation: OperationModel, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    url = urlsplit(request.url)
    pattern = next(pattern for _, pattern, name in _routes(operation.service_model.service_name)
                   if name == operation.name)  # fmt: skip
    match = pattern.fullmatch(url.path)
    labels = match.groupdict() if match else {}
    query = parse_qs(url.query, keep_blank_values=True)
    params: dict[str, Any] = {}
    for name, member in operation.input_shape.members.items():
        wire_name = member.serialization.get("name", name)
        location = member.serialization.get("location")
        if location == "uri" and wire_name in labels:
            params[name] = unquote(labels[wire_name])
        elif location == "querystring" and wire_name in query:
            params[name] = _read_query(query[wire_name], member)
        elif location is None and wire_name in body:
            params[name] = _read(body[wire_name], member)
    return params


def _read_query(values: list[str], shape: Shape) -> Any:
    if shape.type_name == "list":
        return values
    if shape.type_name in ("integer", "long"):
        return int(values[0]) if values[0].lstrip("-").isdigit() else values[0]
    return values[0] == "true" if shape.type_name == "boolean" else values[0]


def _read(value: Any, shape: Shape) -> Any:
    """Read a JSON value by its shape. A value of the wrong type is left for the validator to name."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        return {
            names.get(key, key): _read(item, shape.members[names[key]]) if key in names else item
            for key, item in value.items()
        }
    if kind == "list" and isinstance(value, list):
        return [_read(item, shape.member) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: _read(item, shape.value) for key, item in value.items()}
    if kind == "blob" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            raise AwsError("SerializationException", "A blob is not valid base64.") from None
    if kind == "timestamp" and not isinstance(value, bool):
        from botocore.utils import parse_timestamp

        try:
            return parse_timestamp(value)
        except (ValueError, TypeError):
            return value
    return value


def enum_faults(value: Any, shape: Shape, path: str = "") -> list[str]:
    """Return one sentence per value outside its enumeration, as AWS's services word it."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        members = shape.members
        return [
            fault
            for key, item in value.items()
            if key in members
            for fault in enum_faults(item, members[key], f"{path}.{key}" if path else key)
        ]
    if kind == "list" and isinstance(value, list):
        return [
            fault
            for number, item in enumerate(value, start=1)
            for fault in enum_faults(item, shape.member, f"{path}.{number}.member")
        ]
    if kind == "string" and getattr(shape, "enum", None) and value not in shape.enum:
        return [
            f"Value '{value}' at '{path}' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        ]
    return []


def encode(operation: OperationModel, output: Mapping[str, Any]) -> Reply:
    """Return a response dict, as boto3 would hand it out, in the service's wire format."""
    shape = operation.output_shape
    body = _write(output, shape) if shape is not None else {}
    return Reply(operation.http.get("responseCode", 200), _headers(operation.service_model), _dump(body))


def encode_error(model: ServiceModel, error: Any) -> Reply:
    """Return an error in the service's wire format; `error` carries a code, perhaps a status and fields."""
    body = {"__type": error.code, "message": str(error), **getattr(error, "fields", {})}
    headers = {**_headers(model), "x-amzn-ErrorType": error.code}
    return Reply(getattr(error, "status", 400), headers, _dump(body))


def _headers(model: ServiceModel) -> dict[str, str]:
    version = model.metadata.get("jsonVersion", "1.1")
    json_type = (
        f"application/x-amz-json-{version}" if model.metadata["protocol"] == "json" else "application/json"
    )
    return {"Content-Type": json_type}


def _dump(body: Any) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def _write(value: Any, shape: Shape) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return {
            member.serialization.get("name", name): _write(value[name], member)
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if kind == "list":
        return [_write(item, shape.member) for item in value]
    if kind == "map":
        return {key: _write(item, shape.value) for key, item in value.items()}
    if kind == "timestamp" and isinstance(value, datetime):
        return value.timestamp()
    if kind == "blob" and isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
