"""The schema check of manifests: unknown fields, missing fields, wrong types.

The schemas are those of the optional package kubernetes-validate. Without it nothing is checked here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from planes.control_plane.eks.resources import Resource
from planes.control_plane.eks.status import bad_request

_UNKNOWN = re.compile(r"\('([^']+)' (?:was|were) unexpected\)")


def check_schema(resource: Resource, body: dict[str, Any], version: str) -> None:
    """Refuse what the API server refuses under strict field validation.

    Raises:
        ApiError: BadRequest.
    """
    validator = _validator(version, resource)
    if validator is None:
        return
    body = _without_nulls(body)
    if validator.is_valid(body):
        return
    from jsonschema.exceptions import best_match

    raise bad_request(_sentence(resource, best_match(validator.iter_errors(body))))


def cannot_handle(resource: Resource, why: object) -> str:
    """Return the sentence of a body that cannot be read as the kind it claims to be."""
    kind = resource.kind
    return f'{kind} in version "{resource.version}" cannot be handled as a {kind}: {why}'


@lru_cache(maxsize=64)
def _validator(version: str, resource: Resource) -> Any:
    """Return the validator of a kind; reading the schemas from disk takes longer than all checks together."""
    definitions = _definitions(version)
    if definitions is None:
        return None
    from jsonschema import Draft202012Validator
    from kubernetes_validate.utils import schema_contents
    from referencing import Registry
    from referencing import Resource as Document

    group = resource.group.split(".")[0]
    name = f"{resource.kind.lower()}-{group + '-' if group else ''}{resource.version}"
    schema = schema_contents(f"{_folder(version)}/{name}.json", version)
    registry: Any = Document.from_contents(schema) @ (Document.from_contents(definitions) @ Registry())
    return Draft202012Validator(schema, registry=registry)


@lru_cache(maxsize=4)
def _definitions(version: str) -> Any:
    try:
        from kubernetes_validate.utils import schema_contents
    except ImportError:
        return None
    return schema_contents(f"{_folder(version)}/_definitions.json", version)


def _folder(version: str) -> str:
    return f"kubernetes-json-schema/v{version}.0-local-strict"


def _sentence(resource: Resource, error: Any) -> str:
    path = ".".join(f"[{part}]" if isinstance(part, int) else str(part) for part in error.absolute_path)
    path = path.replace(".[", "[")
    if unknown := _UNKNOWN.search(error.message):
        return f'strict decoding error: unknown field "{path + "." if path else ""}{unknown[1]}"'
    return cannot_handle(resource, f"{path}: {error.message}" if path else error.message)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value
