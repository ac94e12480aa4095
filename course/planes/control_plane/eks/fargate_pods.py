"""The Fargate scheduler: pods that a profile selects each get a microVM of their own, seen as a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from planes import rules
from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.eks.resources import POD
from planes.data_plane.fargate import Fargate
from planes.errors import PlanesError

_MIB = 2**20
_TAINT = {"key": "eks.amazonaws.com/compute-type", "value": "fargate", "effect": "NoSchedule"}


class FargatePods:
    """Places pods on Fargate.

    Args:
        hub: the cluster.
        plane: Fargate.
        profiles: the cluster's active Fargate profiles, as `describe_fargate_profile` returns them.
    """

    def __init__(self, hub: Hub, plane: Fargate, profiles: Callable[[], Sequence[Mapping[str, Any]]]) -> None:
        self._hub, self._plane, self._profiles = hub, plane, profiles
        self._turn = 0

    def takes(self, pod: Pod) -> str | None:
        """Return the name of the profile that takes a pod, or None."""
        profiles = self._profiles()
        if not profiles or pod.template.daemon:
            return None
        return rules.kubernetes.select_fargate_profile(profiles, pod.namespace, pod.labels)

    def place(self, pod: Pod) -> None:
        """Plan the placement of a pod, after all that is reported in this instant."""
        self._hub.clock.after(0, self._place, pod, priority=20)

    def _place(self, pod: Pod) -> None:
        if self._hub.is_down():
            self._hub.clock.after(1.0, self._place, pod, priority=20)
            return
        if pod.deleted_at is not None or pod.node is not None:
            return
        try:
            node = self._make_node(pod)
        except PlanesError as error:
            self._hub.pods.cannot_schedule(pod, str(error))
            return
        if node is None:
            self._hub.pods.cannot_schedule(
                pod, "Fargate capacity is unavailable at this time. Please try again later."
            )
            self._hub.clock.after(10.0, self._place, pod, priority=20)
            return
        profile = self.takes(pod) or ""
        cpu, memory = node.allocatable["cpu"] / 1000, node.allocatable["memory"] / _MIB / 1024
        pod.own = {
            **(pod.own or {}),
            "annotations": {"CapacityProvisioned": f"{cpu:g}vCPU {memory:g}GB"},
            "fargateProfile": profile,
        }
        self._hub.pods.bind(pod, node, f"Fargate profile {profile}", {"node": node.name, "profile": profile})

    def _make_node(self, pod: Pod) -> Node | None:
        spec = pod.template.spec
        if spec.get("hostNetwork") or any(
            (c.get("securityContext") or {}).get("privileged") for c in spec["containers"]
        ):
            raise PlanesError("Pod not supported on Fargate: fields not supported: HostNetwork, Privileged")
        cpu_units, memory_mib = rules.fargate.pod_size(spec["containers"], spec.get("initContainers") or ())
        offers = list(self._plane.offers())
        if not offers:
            return None
        offer = offers[self._turn % len(offers)]
        self._turn += 1
        address = self._plane.new_address()
        millicores = int(cpu_units * rules.cpu.MILLICORES_PER_UNIT)
        capacity = {"cpu": millicores, "memory": memory_mib * _MIB, "pods": 1}
        name = f"fargate-ip-{address.replace('.', '-')}.ec2.internal"
        node = Node(name, offer.host, offer.zone, "fargate", capacity)
        node.address, node.version = address, self._hub.version()
        node.labels = {
            "eks.amazonaws.com/compute-type": "fargate",
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": "amd64",
            "topology.kubernetes.io/zone": offer.zone,
            "topology.kubernetes.io/region": offer.zone[:-1],
        }
        node.taints = [dict(_TAINT)]
        self._hub.store.add(node)
        node.condition_since = node.created
        return node

    def gone(self, pod: Pod) -> None:
        """Remove the node of a Fargate pod that is gone."""
        if pod.node is not None and pod.node.is_fargate:
            self._hub.store.remove(pod.node)

    def delete_pods_of(self, profile: str) -> None:
        """Delete the pods a profile placed: it is being deleted."""
        for pod in self._hub.store.all(POD):
            if (pod.own or {}).get("fargateProfile") == profile:
                self._hub.pods.delete(pod, f"Fargate profile {profile} is deleted")
