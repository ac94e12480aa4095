"""What the API server answers when it refuses: a Status with a code, a reason and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from planes.control_plane.eks.resources import Resource
from planes.errors import PlanesError


class Cause(NamedTuple):
    """One thing that is wrong with one field.

    Attributes:
        field: path such as `spec.template.spec.containers[0].image`.
        message: the sentence after the path, such as `Required value`.
        reason: `FieldValueRequired`, `FieldValueInvalid`, …
    """

    field: str
    message: str
    reason: str = "FieldValueInvalid"

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class ApiError(PlanesError):
    """A request that the API server refused.

    Attributes:
        code: HTTP status code.
        reason: the machine-readable reason, such as `NotFound`.
        message: the sentence kubectl prints after `Error from server (…):`.
        details: what it is about.
    """

    def __init__(self, code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details or {}

    def status(self) -> dict[str, Any]:
        """Return the Status object of the answer's body."""
        return {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "reason": self.reason,
            "details": self.details,
            "code": self.code,
        }


def _about(resource: Resource, name: str) -> dict[str, Any]:
    return {"name": name, "group": resource.group, "kind": resource.plural}


def not_found(resource: Resource, name: str) -> ApiError:
    """Return the refusal for an object that is not there."""
    return ApiError(404, "NotFound", f'{resource.qualified} "{name}" not found', _about(resource, name))


def already_exists(resource: Resource, name: str) -> ApiError:
    """Return the refusal for a second object of one name."""
    return ApiError(
        409, "AlreadyExists", f'{resource.qualified} "{name}" already exists', _about(resource, name)
    )


def conflict(resource: Resource, name: str) -> ApiError:
    """Return the refusal for a write that is based on an old resourceVersion."""
    return ApiError(
        409,
        "Conflict",
        f'Operation cannot be fulfilled on {resource.qualified} "{name}": the object has been modified; '
        "please apply your changes to the latest version and try again",
        _about(resource, name),
    )


def invalid(resource: Resource, name: str, causes: Sequence[Cause]) -> ApiError:
    """Return the refusal for an object with fields that cannot be."""
    texts = [str(cause) for cause in causes]
    body = texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"
    details = _about(resource, name) | {
        "kind": resource.kind,
        "causes": [{"reason": c.reason, "message": c.message, "field": c.field} for c in causes],
    }
    message = f'{resource.qualified_kind} "{name}" is invalid: {body}'
    return ApiError(422, "Invalid", message, details)


def bad_request(message: str) -> ApiError:
    """Return the refusal for a body that cannot be read as the kind it claims to be."""
    return ApiError(400, "BadRequest", message)


def not_allowed(message: str) -> ApiError:
    """Return the refusal for a verb that the resource does not have."""
    return ApiError(405, "MethodNotAllowed", message)


def forbidden(resource: Resource, name: str, message: str) -> ApiError:
    """Return the refusal of an admission rule."""
    return ApiError(
        403, "Forbidden", f'{resource.qualified} "{name}" is forbidden: {message}', _about(resource, name)
    )


def too_many_requests(message: str) -> ApiError:
    """Return the refusal of an eviction that a disruption budget does not allow now."""
    return ApiError(
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {"causes": [{"reason": "DisruptionBudget", "message": message}]},
    )


def unavailable() -> ApiError:
    """Return what a client sees while the control plane is down."""
    return ApiError(
        503,
        "ServiceUnavailable",
        "the server is currently unable to handle the request (control plane outage)",
    )


def shown(value: Any) -> str:
    """Return a value as the API server writes it in its messages."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}":{shown(item)}' for key, item in value.items()) + "}"
    return str(value)
