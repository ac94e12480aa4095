"""Settings of the registry as a whole: policy, scanning, account settings, repository creation templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TEMPLATE_REASONS = ("REPLICATION", "PULL_THROUGH_CACHE", "CREATE_ON_PUSH")


@dataclass
class Template:
    """How repositories that nobody creates by hand are set up (AN16).

    Attributes:
        prefix: of the repository names it applies to; "ROOT" for all that no other template fits.
        applied_for: some of TEMPLATE_REASONS.
        fields: of Repository.
        created_at: virtual seconds.
        updated_at: virtual seconds.
        description: for a reader.
        role: ARN of a role, kept as given.
    """

    prefix: str
    applied_for: Sequence[str]
    fields: dict[str, Any]
    created_at: float
    updated_at: float
    description: str = ""
    role: str = ""


@dataclass
class RegistrySettings:
    """What one sets once per registry."""

    policy: str | None = None
    scan_type: str = "BASIC"
    scan_rules: list[Mapping[str, Any]] = field(default_factory=list)
    account: dict[str, str] = field(
        default_factory=lambda: {
            "BASIC_SCAN_TYPE_VERSION": "AWS_NATIVE",
            "BLOB_MOUNTING": "ENABLED",
            "REGISTRY_POLICY_SCOPE": "V2",
        }
    )
    templates: dict[str, Template] = field(default_factory=dict)

    def template_fields(self, name: str, reason: str) -> dict[str, Any]:
        """Return the fields of Repository that the best-fitting template sets; none if no template fits."""
        fitting = [
            template
            for template in self.templates.values()
            if reason in template.applied_for and fits_prefix(name, template.prefix)
        ]
        best = max(fitting, key=lambda template: _length(template.prefix), default=None)
        return {} if best is None else dict(best.fields)


def fits_prefix(name: str, prefix: str) -> bool:
    """Return whether a repository lies in the namespace `prefix`; ROOT is everywhere."""
    return prefix == "ROOT" or name.startswith(f"{prefix.rstrip('/')}/")


def _length(prefix: str) -> int:
    return 0 if prefix == "ROOT" else len(prefix)
