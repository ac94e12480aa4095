"""Nodes: EC2 hosts that register with the cluster, and what becomes of their pods when they go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from planes import facts, rules
from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.kubelet import Kubelets
from planes.control_plane.eks.node_lifecycle import NodeLifecycle
from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.eks.status import ApiError
from planes.control_plane.reconcile import Inbox
from planes.data_plane.ec2 import Ec2
from planes.data_plane.protocol import HostReport, Registration
from planes.errors import PlanesError

_MIB = 2**20
_OVERHEAD = 0.075
_EVICTION_MIB = 100
DRAIN_RETRY_SECONDS = 5.0


def allocatable(instance_type: str) -> dict[str, int]:
    """Return what pods may request on a node: millicores of `cpu`, bytes of `memory`, `pods`.

    CPU less the kubelet's reserve; memory less 7.5 % that the hypervisor and the kernel take, the kubelet's
    reserve and the eviction threshold of 100 MiB. Source: C506 to C509.
    """
    shape = facts.instance(instance_type)
    reserved_cpu, reserved_mib = rules.ec2.kube_reserved(instance_type)
    memory_mib = int(shape.memory_mib * (1 - _OVERHEAD) - reserved_mib - _EVICTION_MIB)
    return {
        "cpu": shape.vcpus * 1000 - reserved_cpu,
        "memory": max(0, memory_mib) * _MIB,
        "pods": rules.ec2.max_pods(instance_type),
    }


@dataclass(slots=True)
class _Launch:
    """What a host was launched with, until and after it registers as a node."""

    capacity: dict[str, int]
    labels: dict[str, str]
    taints: list[dict[str, Any]]
    version: str
    node_group: str


class Nodes:
    """The EC2 nodes of one cluster.

    Args:
        hub: the cluster.
        ec2: the data plane the hosts come from.
        kubelets: their agents.
        lifecycle: watches their heartbeats.
        nodes_changed: called when a node came or went.
    """

    def __init__(
        self,
        hub: Hub,
        ec2: Ec2,
        kubelets: Kubelets,
        lifecycle: NodeLifecycle,
        nodes_changed: Callable[[], object],
    ) -> None:
        self._hub, self._ec2, self._kubelets, self._lifecycle = hub, ec2, kubelets, lifecycle
        self._nodes_changed = nodes_changed
        self._launched: dict[str, _Launch] = {}
        self.by_host: dict[str, Node] = {}
        self.gone: Callable[[Node | None, str], object] = lambda node, host: None
        """Called with a node, if it had registered, and the host that was terminated."""
        self._inbox = Inbox(self._hear, hub.is_down)

    def launch(
        self,
        instance_type: str,
        count: int = 1,
        zone: str | None = None,
        labels: dict[str, str] | None = None,
        taints: list[dict[str, Any]] | None = None,
        spot: bool = False,
        node_group: str = "",
        version: str = "",
    ) -> list[str]:
        """Launch hosts that register as nodes when they have booted; return their ids."""
        capacity = allocatable(instance_type)
        registration = Registration(capacity["cpu"], capacity["memory"] / _MIB, capacity["pods"])
        hosts = []
        for _ in range(count):
            host = self._ec2.launch(instance_type, registration, self._inbox, zone=zone, spot=spot)
            self._launched[host] = _Launch(
                capacity,
                {**(labels or {}), "eks.amazonaws.com/capacityType": "SPOT" if spot else "ON_DEMAND"},
                taints or [],
                version or self._hub.version(),
                node_group,
            )
            hosts.append(host)
        return hosts

    def hosts(self) -> list[str]:
        """Return the ids of its hosts, those still booting too."""
        return list(self._launched)

    def terminate(self, host: str, reason: str) -> None:
        """End a host."""
        self._ec2.terminate(host, reason)

    def cordon(self, node: Node, unschedulable: bool = True) -> None:
        """Mark a node as unschedulable, or take the mark away."""
        if node.unschedulable != unschedulable:
            node.unschedulable = unschedulable
            taint = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
            node.taints = [t for t in node.taints if t != taint] + ([taint] if unschedulable else [])
            self._lifecycle.node_changed(node)

    def configure(
        self,
        hosts: Iterable[str],
        labels: Mapping[str, str],
        removed: Iterable[str],
        taints: list[dict[str, Any]],
        old_taints: list[dict[str, Any]],
    ) -> None:
        """Give hosts, those still booting too, the labels and taints that their node group has now."""
        for host in hosts:
            launched = self._launched[host]
            gone = set(removed) - set(labels)
            launched.labels = {k: v for k, v in launched.labels.items() if k not in gone} | dict(labels)
            launched.taints = list(taints)
            if (node := self.by_host.get(host)) is not None:
                node.labels = {k: v for k, v in node.labels.items() if k not in gone} | dict(labels)
                kept = [t for t in node.taints if t not in old_taints and t not in taints]
                self._lifecycle.set_taints(node, kept + taints)

    def drain(
        self, node: Node, evict: Callable[[Pod, str], object], done: Callable[[], object] | None = None
    ) -> None:
        """Cordon a node and evict its pods, again every five seconds where a budget forbids it for now."""
        self.cordon(node)
        self._drain_step(node, evict, done)

    def _drain_step(
        self, node: Node, evict: Callable[[Pod, str], object], done: Callable[[], object] | None
    ) -> None:
        if not node.unschedulable:
            return  # Somebody uncordoned it: the drain is called off.
        left = [p for p in node.pods.values() if not p.template.daemon and p.phase in ("Pending", "Running")]
        for pod in left:
            if pod.deleted_at is None:
                with suppress(ApiError):
                    evict(pod, f"node {node.name} is drained")
        if left and node.host in self.by_host:
            self._hub.clock.after(DRAIN_RETRY_SECONDS, self._drain_step, node, evict, done)
        elif done is not None:
            done()

    def _hear(self, report: HostReport) -> None:
        if report.state == "running":
            node = self.by_host.get(report.host)
            if node is None:
                self._register(report.host)
            else:
                self._came_back(node)
        elif report.state == "terminated":
            self._deregister(report.host)
        elif report.state == "warned" and (node := self.by_host.get(report.host)) is not None:
            # A Spot node that will be interrupted is drained, as managed node groups do.
            self.drain(node, lambda pod, why: self._hub.pods.delete(pod, why))

    def _register(self, host: str) -> None:
        if host not in self._ec2.hosts:
            return  # It ended before the control plane heard that it runs.
        launched = self._launched[host]
        known = self._ec2.hosts[host]
        name = f"ip-{known.address.replace('.', '-')}.ec2.internal"
        node = Node(name, host, known.zone, known.instance_type.name, launched.capacity)
        node.address, node.node_group = known.address, launched.node_group
        node.version = launched.version
        node.labels = node_labels(node) | launched.labels
        node.taints = list(launched.taints)
        self._hub.store.add(node)
        node.condition_since = node.created
        self.by_host[host] = node
        self._hub.table.add(node)
        self._lifecycle.add(node)
        self._hub.events.add(
            "control plane", f"{self._hub.cluster}/node/{name}", "node registered", host=host
        )
        self._nodes_changed()

    def _came_back(self, node: Node) -> None:
        """A repaired host: what was being deleted is gone, what was bound is started again."""
        self._lifecycle.heard_again(node)
        for pod in list(node.pods.values()):
            self._kubelets.lost(pod)
            if pod.deleted_at is not None:
                self._hub.pods.remove(pod)
            else:
                self._hub.pods.set_ready(pod, False)
                self._kubelets.start(pod)

    def _deregister(self, host: str) -> None:
        """A host was terminated: its node object goes, and with it the pods bound to it."""
        self._launched.pop(host, None)
        node = self.by_host.pop(host, None)
        if node is not None:
            for pod in list(node.pods.values()):
                self._kubelets.lost(pod)
                self._hub.pods.remove(pod)
            self._lifecycle.remove(node)
            self._hub.table.remove(node)
            self._hub.store.remove(node)
            self._hub.events.add(
                "control plane", f"{self._hub.cluster}/node/{node.name}", "node removed", host=host
            )
            self._nodes_changed()
        self.gone(node, host)

    def find(self, name_or_host: str) -> Node:
        """Return a node by its name or by its host's id.

        Raises:
            PlanesError: there is none.
        """
        node = self.by_host.get(name_or_host) or self._hub.table.by_name.get(name_or_host)
        if node is None:
            raise PlanesError(f'nodes "{name_or_host}" not found')
        return node


def node_labels(node: Node) -> dict[str, str]:
    """Return the well-known labels of a node."""
    family = node.instance_type.split(".")[0]
    labels = {
        "kubernetes.io/hostname": node.name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "arm64" if family.endswith("g") else "amd64",
        "node.kubernetes.io/instance-type": node.instance_type,
        "topology.kubernetes.io/zone": node.zone,
        "topology.kubernetes.io/region": node.zone[:-1],
    }
    if node.node_group:
        labels["eks.amazonaws.com/nodegroup"] = node.node_group
    return labels
