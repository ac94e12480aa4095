"""Finds capacity for a task: which instance of the cluster, or which zone of Fargate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planes.control_plane.ecs.instances import Instances
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.model import ContainerInstance, Service, Strategy, Task
from planes.control_plane.ecs.placement import (
    SERVICE_DEFAULT,
    TASK_DEFAULT,
    Candidate,
    Decision,
    Score,
    place,
)
from planes.control_plane.ecs.store import Store
from planes.data_plane import Ec2
from planes.rules.cpu import MILLICORES_PER_UNIT

ZONE = "attribute:ecs.availability-zone"
_HOST_FIELDS = ("instanceId", "host")


class Scheduler:
    """Places tasks and says why; picks the tasks to stop when a service has too many."""

    def __init__(self, store: Store, ec2: Ec2, instances: Instances, lifecycle: Lifecycle) -> None:
        self._store, self._ec2, self._instances, self._lifecycle = store, ec2, instances, lifecycle

    def place(self, task: Task, only: Sequence[ContainerInstance] | None = None) -> Decision:
        """Place a task and launch it, or leave it as it is if nothing fits.

        Args:
            task: one without a host.
            only: consider these instances alone.
        """
        if task.launch_type == "FARGATE":
            return self._place_on_fargate(task)
        if only is None:
            only = [i for i in self._store.instances_of(task.cluster) if i.status == "ACTIVE"]
        if task.capacity_provider is not None:
            only = [i for i in only if i.capacity_provider == task.capacity_provider]
        candidates = [self._candidate(task, instance) for instance in only]
        decision = place(
            task.definition,
            candidates,
            [*task.constraints, *task.definition.constraints],
            self._strategies(task),
            lambda field: self._counts(task, field),
            self._store.random,
        )
        self._record(task, decision)
        if decision.chosen is not None:
            instance = self._store.instances[decision.chosen]
            self._choose_ports(task, instance)
            self._lifecycle.launch(task, instance.host, instance.zone, instance.id)
        return decision

    def _place_on_fargate(self, task: Task) -> Decision:
        offers = list(self._store.planes["FARGATE"].offers())
        tasks = self._counts(task, ZONE)
        if not offers:
            decision = Decision(None, [])
        else:
            best = min(offers, key=lambda offer: tasks.get(offer.zone, 0))
            score = Score(f"spread {ZONE}", {offer.host: float(tasks.get(offer.zone, 0)) for offer in offers})
            decision = Decision(best.host, [offer.host for offer in offers], scores=[score])
        self._record(task, decision)
        if decision.chosen is not None:
            self._lifecycle.launch(task, best.host, best.zone, None)
        return decision

    def _candidate(self, task: Task, instance: ContainerInstance) -> Candidate:
        offer = self._ec2.offer(instance.host)
        return Candidate(
            id=instance.id,
            zone=instance.zone,
            # The agent of a lost host does not answer, long before the host counts as lost.
            connected=instance.agent_connected and instance.host not in self._ec2.silent,
            cpu_units=offer.cpu_millicores / MILLICORES_PER_UNIT,
            memory_mib=offer.memory_mib,
            addresses=offer.addresses,
            ports_taken=offer.ports_taken,
            facts=self._instances.facts(instance),
            tasks_of_group=sum(
                other.group == task.group and other.wanted for other in instance.tasks.values()
            ),
        )

    def _strategies(self, task: Task) -> Sequence[Strategy]:
        return task.strategies or (SERVICE_DEFAULT if task.service else TASK_DEFAULT)

    def _counts(self, task: Task, field: str) -> Mapping[str, int]:
        """Count the wanted tasks of a task's group by a field's values. Source: D07."""
        counts: dict[str, int] = {}
        for other in self._store.group(task.cluster, task.group).values():
            if other is not task and other.wanted and other.placed:
                value = self.value(other, field)
                counts[value] = counts.get(value, 0) + 1
        return counts

    def value(self, task: Task, field: str) -> str:
        """Return the value of a spread field for a placed task."""
        if field == ZONE:
            return task.zone or ""
        instance = self._store.instances.get(task.instance or "")
        if instance is None:
            return task.host or ""
        if field in _HOST_FIELDS:
            return instance.id
        return str(self._instances.facts(instance).get(field, ""))

    def _choose_ports(self, task: Task, instance: ContainerInstance) -> None:
        """Give each dynamic port mapping a host port that no task of the instance has."""
        if task.definition.own_address:
            return
        taken = {port for other in instance.tasks.values() for port in other.host_ports.values()}
        free = (port for port in range(32768, 61000) if port not in taken)
        for container in task.definition.containers:
            for port in container.ports:
                is_dynamic = port.host_port == 0 and task.definition.network_mode != "host"
                host_port = next(free) if is_dynamic else port.host_port or port.container_port
                task.host_ports[container.name, port.container_port] = host_port

    def _record(self, task: Task, decision: Decision) -> None:
        what = "task placed" if decision.chosen else "task not placed"
        self._store.log(task.id, what, decision.why(), group=task.group, **decision.details())

    def victims(self, service: Service, tasks: Sequence[Task], count: int) -> list[Task]:
        """Choose tasks to stop: first those not running yet, then by the strategies in reverse.

        Spread takes from the fullest value; binpack takes where most would be left free; what is then still
        equal is decided at random. Source: D06, D08, D10.
        """
        left, chosen = list(tasks), list[Task]()
        strategies = service.strategies or SERVICE_DEFAULT
        while left and len(chosen) < count:
            pool = [task for task in left if not task.placed] or [
                t for t in left if t.last_status != "RUNNING"
            ]
            pool = pool or [task for task in left if not task.healthy] or left
            for strategy in strategies:
                if strategy.type == "spread":
                    pool = self._fullest(pool, left, strategy.field)
                elif strategy.type == "binpack":
                    pool = self._emptiest(pool, strategy.field)
            victim = pool[0] if len(pool) == 1 else self._store.random.choice(pool)
            chosen.append(victim)
            left.remove(victim)
        return chosen

    def _fullest(self, pool: list[Task], left: list[Task], field: str) -> list[Task]:
        counts: dict[str, int] = {}
        for task in left:
            value = self.value(task, field)
            counts[value] = counts.get(value, 0) + 1
        most = max(counts[self.value(task, field)] for task in pool)
        return [task for task in pool if counts[self.value(task, field)] == most]

    def _emptiest(self, pool: list[Task], field: str) -> list[Task]:
        if any(task.instance not in self._store.instances for task in pool):
            return pool
        free = {task.id: self._free_after(task, field) for task in pool}
        most = max(free.values())
        return [task for task in pool if free[task.id] == most]

    def _free_after(self, task: Task, field: str) -> float:
        offer = self._ec2.offer(task.host or "")
        if field.lower() == "cpu":
            return offer.cpu_millicores / MILLICORES_PER_UNIT + task.definition.reserved_cpu_units
        return offer.memory_mib + task.definition.reserved_memory_mib
