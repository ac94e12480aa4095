"""Cluster auto scaling: hosts come when tasks wait for them and go when they are empty."""

from __future__ import annotations

import math
from collections.abc import Sequence

from planes import facts, rules
from planes.control_plane.ecs.capacity import AutoScalingGroup, Capacity, CapacityProvider, ManagedScaling
from planes.control_plane.ecs.instances import Instances, Origin
from planes.control_plane.ecs.model import Cluster, Task
from planes.control_plane.ecs.store import Store
from planes.control_plane.status_checks import REPLACED
from planes.data_plane import Ec2

SCALE_IN_DATAPOINTS = 15
"""Minutes CapacityProviderReservation must stay below its target before hosts go. Source: D60."""


class ClusterScaling:
    """Scales the Auto Scaling groups of managed capacity providers."""

    def __init__(self, store: Store, ec2: Ec2, instances: Instances, capacity: Capacity) -> None:
        self._store, self._ec2, self._instances, self._capacity = store, ec2, instances, capacity
        instances.on_gone.append(self._host_gone)

    def tick(self) -> None:
        """Once a minute: measure every managed provider, scale its group, replace lost hosts."""
        for cluster in self._store.clusters.values():
            for name in cluster.capacity_providers:
                provider = self._capacity.providers.get(name)
                if provider is not None and provider.group is not None and cluster.status == "ACTIVE":
                    if provider.scaling.enabled:
                        self._scale(cluster, provider)
                    self._keep(cluster, provider)

    def _scale(self, cluster: Cluster, provider: CapacityProvider) -> None:
        """Track CapacityProviderReservation = needed ÷ running × 100. Source: D57-D60."""
        group, scaling = self._capacity.groups[provider.group or ""], provider.scaling
        instances = [
            i
            for i in self._store.instances_of(cluster.name)
            if i.capacity_provider == provider.name and i.status == "ACTIVE"
        ]
        busy = sum(bool(instance.tasks) for instance in instances)
        waiting = [
            t for t in self._capacity.waiting.values() if t.capacity_provider == provider.name and t.wanted
        ]
        extra = _hosts_for(waiting, group.instance_type)
        if extra:
            extra = min(max(extra, scaling.minimum_step), scaling.maximum_step)
        needed, running = busy + extra, len(instances)
        reservation = rules.ecs.capacity_provider_reservation(needed, running)
        self._store.log(
            provider.name,
            "CapacityProviderReservation published",
            f"{needed} needed / {running} running = {reservation:.0f} %",
            needed=needed,
            running=running,
            reservation=reservation,
        )
        goal = math.ceil(max(running, 1) * reservation / scaling.target_capacity) if needed else 0
        usable = sum(self._is_usable(host) for host in group.hosts)
        if reservation > scaling.target_capacity:
            provider.below_target = 0
            step = min(goal - usable, scaling.maximum_step)
            if step > 0:
                self._resize(provider, group, len(group.hosts) + step, f"reservation {reservation:.0f} %")
        elif reservation < scaling.target_capacity and not self._is_warming(group, scaling):
            provider.below_target += 1
            if provider.below_target >= SCALE_IN_DATAPOINTS:
                surplus = usable - max(goal, busy)
                self._resize(provider, group, len(group.hosts) - surplus, f"reservation {reservation:.0f} %")
        else:
            provider.below_target = 0

    def _is_usable(self, host: str) -> bool:
        """Return whether a group's host takes tasks, or will once it has booted."""
        instance = self._store.by_host.get(host)
        if instance is not None:
            return instance.status == "ACTIVE"
        return host in self._ec2.hosts and self._ec2.hosts[host].state == "pending"

    def _is_warming(self, group: AutoScalingGroup, scaling: ManagedScaling) -> bool:
        return any(self._store.now - since < scaling.warmup_seconds for since in group.hosts.values())

    def _resize(self, provider: CapacityProvider, group: AutoScalingGroup, size: int, why: str) -> None:
        size = min(max(size, group.minimum), group.maximum)
        if size != group.desired:
            self._store.log(provider.name, "Auto Scaling group resized", why, old=group.desired, new=size)
            group.desired = size
            provider.below_target = 0

    def _keep(self, cluster: Cluster, provider: CapacityProvider) -> None:
        """Do EC2 Auto Scaling's part: as many hosts as desired; only empty ones are taken away."""
        group = self._capacity.groups[provider.group or ""]
        missing = group.desired - len(group.hosts) if self._ec2.zones_up() else 0
        for _ in range(missing):
            host = self._instances.launch(
                cluster.name, group.instance_type, capacity_provider=provider.name, spot=group.spot
            )
            group.hosts[host] = self._store.now
        surplus = len(group.hosts) - group.desired
        # Hosts that take tasks go before those that drain: the size was counted in the former.
        empty = sorted(filter(self._is_empty, group.hosts), key=self._is_usable, reverse=True)
        for host in empty[: max(0, surplus)]:
            group.hosts.pop(host)
            self._ec2.terminate(host, "scaled in: no tasks")

    def _is_empty(self, host: str) -> bool:
        instance = self._store.by_host.get(host)
        return instance is not None and not instance.tasks

    def _host_gone(self, host: str, origin: Origin) -> None:
        """Forget a lost host; EC2 Auto Scaling terminates what does not pass its status checks."""
        for group in self._capacity.groups.values():
            if group.hosts.pop(host, None) is not None and host in self._ec2.hosts:
                self._ec2.terminate(host, REPLACED)


def _hosts_for(tasks: Sequence[Task], instance_type: str) -> int:
    """Estimate how many more hosts the waiting tasks need: first fit by CPU and memory. Source: D58."""
    shape = facts.instance(instance_type)
    free: list[list[float]] = []
    for task in tasks:
        cpu, memory = task.definition.reserved_cpu_units, task.definition.reserved_memory_mib
        slot = next((host for host in free if host[0] >= cpu and host[1] >= memory and host[2] > 0), None)
        if slot is None:
            slot = [
                float(shape.vcpus * rules.cpu.UNITS_PER_VCPU),
                float(shape.memory_mib),
                float(_tasks_per_host(task, instance_type)),
            ]
            free.append(slot)
        slot[0] -= cpu
        slot[1] -= memory
        slot[2] -= 1
    return len(free)


def _tasks_per_host(task: Task, instance_type: str) -> float:
    """Return how many such tasks addresses and host ports allow on one host."""
    if task.definition.own_address:
        return rules.ec2.awsvpc_task_limit(instance_type)
    return 1 if task.definition.host_ports else math.inf
