"""Clusters and the capacity providers associated with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from planes.control_plane.ecs.capacity import Capacity
from planes.control_plane.ecs.errors import EcsError, invalid
from planes.control_plane.ecs.model import Cluster, ProviderShare
from planes.control_plane.ecs.store import Store

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_MOST_PROVIDERS = 20


class Clusters:
    """The register of clusters."""

    def __init__(self, store: Store, capacity: Capacity) -> None:
        self._store, self._capacity = store, capacity

    def create(
        self,
        name: str,
        capacity_providers: Sequence[str] = (),
        default_strategy: Sequence[ProviderShare] = (),
        settings: Sequence[Mapping[str, str]] = (),
    ) -> Cluster:
        """Create a cluster, or return the active one of this name: creation is idempotent."""
        if not _NAME.fullmatch(name):
            raise invalid("Cluster name should be 1 to 255 letters, digits, underscores or hyphens.")
        existing = self._store.clusters.get(name)
        if existing is not None and existing.status == "ACTIVE":
            return existing
        cluster = Cluster(name)
        if settings:
            cluster.settings = tuple(settings)
        self._associate(cluster, capacity_providers, default_strategy)
        self._store.clusters[name] = cluster
        self._store.log(name, "cluster created")
        return cluster

    def put_capacity_providers(
        self, name: str, capacity_providers: Sequence[str], default_strategy: Sequence[ProviderShare]
    ) -> Cluster:
        """Replace a cluster's capacity providers and default strategy.

        Raises:
            EcsError: ResourceInUseException while tasks use a provider that would be removed.
        """
        cluster = self._store.cluster(name)
        removed = set(cluster.capacity_providers) - set(capacity_providers)
        in_use = {t.capacity_provider for t in self._store.tasks_of(name) if t.last_status != "STOPPED"}
        if removed & in_use:
            raise EcsError(
                "ResourceInUseException",
                "The specified capacity provider is in use and cannot be removed.",
            )
        self._associate(cluster, capacity_providers, default_strategy)
        return cluster

    def _associate(
        self, cluster: Cluster, providers: Sequence[str], default_strategy: Sequence[ProviderShare]
    ) -> None:
        if len(providers) > _MOST_PROVIDERS:
            raise invalid(f"A cluster can have at most {_MOST_PROVIDERS} capacity providers.")
        for provider in providers:
            self._capacity.find(provider)
        previous = cluster.capacity_providers
        cluster.capacity_providers = list(dict.fromkeys(providers))
        try:
            self._capacity.check_strategy(cluster, default_strategy)
        except EcsError:
            cluster.capacity_providers = previous
            raise
        cluster.default_strategy = tuple(default_strategy)

    def delete(self, name: str) -> Cluster:
        """Delete an empty cluster.

        Raises:
            EcsError: it still has services, tasks or container instances.
        """
        cluster = self._store.cluster(name)
        if self._store.services_of(name):
            raise EcsError(
                "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."
            )
        if self._store.instances_of(name):
            raise EcsError(
                "ClusterContainsContainerInstancesException",
                "The Cluster cannot be deleted while Container Instances are active or draining.",
            )
        if any(task.last_status != "STOPPED" for task in self._store.tasks_of(name)):
            raise EcsError(
                "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."
            )
        cluster.status = "INACTIVE"
        self._store.log(name, "cluster deleted")
        return cluster
