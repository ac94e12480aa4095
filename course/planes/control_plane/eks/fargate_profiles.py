"""Fargate profiles: which pods run on Fargate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from planes.control_plane.eks.errors import invalid_parameter

CREATE_SECONDS = 60.0
"""Nobody publishes how long it takes; the model's value."""
MOST_PROFILES = 10
MOST_SELECTORS = 5
MOST_LABELS = 5
"""Quotas. Source: E58."""


@dataclass(slots=True)
class FargateProfile:
    """One Fargate profile. It never changes; its status is CREATING, ACTIVE or DELETING."""

    name: str
    created: float
    selectors: list[dict[str, Any]]
    settings: dict[str, Any] = field(default_factory=dict)
    status: str = "CREATING"

    def selection(self) -> dict[str, Any]:
        """Return name and selectors as the rule for choosing a profile takes them."""
        return {"fargateProfileName": self.name, "selectors": self.selectors}


def check_selectors(selectors: list[dict[str, Any]]) -> None:
    """Refuse selectors that EKS refuses.

    Raises:
        EksError: InvalidParameterException.
    """
    if not selectors:
        raise invalid_parameter("Fargate profile must have at least one selector.")
    if len(selectors) > MOST_SELECTORS:
        raise invalid_parameter(
            f"Fargate profile has {len(selectors)} selectors; at most {MOST_SELECTORS} are allowed."
        )
    for selector in selectors:
        if not selector.get("namespace"):
            raise invalid_parameter("Fargate profile selector must have a namespace.")
        if len(selector.get("labels") or {}) > MOST_LABELS:
            raise invalid_parameter(f"A Fargate profile selector may have at most {MOST_LABELS} labels.")
