"""The kubelets of a cluster: they start and stop pods through the data plane and probe them.

A kubelet works on while the control plane is down: restarts and probes do not need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from math import ceil
from typing import Any

from planes.clock import Clock
from planes.control_plane.eks.node_table import NodeTable
from planes.control_plane.eks.objects import Pod
from planes.control_plane.eks.pods import PLANE, Pods
from planes.control_plane.eks.templates import PodTemplate
from planes.data_plane.protocol import Behaviour, Container, Layer, Report, Workload
from planes.errors import PlanesError
from planes.events import EventLog
from planes.rules import kubernetes as rules

Resolve = Callable[[str], tuple[str, tuple[Layer, ...], Mapping[str, str]]]
PEACE_SECONDS = 600.0
"""A container that ran for ten minutes begins its back-off anew. Source: E31."""
_PULL_ERROR = "CannotPullContainerError"
_HOST_AWAY = re.compile(r"host \S+ is (pending|failed)")
"""The data plane's reasons for a start that failed: the image, a host that is away for now, or no room."""
_PROBES_OF_READINESS = ("startupProbe", "readinessProbe")
_MIB = 2**20


class Kubelets:
    """All kubelets of one cluster on EC2 hosts and, for Fargate pods, on their microVMs."""

    def __init__(
        self,
        clock: Clock,
        events: EventLog,
        pods: Pods,
        table: NodeTable,
        planes: Mapping[str, Any],
        resolve: Resolve,
    ) -> None:
        self._clock, self._events, self._pods, self._table = clock, events, pods, table
        self._planes, self._resolve = planes, resolve
        self._by_workload: dict[str, Pod] = {}
        self._resolved: dict[PodTemplate, float] = {}
        self.dead_hosts: Mapping[str, float] = {}
        """Hosts that fell silent: their kubelets cannot be reached."""

    def start(self, pod: Pod) -> None:
        """Pull the images and start the containers of a bound pod."""
        node = pod.node
        if node is None or pod.deleted_at is not None or pod.phase in ("Succeeded", "Failed"):
            return
        if node.host in self.dead_hosts:
            return  # Nobody is there to start it, until the host is back.
        template = pod.template
        try:
            containers = self._containers(template)
        except PlanesError as error:
            self._pull_failed(pod, str(error))
            return
        attempt = pod.pulls + pod.restarts
        pod.workload = f"{pod.subject}#{attempt}" if attempt else pod.subject
        self._by_workload[pod.workload] = pod
        cpu, memory = self._size(pod)
        workload = Workload(
            pod.workload,
            cpu,
            memory,
            containers,
            own_address=template.own_address,
            host_ports=template.host_ports,
            stop_seconds=pod.grace,
            restart=None if template.restart_policy == "Never" else partial(self._restart_after, pod),
        )
        self._plane(pod).start(workload, node.host, self._hear)

    def stop(self, pod: Pod) -> bool:
        """Stop the containers of a pod; return whether there are any to wait for."""
        if pod.node is not None and pod.node.host in self.dead_hosts:
            return True  # Nobody is there to confirm it: the pod stays Terminating.
        if not pod.workload:
            return False
        self._plane(pod).stop(pod.workload, "deleted through the API server")
        return True

    def abandon(self, pod: Pod) -> None:
        """Stop the containers of a pod that the API server forgets at once."""
        if self.stop(pod):
            self._forget(pod)

    def lost(self, pod: Pod) -> None:
        """Forget the workload of a pod whose host lost everything."""
        self._forget(pod)

    def _plane(self, pod: Pod) -> Any:
        fargate = pod.node is not None and pod.node.is_fargate
        return self._planes["FARGATE" if fargate else "EC2"]

    def _size(self, pod: Pod) -> tuple[float, float]:
        node = pod.node
        if node is not None and node.is_fargate:
            return node.allocatable["cpu"], node.allocatable["memory"] / _MIB
        return pod.template.cpu, pod.template.memory / _MIB

    def _containers(self, template: PodTemplate) -> tuple[Container, ...]:
        """Return the template's containers; images are resolved once per instant, not once per pod."""
        if template.containers is None or self._resolved.get(template) != self._clock.now:
            containers = []
            for spec in template.spec["containers"]:
                _, layers, labels = self._resolve(spec["image"])
                containers.append(
                    Container(spec["name"], spec["image"], layers, Behaviour.from_labels(labels))
                )
            if template.containers != (new := tuple(containers)):
                template.containers = new
            self._resolved[template] = self._clock.now
        return template.containers or ()

    def forget(self, template: PodTemplate) -> None:
        """Forget what was remembered for a template nobody uses any more."""
        self._resolved.pop(template, None)

    def _hear(self, report: Report) -> None:
        pod = self._by_workload.get(report.workload)
        if pod is not None:
            handler = self._HANDLERS.get(report.state)
            if handler is not None:
                handler(self, pod, report)

    def _running(self, pod: Pod, report: Report) -> None:
        if pod.started is not None:
            pod.restarts += 1
        pod.started, pod.phase, pod.waiting, pod.message, pod.pulls = self._clock.now, "Running", "", "", 0
        node = pod.node
        if node is not None and not node.is_fargate:
            for container in pod.template.containers or ():
                if container.image not in node.images:
                    size = sum(layer.size for layer in container.layers)
                    self._table.image_pulled(node, container.image, size)
        self._events.add(PLANE, pod.subject, "pod started")
        if pod.deleted_at is not None:
            return
        if pod.template.probed:
            self._pods.note(pod)
        else:
            self._pods.set_ready(pod, True)
        if pod.template.watched:
            self._watch_liveness(pod)

    def _answering(self, pod: Pod, report: Report) -> None:
        pod.answering = True
        started = pod.started or 0.0
        if pod.template.probed and pod.deleted_at is None:
            specs = pod.template.spec["containers"]
            # Until its startup probe has succeeded, a container is not ready either.
            probes = [spec[name] for spec in specs for name in _PROBES_OF_READINESS if name in spec]
            ready_at = max(_first_success(probe, started, self._clock.now) for probe in probes)
            if ready_at <= self._clock.now:
                self._pods.set_ready(pod, True)
            else:
                self._clock.at(ready_at, self._probe_succeeds, pod, started)

    def _probe_succeeds(self, pod: Pod, started: float) -> None:
        if pod.started == started and pod.answering and pod.active:
            self._pods.set_ready(pod, True)

    def _watch_liveness(self, pod: Pod) -> None:
        """Plan the kill of containers that do not answer in time for startup or liveness probe."""
        for spec in pod.template.spec["containers"]:
            probe = spec.get("startupProbe") or spec.get("livenessProbe")
            if probe is not None:
                kind = "Startup" if "startupProbe" in spec else "Liveness"
                last = (
                    probe.get("initialDelaySeconds", 0)
                    + (probe["failureThreshold"] - 1) * probe["periodSeconds"]
                )
                # A probe at this very instant still sees an answer that arrives at it.
                self._clock.after(last, self._kill_silent, pod, pod.started, kind, priority=5)

    def _kill_silent(self, pod: Pod, started: float, kind: str) -> None:
        if pod.started != started or pod.answering or not pod.active or pod.phase != "Running" or pod.waiting:
            return
        why = f"{kind} probe failed: Container failed {kind.lower()} probe, will be restarted"
        self._events.add(PLANE, pod.subject, "pod unhealthy", why)
        self._plane(pod).crash(pod.workload, exit_code=137)

    def _restart_after(self, pod: Pod, restarts: int, exit_code: int) -> float | None:
        if pod.deleted_at is not None or (pod.template.restart_policy == "OnFailure" and exit_code == 0):
            return None
        if self._clock.now - (pod.started or 0.0) >= PEACE_SECONDS:
            pod.streak = 0
        seconds = rules.crash_loop_backoff(pod.streak)
        pod.streak += 1
        return seconds

    def _restarting(self, pod: Pod, report: Report) -> None:
        pod.answering, pod.exit_codes = False, dict(report.exit_codes)
        if pod.streak > 1:
            pod.waiting = "CrashLoopBackOff"
            seconds = rules.crash_loop_backoff(pod.streak - 1)
            pod.message = f"back-off {seconds:.0f}s restarting failed container"
        self._pods.note(pod)
        self._pods.set_ready(pod, False)
        what = "container backing off" if pod.streak > 1 else "container exited"
        self._events.add(PLANE, pod.subject, what, pod.message, exit_codes=pod.exit_codes)

    def _exited(self, pod: Pod, report: Report) -> None:
        self._forget(pod)
        pod.exit_codes = dict(report.exit_codes)
        if pod.deleted_at is not None:
            self._pods.remove(pod)
            return
        failed = any(pod.exit_codes.values())
        self._pods.finish(
            pod, "Failed" if failed else "Succeeded", "Error" if failed else "Completed", report.reason
        )

    def _stopped(self, pod: Pod, report: Report) -> None:
        self._forget(pod)
        if pod.deleted_at is not None:
            self._pods.remove(pod)
        else:
            self._pods.finish(pod, "Failed", "NodeShutdown", report.reason)

    def _failed(self, pod: Pod, report: Report) -> None:
        self._forget(pod)
        if pod.deleted_at is not None:
            self._pods.remove(pod)
        elif report.reason.startswith(_PULL_ERROR):
            self._pull_failed(pod, report.reason)
        elif not _HOST_AWAY.search(report.reason):
            self._pods.finish(pod, "Failed", "UnexpectedAdmissionError", f"Pod was rejected: {report.reason}")

    def _pull_failed(self, pod: Pod, why: str) -> None:
        """Note a failed pull and plan the next: after 10 s, doubling up to 300 s."""
        pod.pulls += 1
        pod.waiting = "ErrImagePull" if pod.pulls == 1 else "ImagePullBackOff"
        pod.message = why
        self._pods.note(pod)
        self._events.add(PLANE, pod.subject, "image pull failed", why)
        self._pods.set_ready(pod, False)
        delay = rules.crash_loop_backoff(pod.pulls)
        self._clock.after(1.0, self._back_off, pod, pod.pulls)
        self._clock.after(delay, self._pull_again, pod, pod.pulls)

    def _back_off(self, pod: Pod, pulls: int) -> None:
        if pod.pulls == pulls and pod.waiting == "ErrImagePull":
            pod.waiting = "ImagePullBackOff"
            self._pods.note(pod)

    def _pull_again(self, pod: Pod, pulls: int) -> None:
        if pod.pulls == pulls and pod.deleted_at is None and not pod.workload:
            self.start(pod)

    def _forget(self, pod: Pod) -> None:
        self._by_workload.pop(pod.workload, None)
        pod.workload, pod.answering = "", False

    _HANDLERS: Mapping[str, Any] = {
        "running": _running,
        "answering": _answering,
        "restarting": _restarting,
        "exited": _exited,
        "stopped": _stopped,
        "failed": _failed,
    }


def _first_success(probe: Mapping[str, Any], started: float, answers: float) -> float:
    """Return when a readiness probe has succeeded `successThreshold` times in a row."""
    first = started + probe.get("initialDelaySeconds", 0)
    period = probe["periodSeconds"]
    waited = max(0, ceil((answers - first) / period))
    return float(first + (waited + probe["successThreshold"] - 1) * period)
