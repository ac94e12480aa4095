"""The Kubernetes control plane of one EKS cluster: everything that runs behind its API endpoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from planes.clock import Clock
from planes.control_plane import load as loads
from planes.control_plane.eks.affinity import Neighbours
from planes.control_plane.eks.daemonsets import DaemonSets
from planes.control_plane.eks.decision import Decision
from planes.control_plane.eks.deployment import Deployment
from planes.control_plane.eks.deployments import Deployments
from planes.control_plane.eks.disruption import Disruption
from planes.control_plane.eks.fargate_pods import FargatePods
from planes.control_plane.eks.hpa import Autoscalers, Target
from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.jobs import Jobs
from planes.control_plane.eks.kubelet import Kubelets, Resolve
from planes.control_plane.eks.labels import LabelIndex
from planes.control_plane.eks.node_autoscaler import NodeAutoscaler
from planes.control_plane.eks.node_lifecycle import NodeLifecycle
from planes.control_plane.eks.node_table import NodeTable, PodCounts
from planes.control_plane.eks.nodes import Nodes
from planes.control_plane.eks.objects import Manifest, Node, Pod, PodOwner
from planes.control_plane.eks.pods import Pods
from planes.control_plane.eks.replicasets import ReplicaSet, ReplicaSets
from planes.control_plane.eks.resources import DEPLOYMENT, NAMESPACE, POD, REPLICA_SET
from planes.control_plane.eks.scheduler import Scheduler
from planes.control_plane.eks.services import Service, Services
from planes.control_plane.eks.store import Store
from planes.control_plane.eks.templates import PodTemplate
from planes.control_plane.eks.usage import CpuUsage
from planes.control_plane.reconcile import Availability
from planes.data_plane.ec2 import Ec2
from planes.data_plane.fargate import Fargate
from planes.events import EventLog

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")


class ControlPlane:
    """API server's store, controllers, scheduler, and the kubelets they work with.

    Args:
        cluster: name of the EKS cluster.
        version: its Kubernetes version, such as "1.36".
        clock: virtual time.
        events: the world's event log.
        random: decides names and ties.
        planes: "EC2" and "FARGATE".
        resolve: finds an image by its reference.
        profiles: the cluster's active Fargate profiles.
        is_down: whether the control plane is down.
    """

    def __init__(
        self,
        cluster: str,
        version: str,
        clock: Clock,
        events: EventLog,
        random: Random,
        planes: Mapping[str, Any],
        resolve: Resolve,
        profiles: Callable[[], Sequence[Mapping[str, Any]]],
        is_down: Availability,
    ) -> None:
        self.cluster, self.version, self.clock, self.events, self.is_down = (
            cluster,
            version,
            clock,
            events,
            is_down,
        )
        ec2: Ec2 = planes["EC2"]
        fargate: Fargate = planes["FARGATE"]
        self.store = Store(lambda: clock.now)
        self.index, self.table = LabelIndex(), NodeTable()
        self.neighbours = Neighbours(self.table, self.index)
        self.pods = Pods(cluster, clock, events, random, self.store, self.index, self.table, self.neighbours)
        self.hub = Hub(
            cluster,
            clock,
            events,
            self.store,
            self.index,
            self.table,
            self.pods,
            is_down,
            self.present_version,
        )
        self.kubelets = Kubelets(clock, events, self.pods, self.table, planes, resolve)
        self.kubelets.dead_hosts = ec2.silent
        self.scheduler = Scheduler(
            clock,
            random,
            self.table,
            self.neighbours,
            self._default_spread,
            self._bind,
            self._no_node,
            is_down,
        )
        self.daemon_sets = DaemonSets(self.hub)
        self.lifecycle = NodeLifecycle(self.hub, ec2.silent, self._nodes_changed)
        self.nodes = Nodes(self.hub, ec2, self.kubelets, self.lifecycle, self._nodes_changed)
        self.fargate = FargatePods(self.hub, fargate, profiles)
        self.replica_sets = ReplicaSets(self.hub)
        self.deployments = Deployments(self.hub, self.replica_sets)
        self.jobs, self.services, self.disruption = Jobs(self.hub), Services(self.hub), Disruption(self.hub)
        self.node_autoscaler = NodeAutoscaler(self.hub, self.nodes, self.scheduler)
        self.usage = CpuUsage(clock)
        self.autoscalers = Autoscalers(self.hub, self.usage.of, self.scale)
        self.node_gone: Callable[[Node | None, str], object] = lambda node, host: None
        self._connect()
        for name in NAMESPACES:
            body = {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": name},
                "status": {"phase": "Active"},
            }
            self.store.add(Manifest(NAMESPACE, body))

    def _connect(self) -> None:
        """Tell the parts whom to call; they do not know one another."""
        self.pods.agent, self.pods.pend, self.pods.drop = self.kubelets, self._pend, self.scheduler.drop
        self.pods.gone, self.pods.freed = self._pod_gone, self.scheduler.something_freed
        self.services.changed = self._services_changed
        self.replica_sets.forget_template = self._forget_template
        self.nodes.gone = self._host_gone

    def present_version(self) -> str:
        """Return the Kubernetes version now: it changes with updates."""
        return self.version

    def close(self) -> None:
        """End the cluster: its pods stop, its hosts go, nothing is planned any more."""
        self.lifecycle.stop()
        for pod in self.store.all(POD):
            self.pods.delete(pod, "its cluster is deleted", grace=0)
        for host in self.nodes.hosts():
            self.nodes.terminate(host, "its cluster was deleted")

    def scale(self, target: Target, replicas: int) -> None:
        """Set the replicas of a Deployment or of a ReplicaSet without one."""
        if isinstance(target, ReplicaSet):
            self.replica_sets.scale(target, replicas)
        elif target.replicas != replicas:
            target.spec["replicas"] = replicas
            target.generation += 1
            self.store.touch(target)
            self.deployments.updated(target)

    def offer_load(self, namespace: str, name: str, load: loads.Load) -> None:
        """Let requests come to a Deployment, from now on."""
        self.usage.offer(self.store.get(DEPLOYMENT, namespace, name), load)

    def _pend(self, pod: Pod) -> None:
        if self.fargate.takes(pod) is not None:
            self.fargate.place(pod)
        else:
            self.scheduler.add(pod)

    def _bind(self, pod: Pod, node: Node, decision: Decision) -> None:
        self.pods.bind(pod, node, _WHY, decision)
        if node.taints:
            self.lifecycle.pod_bound(pod, node)
        if any(not template.plain for template in self.scheduler.unschedulable):
            self.scheduler.something_freed()  # It may be the neighbour that others wait for.

    def _no_node(self, pod: Pod, why: str) -> None:
        self.pods.cannot_schedule(pod, why)
        self.node_autoscaler.pod_pending()

    def _pod_gone(self, pod: Pod) -> None:
        self.fargate.gone(pod)
        self.scheduler.something_freed()

    def _nodes_changed(self) -> None:
        self.daemon_sets.nodes_changed()
        self.scheduler.something_freed()

    def _host_gone(self, node: Node | None, host: str) -> None:
        self.node_autoscaler.host_gone(node, host)
        self.node_gone(node, host)

    def _services_changed(self) -> None:
        self.scheduler.groups_version += 1

    def _default_spread(self, template: PodTemplate, pod: Pod) -> PodCounts | None:
        """Return what default topology spread counts: pods of the same ReplicaSet or Services (E07)."""
        selector: dict[str, Any] = {}
        owner: PodOwner | None = pod.owner
        if isinstance(owner, ReplicaSet):
            selector = dict(owner.spec["selector"])
        for service in pod.label_set.subscribers:
            if isinstance(service, Service):
                both = {**(selector.get("matchLabels") or {}), **service.selector["matchLabels"]}
                selector = {**selector, "matchLabels": both}
        return self.neighbours.counts((template.namespace,), selector) if selector else None

    def _forget_template(self, replica_set: ReplicaSet) -> None:
        self.scheduler.forget(replica_set.template)
        self.kubelets.forget(replica_set.template)

    def controller_of(self, kind: str, namespace: str, name: str) -> Manifest | None:
        """Return the Deployment or ReplicaSet an ownerReference names."""
        resource = {"Deployment": DEPLOYMENT, "ReplicaSet": REPLICA_SET}.get(kind)
        found: Deployment | ReplicaSet | None = resource and self.store.find(resource, namespace, name)
        return found


_WHY = "highest total score among the feasible nodes"
