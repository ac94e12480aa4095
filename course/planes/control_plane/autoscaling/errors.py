"""The refusals of Application Auto Scaling."""

from __future__ import annotations

from planes.errors import PlanesError


class AutoScalingError(PlanesError):
    """A request Application Auto Scaling refuses; `code` is AWS's name for the error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
