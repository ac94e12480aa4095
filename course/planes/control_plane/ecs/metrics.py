"""Offered load and what it makes of a service: utilization, requests per target."""

from __future__ import annotations

from typing import NamedTuple

from planes.control_plane.ecs.model import Service, Task
from planes.control_plane.ecs.store import Store
from planes.control_plane.load import Served, capacity, rate, serve
from planes.rules.cpu import MILLICORES_PER_UNIT

CPU, MEMORY, REQUESTS = (
    "ECSServiceAverageCPUUtilization",
    "ECSServiceAverageMemoryUtilization",
    "ALBRequestCountPerTarget",
)


class Sample(NamedTuple):
    """One minute of a service: its load, what it could serve, and its tasks that served."""

    served: Served
    targets: int


class Metrics:
    """Measures services as CloudWatch would: averages over their answering tasks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sample(self, service: Service) -> Sample:
        """Measure a service now. Requests are shared evenly among the tasks that answer."""
        answering = [task for task in service.tasks.values() if self._serves(task)]
        load = self._store.loads.get(service.key, 0.0)
        requests = rate(load, self._store.now)
        total = sum(_capacity(task) for task in answering)
        share = _base_share(answering)
        return Sample(serve(requests, total, base_cpu_share=share), len(answering))

    def _serves(self, task: Task) -> bool:
        # The load balancer and CloudWatch see what happens, not what ECS believes: a task on a lost host
        # serves nobody, although ECS counts it until it gives the host up.
        if not task.answering or task.last_status != "RUNNING":
            return False
        report = self._store.planes[task.launch_type].last_report(task.id)
        return report is not None and report.state in ("answering", "warned")

    def value(self, service: Service, metric: str) -> float | None:
        """Return a predefined metric's present value, or None where there are no data.

        Memory use is not modelled: it has no data, and so no alarm on it ever acts (D73).
        """
        sample = self.sample(service)
        if sample.targets == 0:
            return None
        if metric == CPU:
            return 100.0 * sample.served.utilization
        if metric == REQUESTS:
            return 60.0 * sample.served.offered / sample.targets
        return None

    def tick(self) -> None:
        """Publish one data point per service that has load."""
        for key in self._store.loads:
            service = self._store.services.get(key)
            if service is None or service.status != "ACTIVE":
                continue
            sample = self.sample(service)
            served = sample.served
            self._store.log(
                service.name,
                "metrics published",
                f"CPU {100 * served.utilization:.0f} %, {served.offered:.0f} requests per second offered",
                cluster=service.cluster,
                cpu_percent=100.0 * served.utilization,
                offered=served.offered,
                served=served.served,
                lost=served.lost,
                targets=sample.targets,
                desired=service.desired_count,
            )


def _capacity(task: Task) -> float:
    """Return the requests per second a task can serve: by the container that serves most per vCPU."""
    behaviour = max(task.behaviours.values(), key=lambda one: one.requests_per_second_per_vcpu)
    return capacity(behaviour, task.definition.reserved_cpu_units * MILLICORES_PER_UNIT)


def _base_share(tasks: list[Task]) -> float:
    if not tasks:
        return 0.0
    shares = [max(one.base_cpu_share for one in task.behaviours.values()) for task in tasks]
    return sum(shares) / len(shares)
