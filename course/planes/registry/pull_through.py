"""Pull-through cache: repositories that fill themselves from a public registry (F49, AN15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planes.registry.digests import is_digest
from planes.registry.names import Reference
from planes.registry.public import ensure_public, public_name
from planes.registry.settings import fits_prefix
from planes.registry.transfer import copy_image

if TYPE_CHECKING:
    from planes.registry.registry import Registry

RECHECK_SECONDS = 24 * 3600.0
MAX_RULES = 50
# (end of the upstream's host name, its name in ECR's API, whether it asks for credentials). Source: AN15.
UPSTREAMS = (
    ("public.ecr.aws", "ecr-public", False),
    ("quay.io", "quay", False),
    ("registry.k8s.io", "k8s", False),
    ("registry-1.docker.io", "docker-hub", True),
    ("ghcr.io", "github-container-registry", True),
    (".azurecr.io", "azure-container-registry", True),
    ("registry.gitlab.com", "gitlab-container-registry", True),
    ("cgr.dev", "chainguard", True),
    (".amazonaws.com", "ecr", False),
)


@dataclass(slots=True)
class Rule:
    """A namespace and the upstream registry it is filled from. Times are virtual seconds."""

    prefix: str
    upstream_url: str
    upstream: str
    created_at: float
    updated_at: float
    credential: str | None = None
    role: str | None = None
    upstream_prefix: str = "ROOT"


class PullThrough:
    """Fills repositories below a rule's prefix from the offline set of public images."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.rules: dict[str, Rule] = {}
        self._checked_at: dict[tuple[str, str], float] = {}

    def rule_for(self, name: str) -> Rule | None:
        """Return the rule whose prefix a repository name lies below, the longest one; ROOT comes last."""
        fitting = [rule for rule in self.rules.values() if fits_prefix(name, rule.prefix)]
        return max(fitting, key=lambda rule: (rule.prefix != "ROOT", len(rule.prefix)), default=None)

    def fill(self, name: str, wanted: str) -> None:
        """Bring `name:wanted` here before a pull, if a rule says so; upstream is asked once in 24 hours."""
        rule = self.rule_for(name)
        if rule is None or is_digest(wanted):
            return
        registry, key = self._registry, (name, wanted)
        cached = registry.repositories.get(name)
        is_fresh = registry.clock.now - self._checked_at.get(key, -RECHECK_SECONDS) < RECHECK_SECONDS
        if cached is not None and wanted in cached.tags and is_fresh:
            return
        upstream = public_name(Reference(self._host(rule), _upstream_repository(rule, name), wanted, None))
        if upstream is None:
            return
        ensure_public(registry.public, upstream, wanted)
        if wanted not in registry.public.repository(upstream).tags:
            return
        registry.ensure_repository(name, "PULL_THROUGH_CACHE")
        copy_image(registry.public, upstream, wanted, registry, name)
        self._checked_at[key] = registry.clock.now
        registry.record(f"{name}:{wanted}", "image cached", f"pulled through from {rule.upstream_url}")

    def _host(self, rule: Rule) -> str:
        return "docker.io" if rule.upstream == "docker-hub" else rule.upstream_url


def _upstream_repository(rule: Rule, name: str) -> str:
    rest = name if rule.prefix == "ROOT" else name.removeprefix(rule.prefix.rstrip("/") + "/")
    return rest if rule.upstream_prefix == "ROOT" else f"{rule.upstream_prefix.rstrip('/')}/{rest}"


def upstream_of(url: str) -> tuple[str, bool] | None:
    """Return (name in ECR's API, whether it asks for credentials) of an upstream registry, or None."""
    for host, upstream, asks in UPSTREAMS:
        if url == host or (host.startswith(".") and url.endswith(host)):
            return upstream, asks
    return None
