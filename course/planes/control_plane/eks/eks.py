"""Amazon EKS: clusters with their Kubernetes control planes."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from planes.clock import Clock
from planes.control_plane.eks import clusters, versions
from planes.control_plane.eks.api import ApiServer
from planes.control_plane.eks.clusters import Cluster, Update, after
from planes.control_plane.eks.errors import in_use, invalid_request, limit_exceeded, not_found
from planes.control_plane.eks.fargate_profiles import FargateProfile
from planes.control_plane.eks.kubelet import Resolve
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.node_group_keeper import NodeGroupKeeper
from planes.control_plane.eks.resources import DEPLOYMENT
from planes.control_plane.load import Load
from planes.control_plane.reconcile import Availability
from planes.errors import PlanesError
from planes.events import EventLog

MOST_CLUSTERS = 100
"""Quota. Source: E58."""


class Eks:
    """All EKS clusters of one region.

    Args:
        clock: virtual time.
        events: the world's event log.
        random: decides names, ids and ties.
        planes: the data planes, "EC2" and "FARGATE".
        resolve: finds an image by its reference.
        is_down: whether the control planes are down.
    """

    def __init__(
        self,
        clock: Clock,
        events: EventLog,
        random: Random,
        planes: Mapping[str, Any],
        resolve: Resolve,
        is_down: Availability,
    ) -> None:
        self.clock, self._events, self._random = clock, events, random
        self._planes, self._resolve, self.is_down = planes, resolve, is_down
        self.clusters: dict[str, Cluster] = {}
        self.served_at = ""
        """URL below which the clusters' Kubernetes APIs answer while the world is served, else empty."""

    # Clusters.

    def add_cluster(self, name: str, version: str | None = None) -> Cluster:
        """Make a cluster that is ACTIVE at once, for those who do not want to wait for it."""
        cluster = self._make(name, version, {})
        self._activate(cluster)
        return cluster

    def create_cluster(self, name: str, version: str | None, settings: dict[str, Any]) -> Cluster:
        """Begin to create a cluster; it is ACTIVE after some virtual minutes.

        Raises:
            EksError: the name is taken or not valid, the version is not supported, or there are too many.
        """
        cluster = self._make(name, version, settings)
        after(self.clock, clusters.CREATE_SECONDS, self.is_down, lambda: self._activate(cluster))
        return cluster

    def _make(self, name: str, version: str | None, settings: dict[str, Any]) -> Cluster:
        clusters.checked_name(name)
        version = versions.checked(version or versions.default())
        if name in self.clusters:
            raise in_use(f"Cluster already exists with name: {name}")
        if len(self.clusters) >= MOST_CLUSTERS:
            raise limit_exceeded(f"You have reached the limit of {MOST_CLUSTERS} clusters.")
        profiles: dict[str, FargateProfile] = {}
        control_plane = ControlPlane(
            name,
            version,
            self.clock,
            self._events,
            self._random,
            self._planes,
            self._resolve,
            lambda: [profile.selection() for profile in profiles.values() if profile.status == "ACTIVE"],
            self.is_down,
        )
        cluster = Cluster(
            name,
            version,
            self.clock.now,
            settings,
            control_plane,
            ApiServer(control_plane),
            NodeGroupKeeper(self.clock, control_plane, self._planes["EC2"], self.is_down),
            profiles,
        )
        self.clusters[name] = cluster
        self._log(name, "cluster creating", f"Kubernetes {version}")
        return cluster

    def _activate(self, cluster: Cluster) -> None:
        if cluster.status == "CREATING":
            cluster.status = "ACTIVE"
            self._log(cluster.name, "cluster active")

    def cluster(self, name: str) -> Cluster:
        """Return a cluster.

        Raises:
            EksError: ResourceNotFoundException.
        """
        found = self.clusters.get(name)
        if found is None:
            raise not_found(f"No cluster found for name: {name}.")
        return found

    def active(self, name: str) -> Cluster:
        """Return a cluster whose API endpoint answers.

        Raises:
            EksError: it is not there, or still being created or deleted.
        """
        cluster = self.cluster(name)
        if cluster.status not in ("ACTIVE", "UPDATING"):
            raise invalid_request(
                f"Cluster {name} is {cluster.status}, not ACTIVE. Wait for it, or let time pass."
            )
        return cluster

    def update_version(self, name: str, version: str) -> Update:
        """Begin to update the control plane by one minor version."""
        cluster = self.changeable(name)
        clusters.next_version(cluster.version, version)
        params = [
            {"type": "Version", "value": version},
            {"type": "PlatformVersion", "value": clusters.PLATFORM_VERSION},
        ]
        update = self.begin(cluster, "VersionUpdate", params)
        cluster.status = "UPDATING"

        def finish() -> None:
            cluster.version = cluster.control_plane.version = version
            cluster.status, update.status = "ACTIVE", "Successful"
            self._log(name, "cluster updated", f"Kubernetes {version}")

        after(self.clock, clusters.UPDATE_SECONDS, self.is_down, finish)
        return update

    def delete_cluster(self, name: str) -> Cluster:
        """Begin to delete a cluster that has neither node groups nor Fargate profiles."""
        cluster = self.cluster(name)
        if cluster.node_groups:
            raise in_use("Cluster has nodegroups attached")
        if cluster.profiles:
            raise in_use("Cluster has Fargate profiles attached")
        if cluster.status == "DELETING":
            raise in_use(f"Cluster {name} is being deleted")
        cluster.status = "DELETING"
        after(self.clock, clusters.DELETE_SECONDS, self.is_down, lambda: self._drop(cluster))
        return cluster

    def _drop(self, cluster: Cluster) -> None:
        cluster.control_plane.close()
        cluster.keeper.stop()
        del self.clusters[cluster.name]
        self._log(cluster.name, "cluster deleted")

    def changeable(self, name: str) -> Cluster:
        """Return a cluster that can be changed.

        Raises:
            EksError: it is not there, or not ACTIVE.
        """
        cluster = self.cluster(name)
        if cluster.status != "ACTIVE":
            raise in_use(f"Cannot change cluster {name}: it is {cluster.status}.")
        return cluster

    def begin(
        self,
        cluster: Cluster,
        kind: str,
        params: list[dict[str, str]],
        node_group: str = "",
        addon: str = "",
    ) -> Update:
        """Keep record of an update that begins."""
        number = f"{self._random.getrandbits(128):032x}"
        update_id = "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:]))
        update = cluster.updates[update_id] = Update(
            update_id, kind, self.clock.now, params, node_group, addon
        )
        return update

    # What World asks.

    def has_cluster(self, name: str) -> bool:
        """Return whether there is a cluster of this name."""
        return name in self.clusters

    def add_hosts(self, cluster: str, instance_type: str, count: int, zone: str | None = None) -> list[str]:
        """Launch self-managed nodes for a cluster; return their hosts' ids."""
        return self.active(cluster).control_plane.nodes.launch(instance_type, count, zone)

    def has_service(self, name: str) -> bool:
        """Return whether there is a Deployment: `name`, `namespace/name` or `cluster/namespace/name`."""
        return len(self._deployments(name)) > 0

    def offer_load(self, service: str, load: Load) -> None:
        """Let requests come to a Deployment.

        Raises:
            PlanesError: there is none of this name, or several.
        """
        found = self._deployments(service)
        if len(found) != 1:
            raise PlanesError(
                f"There are {len(found)} Deployments named {service!r}; "
                "give namespace/name or cluster/namespace/name."
            )
        control_plane, namespace, name = found[0]
        control_plane.offer_load(namespace, name, load)

    def _deployments(self, text: str) -> list[tuple[ControlPlane, str, str]]:
        parts = text.split("/")
        name, namespace = parts[-1], parts[-2] if len(parts) > 1 else "default"
        return [
            (cluster.control_plane, namespace, name)
            for cluster in self.clusters.values()
            if (len(parts) < 3 or parts[0] == cluster.name)
            and cluster.control_plane.store.has(DEPLOYMENT, namespace, name)
        ]

    def _log(self, cluster: str, what: str, why: str = "") -> None:
        self._events.add("control plane", cluster, what, why)
