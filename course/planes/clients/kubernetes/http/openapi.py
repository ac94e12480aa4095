"""The OpenAPI documents that `kubectl explain` reads, and that tell `kubectl apply` to let the server check.

The descriptions of fields are those of the optional package kubernetes-validate.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from planes.clients.kubernetes.http.call import SERVED, JsonObject, nowhere
from planes.control_plane.eks.resources import Resource

_PREFIX = "#/components/schemas/"
_FIELD_VALIDATION = {"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}
_PATCHES = (
    "application/apply-patch+yaml",
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
)


def index(prefix: str) -> JsonObject:
    """Return the list of documents; `prefix` is the path of the cluster's API."""
    names = sorted({_document_name(resource) for resource in SERVED})
    hashes = {name: hashlib.sha256(f"{name} 1".encode()).hexdigest()[:16].upper() for name in names}
    return {
        "paths": {
            name: {"serverRelativeURL": f"{prefix}/openapi/v3/{name}?hash={hashes[name]}"} for name in names
        }
    }


@lru_cache(maxsize=64)
def document(name: str, version: str) -> JsonObject:
    """Return the document of a group's version, such as `apis/apps/v1`, for a Kubernetes version.

    Raises:
        ApiError: NotFound.
    """
    resources = [resource for resource in SERVED if _document_name(resource) == name]
    if not resources:
        raise nowhere()
    definitions = _definitions(version)
    schemas: JsonObject = {}
    for resource in resources:
        _collect(_definition_name(resource), definitions, schemas)
        kind = schemas.setdefault(_definition_name(resource), {"type": "object"})
        kind["x-kubernetes-group-version-kind"] = [_kind(resource)]
    paths = {path: item for resource in resources for path, item in _paths(name, resource).items()}
    info = {"title": "Kubernetes", "version": f"v{version}.0"}
    return {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def _document_name(resource: Resource) -> str:
    return f"apis/{resource.api_version}" if resource.group else f"api/{resource.version}"


def _definition_name(resource: Resource) -> str:
    package = (resource.group or "core").removesuffix(".k8s.io").partition(".")[0]
    return f"io.k8s.api.{package}.{resource.version}.{resource.kind}"


def _kind(resource: Resource) -> JsonObject:
    return {"group": resource.group, "version": resource.version, "kind": resource.kind}


def _paths(document_name: str, resource: Resource) -> JsonObject:
    """Return the paths with what kubectl looks for: that a PATCH takes `fieldValidation`."""
    base = f"/{document_name}/" + ("namespaces/{namespace}/" if resource.namespaced else "")
    kind = {"x-kubernetes-group-version-kind": _kind(resource), "responses": {}}
    content = {"content": {media_type: {"schema": {"type": "object"}} for media_type in _PATCHES}}
    dry_run = {"name": "dryRun", "in": "query", "schema": {"type": "string"}}
    written = {**kind, "parameters": [dry_run, _FIELD_VALIDATION]}
    return {
        base + resource.plural: {
            "get": {**kind, "x-kubernetes-action": "list"},
            "post": {**written, "x-kubernetes-action": "post"},
        },
        f"{base}{resource.plural}/{{name}}": {
            "get": {**kind, "x-kubernetes-action": "get"},
            "put": {**written, "x-kubernetes-action": "put"},
            "patch": {**written, "x-kubernetes-action": "patch", "requestBody": content},
        },
    }


def _definitions(version: str) -> JsonObject:
    try:
        from kubernetes_validate.utils import schema_contents
    except ImportError:
        return {}
    folder = f"kubernetes-json-schema/v{version}.0-local"
    found: JsonObject = schema_contents(f"{folder}/_definitions.json", version)["$defs"]
    return found


def _collect(name: str, definitions: JsonObject, into: JsonObject) -> None:
    """Take in a definition and all that it refers to."""
    if name in into or name not in definitions:
        return
    into[name] = {}
    into[name] = _converted(definitions[name], definitions, into)


def _converted(schema: Any, definitions: JsonObject, into: JsonObject) -> Any:
    """Return a JSON schema as OpenAPI 3.0 writes it: one type, references to components."""
    if isinstance(schema, list):
        return [_converted(item, definitions, into) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _converted(item, definitions, into) for key, item in schema.items()}
    if isinstance(schema.get("type"), list):
        result["type"] = next(kind for kind in schema["type"] if kind != "null")
    if isinstance(schema.get("enum"), list):
        result["enum"] = [value for value in schema["enum"] if value is not None]
    if isinstance(reference := schema.get("$ref"), str):
        name = reference.rpartition("/")[2]
        _collect(name, definitions, into)
        described = {key: item for key, item in result.items() if key != "$ref"}
        # In OpenAPI 3.0 nothing may stand beside a reference.
        target = {"$ref": _PREFIX + name}
        return {**described, "allOf": [target], "default": {}} if described else target
    return result
