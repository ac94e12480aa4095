"""Keeping managed node groups at their size: launching, draining, replacing their nodes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from planes.clock import Clock
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.nodegroups import NodeGroup
from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.reconcile import Availability
from planes.control_plane.status_checks import REPLACED, lost_hosts
from planes.data_plane.ec2 import Ec2
from planes.errors import PlanesError

EVICTION_LIMIT_SECONDS = 900.0
"""Pods that do not leave a node in 15 minutes fail the update, unless it is forced. Source: E61."""
RETRY_SECONDS = 60.0
SWEEP_SECONDS = 10.0
"""How often a refused launch is tried again, and lost hosts are looked for; the model's values."""


class NodeGroupKeeper:
    """Keeps the node groups of one cluster at their size, replaces lost hosts, and nodes in updates.

    Behind a managed node group stands an EC2 Auto Scaling group. It replaces an instance that fails its
    status checks, however its pods tolerate the loss. The model's keeper does both EKS's part and that
    of the Auto Scaling group, so it does neither while EKS is down. Node auto repair, an option that
    replaces nodes that are NotReady for half an hour, is not modelled.
    """

    def __init__(self, clock: Clock, control_plane: ControlPlane, ec2: Ec2, is_down: Availability) -> None:
        self._clock, self._control, self._ec2, self._is_down = clock, control_plane, ec2, is_down
        self.groups: dict[str, NodeGroup] = {}
        control_plane.node_gone = self._host_gone
        self._timer = clock.every(SWEEP_SECONDS, self._replace_lost)

    def stop(self) -> None:
        """Keep nothing any more."""
        self._timer.stop()

    def _replace_lost(self) -> None:
        """Terminate the hosts that fail their status checks; a new one comes when the old one is gone."""
        if self._is_down():
            return
        for host in lost_hosts(self._ec2, self._clock.now):
            if any(host in group.hosts for group in self.groups.values()):
                self._control.nodes.terminate(host, REPLACED)

    def keep(self, group: NodeGroup) -> None:
        """Close the difference between desired and present nodes."""
        if self._is_down():
            self._clock.after(1.0, self.keep, group)
            return
        if group.name not in self.groups:
            return
        wanted = 0 if group.status == "DELETING" else group.scaling["desiredSize"]
        for host in list(group.hosts)[wanted:]:
            self._retire(group, host)
        for _ in range(wanted - len(group.hosts)):
            if not self._launch(group):
                self._clock.after(RETRY_SECONDS, self.keep, group)
                return
        if group.status == "DELETING" and not group.hosts:
            del self.groups[group.name]
        elif group.status in ("CREATING", "DEGRADED"):
            ready = sum(host in self._control.nodes.by_host for host in group.hosts)
            if ready >= wanted:
                group.status, group.issues = "ACTIVE", []
            else:
                self._clock.after(5.0, self.keep, group)

    def update(self, group: NodeGroup, force: bool, done: Callable[[str], object]) -> None:
        """Replace every node by a new one, a few at a time; `done` hears "" or an error code."""
        group.status = "UPDATING"
        self._update_step(group, list(group.hosts), force, done)

    def _update_step(
        self, group: NodeGroup, old: list[str], force: bool, done: Callable[[str], object]
    ) -> None:
        old = [host for host in old if host in group.hosts]
        if not old:
            group.status = "ACTIVE"
            done("")
            return
        batch, rest = old[: group.unavailable_at_a_time()], old[group.unavailable_at_a_time() :]
        for _ in batch:
            self._launch(group)
        nodes = [self._control.nodes.by_host[host] for host in batch if host in self._control.nodes.by_host]
        for node in nodes:
            self._control.nodes.drain(node, self._evict(force), partial(self._terminate, node))
        self._await(group, batch, rest, force, done, self._clock.now + EVICTION_LIMIT_SECONDS)

    def _await(
        self,
        group: NodeGroup,
        batch: list[str],
        rest: list[str],
        force: bool,
        done: Callable[[str], object],
        limit: float,
    ) -> None:
        if not any(host in group.hosts for host in batch):
            self._update_step(group, rest, force, done)
        elif self._clock.now >= limit and not force:
            group.status = "ACTIVE"
            for host in batch:
                if (node := self._control.nodes.by_host.get(host)) is not None:
                    self._control.nodes.cordon(node, False)
            done("PodEvictionFailure")
        else:
            self._clock.after(5.0, self._await, group, batch, rest, force, done, limit)

    def _retire(self, group: NodeGroup, host: str) -> None:
        """Take a node out: drain it, then end its host."""
        node = self._control.nodes.by_host.get(host)
        if node is None:
            group.hosts.pop(host, None)
            self._control.nodes.terminate(host, "node group scaled in")
        elif not node.unschedulable:
            self._control.nodes.drain(node, self._evict(False), partial(self._terminate, node))

    def _evict(self, force: bool) -> Callable[[Pod, str], object]:
        if force:
            return lambda pod, why: self._control.pods.delete(pod, why)
        return self._control.disruption.evict

    def _terminate(self, node: Node) -> None:
        if node.host in self._control.nodes.by_host:
            self._control.nodes.terminate(node.host, "drained by its node group")

    def _launch(self, group: NodeGroup) -> bool:
        error = ""
        for instance_type in group.instance_types:
            try:
                hosts = self._control.nodes.launch(
                    instance_type,
                    1,
                    None,
                    group.labels,
                    group.node_taints(),
                    group.spot,
                    group.name,
                    version=group.version,
                )
            except PlanesError as refusal:
                error = str(refusal)
                continue
            group.hosts[hosts[0]] = None
            return True
        group.status = "DEGRADED"
        group.issues = [{"code": "AsgInstanceLaunchFailures", "message": error, "resourceIds": []}]
        return False

    def _host_gone(self, node: Node | None, host: str) -> None:
        for group in self.groups.values():
            if host in group.hosts:
                del group.hosts[host]
                self._clock.after(0, self.keep, group)
                return
