"""Amazon EKS: clusters with their Kubernetes control planes, node groups and Fargate profiles."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from planes.clock import Clock
from planes.control_plane.eks import clusters, fargate_profiles, nodegroups, versions
from planes.control_plane.eks.api import ApiServer
from planes.control_plane.eks.clusters import Cluster, Update, after
from planes.control_plane.eks.errors import (
    in_use,
    invalid_parameter,
    invalid_request,
    limit_exceeded,
    not_found,
)
from planes.control_plane.eks.fargate_profiles import FargateProfile
from planes.control_plane.eks.kubelet import Resolve
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.nodegroups import NodeGroup, NodeGroupKeeper
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
        self._keepers: dict[str, NodeGroupKeeper] = {}

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
        holder: list[Cluster] = []

        def profiles() -> list[dict[str, Any]]:
            return (
                [p.selection() for p in holder[0].profiles.values() if p.status == "ACTIVE"] if holder else []
            )

        control_plane = ControlPlane(
            name,
            version,
            self.clock,
            self._events,
            self._random,
            self._planes,
            self._resolve,
            profiles,
            self.is_down,
        )
        cluster = Cluster(name, version, self.clock.now, settings, control_plane, ApiServer(control_plane))
        holder.append(cluster)
        self.clusters[name] = cluster
        self._keepers[name] = NodeGroupKeeper(self.clock, control_plane, self._planes["EC2"], self.is_down)
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
        self._keepers.pop(cluster.name).stop()
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

    # Node groups.

    def create_node_group(self, cluster_name: str, group: NodeGroup) -> NodeGroup:
        """Begin to create a managed node group."""
        cluster = self.active(cluster_name)
        if group.name in cluster.node_groups:
            raise in_use(f"NodeGroup already exists with name {group.name} and cluster name {cluster_name}")
        if len(cluster.node_groups) >= nodegroups.MOST_GROUPS:
            raise limit_exceeded(f"A cluster has at most {nodegroups.MOST_GROUPS} node groups.")
        if not 0 <= versions.minor(cluster.version) - versions.minor(group.version) <= 3:
            raise invalid_parameter(f"Node group version {group.version} is too far from {cluster.version}.")
        cluster.node_groups[group.name] = group
        keeper = self._keepers[cluster_name]
        keeper.groups = cluster.node_groups
        keeper.keep(group)
        return group

    def node_group(self, cluster_name: str, name: str) -> NodeGroup:
        """Return a node group.

        Raises:
            EksError: ResourceNotFoundException.
        """
        found = self.cluster(cluster_name).node_groups.get(name)
        if found is None:
            raise not_found(f"No node group found for name: {name}.")
        return found

    def keep(self, cluster_name: str, group: NodeGroup) -> None:
        """Bring a node group to its size."""
        self._keepers[cluster_name].keep(group)

    def update_node_group(self, cluster_name: str, name: str, version: str | None, force: bool) -> Update:
        """Replace the nodes of a group by new ones of the cluster's, or a given, version."""
        cluster, group = self.cluster(cluster_name), self.node_group(cluster_name, name)
        if group.status != "ACTIVE":
            raise in_use(f"Nodegroup {name} is {group.status}.")
        wanted = versions.checked(version or cluster.version)
        if versions.minor(wanted) > versions.minor(cluster.version):
            raise invalid_parameter(
                f"Nodegroup version {wanted} is newer than the cluster's {cluster.version}."
            )
        params = [
            {"type": "Version", "value": wanted},
            {"type": "ReleaseVersion", "value": nodegroups.release_version(wanted)},
        ]
        update = self.begin(cluster, "VersionUpdate", params, name)

        def done(error: str) -> None:
            update.status = "Failed" if error else "Successful"
            if error:
                message = "Reached max retries while trying to evict pods from nodes in node group " + name
                update.errors.append({"errorCode": error, "errorMessage": message, "resourceIds": []})
                group.version = before

        before, group.version = group.version, wanted
        self._keepers[cluster_name].update(group, force, done)
        return update

    def delete_node_group(self, cluster_name: str, name: str) -> NodeGroup:
        """Begin to drain and delete a node group."""
        group = self.node_group(cluster_name, name)
        group.status = "DELETING"
        self._keepers[cluster_name].keep(group)
        return group

    # Fargate profiles.

    def create_profile(self, cluster_name: str, profile: FargateProfile) -> FargateProfile:
        """Begin to create a Fargate profile."""
        cluster = self.active(cluster_name)
        fargate_profiles.check_selectors(profile.selectors)
        if profile.name in cluster.profiles:
            raise in_use(f"A Fargate Profile already exists with this name {profile.name} in this cluster.")
        if len(cluster.profiles) >= fargate_profiles.MOST_PROFILES:
            raise limit_exceeded(f"A cluster has at most {fargate_profiles.MOST_PROFILES} Fargate profiles.")
        if any(other.status in ("CREATING", "DELETING") for other in cluster.profiles.values()):
            raise in_use("Cannot create Fargate Profile while another one is being created or deleted.")
        cluster.profiles[profile.name] = profile

        def finish() -> None:
            profile.status = "ACTIVE"

        after(self.clock, fargate_profiles.CREATE_SECONDS, self.is_down, finish)
        return profile

    def profile(self, cluster_name: str, name: str) -> FargateProfile:
        """Return a Fargate profile.

        Raises:
            EksError: ResourceNotFoundException.
        """
        found = self.cluster(cluster_name).profiles.get(name)
        if found is None:
            raise not_found(f"No Fargate Profile found with name: {name}.")
        return found

    def delete_profile(self, cluster_name: str, name: str) -> FargateProfile:
        """Begin to delete a Fargate profile; the pods it placed are deleted with it."""
        cluster, profile = self.cluster(cluster_name), self.profile(cluster_name, name)
        profile.status = "DELETING"
        cluster.control_plane.fargate.delete_pods_of(name)
        after(
            self.clock,
            fargate_profiles.CREATE_SECONDS,
            self.is_down,
            lambda: cluster.profiles.pop(name, None),
        )
        return profile

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
