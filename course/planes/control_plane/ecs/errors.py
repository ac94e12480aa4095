"""A refusal by the ECS control plane."""

from __future__ import annotations

from planes.errors import PlanesError


class EcsError(PlanesError):
    """A request ECS refuses; `code` is the name AWS gives the error in its API."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid(message: str) -> EcsError:
    """Return the error for a parameter that the API refuses."""
    return EcsError("InvalidParameterException", message)


def client_error(message: str) -> EcsError:
    """Return the error for an action on an identifier or a definition that is not valid."""
    return EcsError("ClientException", message)
