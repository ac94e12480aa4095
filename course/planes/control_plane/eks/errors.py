"""Refusals of the EKS API, by the names of its service model."""

from __future__ import annotations

from planes.errors import PlanesError


class EksError(PlanesError):
    """A refused EKS call.

    Attributes:
        code: the error's name, such as "ResourceNotFoundException".
        status: HTTP status.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def not_found(message: str) -> EksError:
    """Return the refusal for something that is not there."""
    return EksError("ResourceNotFoundException", message, 404)


def in_use(message: str) -> EksError:
    """Return the refusal for a name that is taken, or for something that cannot change now."""
    return EksError("ResourceInUseException", message, 409)


def invalid_parameter(message: str) -> EksError:
    """Return the refusal for a value that cannot be."""
    return EksError("InvalidParameterException", message)


def invalid_request(message: str) -> EksError:
    """Return the refusal for a call that is not possible in the present state."""
    return EksError("InvalidRequestException", message)


def limit_exceeded(message: str) -> EksError:
    """Return the refusal for one thing too many."""
    return EksError("ResourceLimitExceededException", message)
