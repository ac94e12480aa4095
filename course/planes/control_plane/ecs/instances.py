"""Container instances: registering hosts, draining them, noticing that one is lost."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from planes import facts, rules
from planes.control_plane.ecs.errors import client_error, invalid
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.model import ContainerInstance
from planes.control_plane.ecs.store import Store
from planes.control_plane.status_checks import lost_hosts
from planes.data_plane import Ec2
from planes.data_plane.protocol import HostReport, Registration
from planes.rules.cpu import MILLICORES_PER_UNIT

AGENT_PORTS = (22, 2375, 2376, 51678, 51679)
"""Ports the agent and the container runtime keep. Source: C512."""
AGENT_VERSION = "1.95.0"
ATTACH_SECONDS = 6.0
"""Attaching a network interface for a task with its own address; the model's value."""
DISCONNECTED_SECONDS = 60.0
"""Silence after which the agent counts as disconnected; the model's value."""

_OF_NOMINAL_MEMORY = 7985 / 8192


class Origin(NamedTuple):
    """For which cluster a host was launched, and for which capacity provider."""

    cluster: str
    capacity_provider: str | None


class Instances:
    """The container instances of all clusters.

    Attributes:
        on_capacity: called with a cluster's name when an instance can take more tasks.
        on_draining: called with an instance whose tasks shall move.
        on_gone: called with the host and origin of an instance that is no more.
    """

    def __init__(
        self, store: Store, ec2: Ec2, lifecycle: Lifecycle, listener: Callable[[HostReport], None]
    ) -> None:
        self._store, self._ec2, self._lifecycle, self._listener = store, ec2, lifecycle, listener
        self.origins: dict[str, Origin] = {}
        self.on_capacity: list[Callable[[str], object]] = []
        self.on_draining: list[Callable[[ContainerInstance], object]] = []
        self.on_gone: list[Callable[[str, Origin], object]] = []

    def launch(
        self,
        cluster: str,
        instance_type: str,
        zone: str | None = None,
        capacity_provider: str | None = None,
        spot: bool = False,
    ) -> str:
        """Launch one host that will join a cluster; without a zone, in the one with the fewest hosts."""
        host = self._ec2.launch(
            instance_type, self._registration(instance_type), self._listener, zone=zone, spot=spot
        )
        self.origins[host] = Origin(cluster, capacity_provider)
        return host

    def _registration(self, instance_type: str) -> Registration:
        """Return what the agent registers: all CPU, and the memory the operating system reports.

        Source: C511 (m4.large: 7,985 of 8,192 MiB); the model takes the same share of every type.
        """
        shape = facts.instance(instance_type)
        # Set for the account, or for the role that the instances have.
        settings = [self._store.account_settings, *self._store.settings_of_principals.values()]
        trunking = any(values.get("awsvpcTrunking") == "enabled" for values in settings)
        return Registration(
            cpu_millicores=shape.vcpus * 1000,
            memory_mib=math.floor(shape.memory_mib * _OF_NOMINAL_MEMORY),
            addresses=rules.ec2.awsvpc_task_limit(instance_type, trunking=trunking),
            address_seconds=ATTACH_SECONDS,
            ports=AGENT_PORTS,
        )

    def report(self, report: HostReport) -> None:
        """Take in what EC2 says of a host."""
        if report.state == "running":
            self._register(report.host)
        elif report.state == "warned":
            instance = self._store.by_host.get(report.host)
            if instance is not None:
                self.drain(instance)
        elif report.state == "terminated":
            self._gone(report.host, f"Host EC2 (instance {report.host}) terminated.")

    def _register(self, host_id: str) -> None:
        store, origin = self._store, self.origins.get(host_id)
        if origin is None or origin.cluster not in store.clusters or host_id not in self._ec2.hosts:
            return  # the host is gone again: its report waited while the control plane was down
        if host_id in store.by_host:
            # The host rebooted before its loss was noticed: its tasks are gone all the same.
            self._deregister(store.by_host[host_id], f"Host EC2 (instance {host_id}) rebooted.")
        host = self._ec2.hosts[host_id]
        instance = ContainerInstance(
            id=store.new_id(),
            cluster=origin.cluster,
            host=host_id,
            instance_type=host.instance_type.name,
            zone=host.zone,
            registered_at=store.now,
            cpu_units=host.cpu_millicores / MILLICORES_PER_UNIT,
            memory_mib=host.memory_mib,
            capacity_provider=origin.capacity_provider,
        )
        instance.attributes = {
            "ecs.availability-zone": host.zone,
            "ecs.instance-type": host.instance_type.name,
            "ecs.os-type": "linux",
            "ecs.os-family": "LINUX",
            "ecs.cpu-architecture": _architecture(host.instance_type.name),
        }
        store.instances[instance.id] = store.by_host[host_id] = instance
        store.log(
            instance.id, "container instance registered", cluster=origin.cluster, host=host_id, zone=host.zone
        )
        self._tell_capacity(origin.cluster)

    def drain(self, instance: ContainerInstance) -> None:
        """Place nothing new on an instance and let its services move their tasks."""
        if instance.status != "DRAINING":
            instance.status = "DRAINING"
            instance.version += 1
            self._ec2.drain(instance.host)
            self._store.log(
                instance.id, "container instance draining", cluster=instance.cluster, host=instance.host
            )
            for hear in self.on_draining:
                hear(instance)

    def activate(self, instance: ContainerInstance) -> None:
        """Take a draining instance back into use."""
        if instance.status != "ACTIVE":
            instance.status = "ACTIVE"
            instance.version += 1
            self._ec2.drain(instance.host, False)
            self._store.log(
                instance.id, "container instance active", cluster=instance.cluster, host=instance.host
            )
            self._tell_capacity(instance.cluster)

    def deregister(self, instance: ContainerInstance, force: bool) -> None:
        """Remove an instance from its cluster; the host itself runs on, with its containers stopped.

        Raises:
            EcsError: InvalidParameterException while tasks run on it, unless forced.
        """
        if instance.tasks and not force:
            raise invalid("Found running tasks on the instance. Stop the tasks or use the force option.")
        for task in list(instance.tasks.values()):
            self._lifecycle.stop(task, "TerminationNotice", "Container instance deregistered by user.")
        self._deregister(instance, "Container instance deregistered by user.")

    def sweep(self) -> None:
        """Look once at all hosts that nothing was heard of: disconnect agents, give up lost hosts."""
        for host, since in list(self._ec2.silent.items()):
            instance, silence = self._store.by_host.get(host), self._store.now - since
            if instance is not None and silence >= DISCONNECTED_SECONDS and instance.agent_connected:
                instance.agent_connected = False
                instance.version += 1
                self._store.log(instance.id, "agent disconnected", f"silent for {silence:.0f} s", host=host)
        for host in lost_hosts(self._ec2, self._store.now):
            if host in self.origins:
                self._gone(host, f"Host EC2 (instance {host}) terminated.")

    def _gone(self, host: str, reason: str) -> None:
        instance = self._store.by_host.get(host)
        if instance is not None:
            self._deregister(instance, reason)
        origin = self.origins.get(host)
        if origin is not None:
            for hear in self.on_gone:
                hear(host, origin)

    def _deregister(self, instance: ContainerInstance, reason: str) -> None:
        store = self._store
        instance.status, instance.agent_connected = "INACTIVE", False
        store.instances.pop(instance.id, None)
        store.by_host.pop(instance.host, None)
        store.log(
            instance.id,
            "container instance deregistered",
            reason,
            cluster=instance.cluster,
            host=instance.host,
        )
        for task in list(instance.tasks.values()):
            self._lifecycle.lose(task, "TerminationNotice", reason)
        instance.tasks.clear()

    def _tell_capacity(self, cluster: str) -> None:
        for hear in self.on_capacity:
            hear(cluster)

    def facts(self, instance: ContainerInstance) -> Mapping[str, object]:
        """Return what the cluster query language may ask of an instance, by subject."""
        return {
            **{f"attribute:{name}": value for name, value in instance.attributes.items()},
            "agentConnected": "true" if instance.agent_connected else "false",
            "agentVersion": AGENT_VERSION,
            "ec2InstanceId": instance.host,
            "registeredAt": str(instance.registered_at),
            "runningTasksCount": str(sum(t.last_status == "RUNNING" for t in instance.tasks.values())),
            "task:group": frozenset(task.group for task in instance.tasks.values()),
        }

    def set_attribute(self, instance: ContainerInstance, name: str, value: str) -> None:
        """Set one attribute of an instance."""
        if name.startswith("ecs."):
            raise invalid("Attribute names starting with 'ecs.' are reserved.")
        instance.attributes[name] = value
        self._tell_capacity(instance.cluster)

    def named(self, cluster: str, name: str) -> ContainerInstance:
        """Return an instance that can be acted on.

        Raises:
            EcsError: ClientException if it is not there.
        """
        instance = self._store.instances.get(name)
        if instance is None or instance.cluster != cluster:
            raise client_error("The referenced container instance was not found.")
        return instance


def _architecture(instance_type: str) -> str:
    """Return the CPU architecture of an instance type: Graviton families have a `g` after the generation."""
    family = instance_type.partition(".")[0]
    return "arm64" if "g" in family[2:] else "x86_64"
