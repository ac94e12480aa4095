"""One task from creation to STOPPED, driven by what the data plane reports.

State order and steps: D20, D21. Stop codes: D24. The seconds that AWS's own steps take are not published; the
constants below are the model's.
"""

from __future__ import annotations

from collections.abc import Callable

from planes.control_plane.ecs.model import Task
from planes.control_plane.ecs.store import Store
from planes.data_plane.protocol import Behaviour, Container, Report, Workload
from planes.errors import PlanesError
from planes.rules.cpu import MILLICORES_PER_UNIT

REGISTER_SECONDS = 5.0
"""Registration of a target with its load balancer (ACTIVATING)."""
DEREGISTER_SECONDS = 300.0
"""Draining of a target's connections (DEACTIVATING); Elastic Load Balancing's default delay."""
DETACH_SECONDS = 5.0
"""Detaching a task's network interface (DEPROVISIONING)."""
PULL_FAILS_SECONDS = 5.0
"""From placement until the agent reports that an image's manifest is not there."""
REMEMBERED_SECONDS = 3600.0
"""A stopped task stays visible for an hour."""


class Lifecycle:
    """Moves tasks from state to state.

    Attributes:
        on_running, on_stopping, on_stopped: called with a task that reached this point.
    """

    def __init__(self, store: Store, listener: Callable[[Report], None]) -> None:
        self._store, self._listener = store, listener
        self._never_started: set[str] = set()
        self.on_running: list[Callable[[Task], object]] = []
        self.on_stopping: list[Callable[[Task], object]] = []
        self.on_stopped: list[Callable[[Task], object]] = []

    def create(self, task: Task) -> Task:
        """Take a new task into the records. It waits for capacity in PROVISIONING."""
        store = self._store
        task.last_status = "PROVISIONING"
        store.tasks[task.id] = task
        store.group(task.cluster, task.group)[task.id] = task
        if task.service is not None:
            store.services[f"{task.cluster}/{task.service}"].tasks[task.id] = task
        return task

    def launch(self, task: Task, host: str, zone: str, instance: str | None) -> None:
        """Start a placed task on its host."""
        store = self._store
        task.host, task.zone, task.instance = host, zone, instance
        if instance is not None:
            store.instances[instance].tasks[task.id] = task
        if not task.definition.own_address:
            self._move(task, "PENDING")
        try:
            containers = self._containers(task)
        except PlanesError as error:
            reason = f"CannotPullContainerError: {error}"
            self._never_started.add(task.id)
            failed = Report(task.id, host, "failed", reason)
            store.clock.after(PULL_FAILS_SECONDS, self._listener, failed)
            return
        store.planes[task.launch_type].start(self._workload(task, containers), host, self._listener)

    def _containers(self, task: Task) -> list[Container]:
        containers, known = [], self._known_digests(task)
        for definition in task.definition.containers:
            image = definition.image
            if definition.name in known:
                image = f"{image.partition('@')[0]}@{known[definition.name]}"
            digest, layers, labels = self._store.resolve(image)
            if definition.version_consistency:
                known[definition.name] = digest
            task.digests[definition.name] = digest
            behaviour = Behaviour.from_labels(labels)
            task.behaviours[definition.name] = behaviour
            containers.append(
                Container(definition.name, definition.image, layers, behaviour, definition.essential)
            )
        return containers

    def _known_digests(self, task: Task) -> dict[str, str]:
        """Return the digests that the task's deployment starts from, by container; none for other tasks."""
        if task.service is None:
            return {}
        service = self._store.services[f"{task.cluster}/{task.service}"]
        return next((one.digests for one in service.history if one.id == task.deployment), {})

    def _workload(self, task: Task, containers: list[Container]) -> Workload:
        definition = task.definition
        return Workload(
            id=task.id,
            cpu_millicores=definition.reserved_cpu_units * MILLICORES_PER_UNIT,
            memory_mib=definition.reserved_memory_mib,
            containers=tuple(containers),
            own_address=definition.own_address,
            host_ports=definition.host_ports,
            stop_seconds=definition.stop_seconds,
            spot=task.capacity_provider == "FARGATE_SPOT",
        )

    def report(self, report: Report) -> None:
        """Take in what the data plane says of a task."""
        task = self._store.tasks.get(report.workload)
        if task is None or task.last_status in ("DEPROVISIONING", "STOPPED"):
            return
        if report.state in ("exited", "stopped", "failed"):
            self._ended(task, report)
        elif report.state == "warned" and task.instance is None:  # on EC2 the warned host drains instead
            self.stop(task, "SpotInterruption", "Your Spot Task was interrupted.")
        elif report.state == "answering":
            task.answering = True
        elif task.wanted:
            if report.state == "pulling":
                task.pull_started_at = self._store.now
                self._move(task, "PENDING")
            elif report.state == "running":
                task.pull_stopped_at = self._store.now
                self._activate(task)

    def _activate(self, task: Task) -> None:
        if self._balanced(task):
            self._move(task, "ACTIVATING")
            self._store.after(REGISTER_SECONDS, self._run, task)
        else:
            self._run(task)

    def _run(self, task: Task) -> None:
        if task.wanted:
            task.started_at = self._store.now
            self._move(task, "RUNNING")
            for hear in self.on_running:
                hear(task)

    def stop(self, task: Task, code: str, reason: str) -> None:
        """Ask a task to stop; what remains of it is its way through the last states."""
        if not task.wanted:
            return
        was_running = task.last_status == "RUNNING"
        task.desired_status, task.stop_code, task.stopped_reason = "STOPPED", code, reason
        task.stopping_at, task.healthy = self._store.now, False
        self._store.log(task.id, "task stopping", reason, stop_code=code, group=task.group)
        for hear in self.on_stopping:
            hear(task)
        if not task.placed or task.id in self._never_started:
            self._finish(task)
        elif was_running and self._balanced(task) and code != "SpotInterruption":
            self._move(task, "DEACTIVATING")
            self._store.after(DEREGISTER_SECONDS, self._terminate, task)
        else:
            self._terminate(task)

    def _terminate(self, task: Task) -> None:
        if task.last_status not in ("STOPPING", "DEPROVISIONING", "STOPPED"):
            self._move(task, "STOPPING")
            self._store.planes[task.launch_type].stop(task.id, task.stopped_reason)

    def lose(self, task: Task, code: str, reason: str) -> None:
        """End a task whose host will never report again."""
        if task.last_status != "STOPPED":
            self._mark(task, code, reason)
            self._finish(task)

    def _ended(self, task: Task, report: Report) -> None:
        task.exit_codes = report.exit_codes
        if report.state == "failed":
            self._mark(task, "TaskFailedToStart", report.reason)
        elif report.state == "exited":
            self._mark(task, "EssentialContainerExited", "Essential container in task exited")
        elif report.reason.startswith("Infrastructure"):
            self._mark(task, "InfrastructureHealth", report.reason)
        else:
            self._mark(task, "TerminationNotice", f"Host EC2 (instance {task.host}) terminated.")
        if task.definition.own_address and task.id not in self._never_started:
            self._move(task, "DEPROVISIONING")
            self._store.after(DETACH_SECONDS, self._finish, task)
        else:
            self._finish(task)

    def _mark(self, task: Task, code: str, reason: str) -> None:
        """Keep why a task stops; the first reason stays."""
        if task.wanted:
            task.desired_status, task.stop_code, task.stopped_reason = "STOPPED", code, reason
            task.stopping_at, task.healthy = self._store.now, False
            for hear in self.on_stopping:
                hear(task)

    def _finish(self, task: Task) -> None:
        if task.last_status == "STOPPED":
            return
        store = self._store
        self._never_started.discard(task.id)
        task.stopped_at = store.now
        self._move(task, "STOPPED")
        store.group(task.cluster, task.group).pop(task.id, None)
        if task.instance is not None and task.instance in store.instances:
            store.instances[task.instance].tasks.pop(task.id, None)
        service = store.services.get(f"{task.cluster}/{task.service}") if task.service else None
        if service is not None:
            service.tasks.pop(task.id, None)
        store.after(REMEMBERED_SECONDS, store.tasks.pop, task.id, None)
        for hear in self.on_stopped:
            hear(task)

    def _move(self, task: Task, status: str) -> None:
        if task.last_status == status:
            return
        task.last_status = status
        task.version += 1
        why = f"{task.stop_code}: {task.stopped_reason}" if status == "STOPPED" else ""
        self._store.log(
            task.id, f"task {status}", why, group=task.group, definition=task.definition.name, host=task.host
        )

    def _balanced(self, task: Task) -> bool:
        service = self._store.services.get(f"{task.cluster}/{task.service}") if task.service else None
        return service is not None and bool(service.load_balancers)
