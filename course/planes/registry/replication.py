"""Replication: copies of what is pushed, in other Regions or accounts (F50)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from planes.registry.errors import RegistryError
from planes.registry.manifests import Manifest
from planes.registry.repository import Repository
from planes.registry.transfer import copy_image

if TYPE_CHECKING:
    from planes.registry.registry import Registry

REPLICATION_SECONDS = 120.0  # the model's choice; AWS says that most take less than 30 minutes
MAX_RULES, MAX_DESTINATIONS, MAX_FILTERS = 10, 25, 100


class Destination(NamedTuple):
    """Where copies go."""

    region: str
    account: str


class Replication:
    """Copies what is pushed after the rules were set, once per push, not chained."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.rules: list[Mapping[str, Any]] = []
        self.replicas: dict[Destination, Registry] = {}
        self.statuses: dict[tuple[str, str], dict[Destination, str]] = {}

    def put(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Set the rules, in the form of ECR's ReplicationConfiguration; what is there is not copied."""
        destinations = [entry for rule in rules for entry in rule["destinations"]]
        filters = [entry for rule in rules for entry in rule.get("repositoryFilters", ())]
        for what, number, most in (
            ("rules", len(rules), MAX_RULES),
            ("destinations", len({tuple(sorted(entry.items())) for entry in destinations}), MAX_DESTINATIONS),
            ("filters", len(filters), MAX_FILTERS),
        ):
            if number > most:
                raise RegistryError(f"A replication configuration may have {most} {what}, not {number}.")
        own = (self._registry.region, self._registry.account)
        if any((entry["region"], entry["registryId"]) == own for entry in destinations):
            raise RegistryError(
                "Invalid parameter at 'replicationConfiguration' failed to satisfy constraint: "
                "'Replication destination cannot be the same as the source registry'"
            )
        self.rules = [dict(rule) for rule in rules]

    def on_push(self, repository: Repository, manifest: Manifest) -> None:
        """Plan the copies of what was just pushed."""
        for destination in self._destinations(repository.name):
            status = self.statuses.setdefault((repository.name, manifest.digest), {})
            status[destination] = "IN_PROGRESS"
            self._registry.clock.after(
                REPLICATION_SECONDS, self._copy, repository, manifest.digest, destination
            )

    def _destinations(self, name: str) -> list[Destination]:
        found: dict[Destination, None] = {}
        for rule in self.rules:
            prefixes = [entry["filter"] for entry in rule.get("repositoryFilters", ())]
            if not prefixes or any(name.startswith(prefix) for prefix in prefixes):
                found |= {
                    Destination(entry["region"], entry["registryId"]): None for entry in rule["destinations"]
                }
        return list(found)

    def _copy(self, repository: Repository, digest: str, destination: Destination) -> None:
        replica = self.replica(destination)
        status = self.statuses[repository.name, digest]
        if digest not in repository.images:
            status[destination] = "FAILED"
            return
        replica.ensure_repository(repository.name, "REPLICATION")
        try:
            for reference in repository.tags_of(digest) or [digest]:
                copy_image(self._registry, repository.name, reference, replica, repository.name)
        except RegistryError as error:  # an immutable tag over there names another image
            status[destination] = "FAILED"
            self._registry.record(f"{repository.name}@{digest}", "replication failed", str(error))
            return
        status[destination] = "COMPLETE"
        self._registry.record(f"{repository.name}@{digest}", "image replicated", f"to {destination.region}")

    def replica(self, destination: Destination) -> Registry:
        """Return the registry of another Region or account."""
        if destination not in self.replicas:
            here = self._registry
            self.replicas[destination] = type(here)(
                here.clock,
                here.events,
                here.random,
                account=destination.account,
                region=destination.region,
                epoch=here.epoch,
            )
        return self.replicas[destination]
