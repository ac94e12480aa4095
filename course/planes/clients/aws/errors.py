"""An error as an AWS service answers it."""

from __future__ import annotations

from typing import Any

from planes.errors import PlanesError


class AwsError(PlanesError):
    """A refusal in AWS's own words.

    Attributes:
        code: the error's name in the service model, such as "ClusterNotFoundException".
        message: one sentence for a reader.
        status: HTTP status; 400 is the caller's fault, 500 the service's.
        fields: further members of the error's shape, such as EKS's `clusterName`.
    """

    def __init__(self, code: str, message: str, status: int = 400, **fields: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.fields = code, message, status, fields
