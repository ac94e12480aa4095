"""What every controller of a cluster shares: the clock, the store, the pods, and work queues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from planes.clock import Clock
from planes.control_plane.eks.labels import LabelIndex
from planes.control_plane.eks.node_table import NodeTable
from planes.control_plane.eks.objects import Manifest
from planes.control_plane.eks.pods import Pods
from planes.control_plane.eks.resources import Resource
from planes.control_plane.eks.store import Store
from planes.control_plane.reconcile import Availability, Controller
from planes.events import EventLog


@dataclass(slots=True)
class Hub:
    """The parts of one cluster's control plane that its controllers work with."""

    cluster: str
    clock: Clock
    events: EventLog
    store: Store
    index: LabelIndex
    table: NodeTable
    pods: Pods
    is_down: Availability
    version: Callable[[], str]
    handlers: dict[Resource, KindHandler] = field(default_factory=dict)

    def controller(self, reconcile: Callable[[str], object]) -> Controller:
        """Return a work queue whose keys are `namespace/name`."""
        return Controller(self.clock, reconcile, self.is_down)

    def log(self, subject: Manifest, what: str, why: str = "", **details: Any) -> None:
        """Write to the event log what happened to an object."""
        name = f"{self.cluster}/{subject.namespace}/{subject.resource.kind.lower()}/{subject.name}"
        self.events.add("control plane", name.replace("//", "/"), what, why, **details)


class KindHandler(Protocol):
    """What a controller does when objects of its kind are written through the API."""

    def make(self, body: dict[str, Any]) -> Manifest:
        """Return a new object of the kind, not yet stored."""

    def created(self, new: Any) -> None:
        """Begin to take care of a stored object."""

    def updated(self, changed: Any) -> None:
        """Take up a changed spec or changed labels."""

    def deleted(self, gone: Any, orphan: bool) -> None:
        """Stop taking care of a removed object; delete what it owns unless it is orphaned."""
