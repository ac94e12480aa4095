"""How busy pods are under the load that is offered to their Deployment."""

from __future__ import annotations

from planes.clock import Clock
from planes.control_plane import load as loads
from planes.control_plane.eks.deployment import Deployment
from planes.control_plane.eks.objects import Manifest, Pod
from planes.control_plane.eks.replicasets import ReplicaSet
from planes.control_plane.eks.templates import amount


class CpuUsage:
    """CPU use of pods: their base share, and their part of the load.

    Load is spread evenly over the ready pods. A pod uses CPU beyond its request as far as its limit allows;
    without a limit, as far as its node has CPU when all its pods want it, in proportion to the requests.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loads: dict[int, loads.Load] = {}

    def offer(self, deployment: Deployment, load: loads.Load) -> None:
        """Let requests come to a Deployment, from now on."""
        loads.rate(load, self._clock.now)
        self._loads[deployment.number] = load

    def of(self, target: Manifest, pods: list[Pod]) -> dict[str, float]:
        """Return the CPU use in millicores of the ready pods of a Deployment or ReplicaSet, by name."""
        load = self._loads.get(target.number)
        offered = loads.rate(load, self._clock.now) / len(pods) if load is not None and pods else 0.0
        return {pod.name: _used(pod, offered) for pod in pods}

    def of_pod(self, pod: Pod, deployment: Deployment | None) -> float:
        """Return the CPU use of one pod in millicores."""
        ready = (
            []
            if deployment is None
            else [p for rs in deployment.replica_sets.values() for p in rs.active.values() if p.ready]
        )
        if deployment is not None and pod.ready:
            return self.of(deployment, ready)[pod.name]
        return _used(pod, 0.0) if pod.phase == "Running" else 0.0


def _used(pod: Pod, offered: float) -> float:
    """Return the millicores a pod uses at `offered` requests per second."""
    containers = pod.template.containers or ()
    base = max((c.behaviour.base_cpu_share for c in containers), default=0.0) * pod.template.cpu
    speed = min((c.behaviour.requests_per_second_per_vcpu for c in containers), default=0.0)
    wanted = base + (offered / speed * 1000 if speed else 0.0)
    return min(wanted, _most(pod))


def _most(pod: Pod) -> float:
    limits = [(c.get("resources") or {}).get("limits") or {} for c in pod.template.spec["containers"]]
    if limits and all("cpu" in limit for limit in limits):
        return float(sum(amount("cpu", limit["cpu"]) for limit in limits))
    node = pod.node
    if node is None or not node.requested.get("cpu"):
        return float(pod.template.cpu)
    return node.allocatable["cpu"] * pod.template.cpu / node.requested["cpu"]


def owner_deployment(pod: Pod, find: object) -> Deployment | None:
    """Return the Deployment a pod belongs to, or None."""
    owner = pod.owner
    if isinstance(owner, ReplicaSet) and owner.deployment:
        found = find(owner.deployment)  # type: ignore[operator]
        return found if isinstance(found, Deployment) else None
    return None
