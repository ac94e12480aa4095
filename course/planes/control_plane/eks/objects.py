"""API objects in memory: manifests as JSON, and the many pods and nodes as slotted objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from planes.control_plane.eks.labels import LabelSet
from planes.control_plane.eks.resources import NODE, POD, Resource
from planes.control_plane.eks.templates import PodTemplate

Json = dict[str, Any]


class Manifest:
    """An API object kept as its JSON: everything but pods and nodes.

    Attributes:
        resource: its kind.
        body: the object as given, defaults filled in; `metadata` without the fields below.
        number: unique within the cluster; the uid is made of it.
        revision: resourceVersion of its last change.
        generation: counts the changes of its `spec`.
        created: virtual second.
    """

    __slots__ = ("body", "created", "generation", "name", "namespace", "number", "resource", "revision")

    def __init__(self, resource: Resource, body: Json) -> None:
        self.resource, self.body = resource, body
        metadata = body["metadata"]
        self.name: str = metadata["name"]
        self.namespace: str = metadata.get("namespace", "")
        self.number = self.revision = 0
        self.generation = 1
        self.created = 0.0

    @property
    def key(self) -> str:
        """Namespace and name, as work queues write it."""
        return f"{self.namespace}/{self.name}"

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of the object itself."""
        return self.body["metadata"].get("labels") or {}

    @property
    def annotations(self) -> dict[str, str]:
        """Annotations; changing the result changes the object."""
        return self.body["metadata"].setdefault("annotations", {})

    @property
    def spec(self) -> Json:
        """The desired state."""
        spec: Json = self.body["spec"]
        return spec

    def status(self) -> Json | None:
        """Return the observed state, or None if the kind has none."""
        return self.body.get("status")


class PodOwner(Manifest):
    """A ReplicaSet, DaemonSet or Job: it counts its pods as they change, so that nobody counts them again.

    Attributes:
        template: what its pods are made from.
        active: its pods that neither ended nor are being deleted, by name.
        ready: how many of them are ready.
        available: how many have been ready for `minReadySeconds`.
        wake: tells its controller that something changed.
    """

    __slots__ = ("active", "available", "ready", "template", "wake")

    def __init__(self, resource: Resource, body: Json, template: PodTemplate) -> None:
        super().__init__(resource, body)
        self.template = template
        self.active: dict[str, Pod] = {}
        self.ready = self.available = 0
        self.wake: Callable[[], object] = _nobody

    @property
    def min_ready_seconds(self) -> float:
        """Seconds a pod must be ready before it counts as available."""
        return float(self.spec.get("minReadySeconds", 0))

    def pod_finished(self, pod: Pod) -> None:
        """Hear that `pod` succeeded or failed."""

    def reference(self) -> Json:
        """Return the ownerReference its pods carry, without the uid."""
        return {
            "apiVersion": self.resource.api_version,
            "kind": self.resource.kind,
            "name": self.name,
            "controller": True,
            "blockOwnerDeletion": True,
        }


def _nobody() -> None:
    """Wake nobody: the owner has no controller yet."""


class Pod:
    """One pod.

    Attributes:
        phase: "Pending", "Running", "Succeeded" or "Failed".
        ready: whether it counts as ready.
        ready_since: virtual second of the last change of `ready`.
        scheduled: virtual second it was bound to its node.
        started: virtual second its containers last started; None while they never did.
        ended: virtual second it succeeded or failed.
        waiting: why its containers wait, such as "ContainerCreating" or "CrashLoopBackOff"; "" when not.
        message: sentence that goes with `waiting`, with being unschedulable or with failure.
        exit_codes: last exit code by container.
        pulls: image pulls in a row that failed.
        restarts: restarts of its containers.
        deleted_at: virtual second its deletion was asked for.
        streak: restarts without ten minutes of peace between them.
        answering: whether its containers answer requests.
        workload: id of what the kubelet handed to the data plane, "" before and after.
        subject: how the event log and the data plane name it.
        own: metadata and status fields that are its own and not its template's.
    """

    __slots__ = (
        "address", "answering", "available", "created", "deleted_at", "ended", "exit_codes", "grace",
        "label_set", "message", "name", "namespace", "node", "number", "own", "owner", "phase", "pulls",
        "ready", "ready_since", "reason", "restarts", "revision", "scheduled", "started", "streak",
        "subject", "template", "waiting", "workload",
    )  # fmt: skip
    resource = POD

    def __init__(
        self, cluster: str, name: str, template: PodTemplate, label_set: LabelSet, owner: PodOwner | None
    ) -> None:
        self.name, self.template, self.label_set, self.owner = name, template, label_set, owner
        self.namespace = template.namespace
        self.subject = f"{cluster}/{template.namespace}/{name}"
        self.number = self.revision = 0
        self.created = self.scheduled = self.ready_since = self.ended = 0.0
        self.node: Node | None = None
        self.phase = "Pending"
        self.ready = self.available = self.answering = False
        self.started: float | None = None
        self.waiting = self.message = self.reason = ""
        self.exit_codes: Mapping[str, int] = {}
        self.pulls = self.restarts = self.streak = 0
        self.deleted_at: float | None = None
        self.grace = template.grace_seconds
        self.workload = self.address = ""
        self.own: Json | None = None

    @property
    def key(self) -> str:
        """Namespace and name."""
        return f"{self.namespace}/{self.name}"

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of the pod."""
        return self.label_set.labels

    @property
    def active(self) -> bool:
        """Whether it counts as one of its owner's replicas."""
        return self.deleted_at is None and self.phase in ("Pending", "Running")


class Node:
    """One node: an EC2 host, or the microVM of one Fargate pod.

    Attributes:
        host: id of the host in the data plane.
        allocatable: what pods may request, by resource: millicores of `cpu`, bytes of `memory`, `pods`.
        requested: what its pods request, same units.
        scoring_cpu: requests for scoring: pods without a request count as 100 millicores.
        scoring_memory: likewise, 200 MiB.
        position: its place in the scheduler's order of nodes.
        condition: status of its Ready condition: "True", "False" or "Unknown".
        images: images it has pulled and their size in bytes.
        version: of its kubelet.
    """

    __slots__ = (
        "address", "allocatable", "annotations", "condition", "condition_since", "created", "host",
        "images", "instance_type", "labels", "name", "node_group", "number", "pods", "position",
        "requested", "revision", "scoring_cpu", "scoring_memory", "taints", "unschedulable", "version",
        "zone",
    )  # fmt: skip
    resource = NODE
    namespace = ""

    def __init__(
        self, name: str, host: str, zone: str, instance_type: str, allocatable: dict[str, int]
    ) -> None:
        self.name, self.host, self.zone, self.instance_type = name, host, zone, instance_type
        self.allocatable = allocatable
        self.requested: dict[str, int] = dict.fromkeys(allocatable, 0)
        self.scoring_cpu = self.scoring_memory = 0
        self.pods: dict[str, Pod] = {}
        self.position = -1
        self.number = self.revision = 0
        self.created = self.condition_since = 0.0
        self.condition = "True"
        self.unschedulable = False
        self.labels: dict[str, str] = {}
        self.annotations: dict[str, str] = {}
        self.taints: list[Json] = []
        self.images: dict[str, int] = {}
        self.address = self.node_group = self.version = ""

    @property
    def key(self) -> str:
        """The name: nodes have no namespace."""
        return self.name

    @property
    def is_fargate(self) -> bool:
        """Whether it is the microVM of one Fargate pod."""
        return self.labels.get("eks.amazonaws.com/compute-type") == "fargate"
