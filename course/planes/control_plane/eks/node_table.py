"""The scheduler's view of the nodes: allocatable and requested amounts as arrays, in scheduling order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.eks.templates import PodTemplate

HOSTNAME = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
_LOG_LIMIT = 200_000


class NodeTable:
    """Nodes in the order the scheduler tries them, zone after zone in turn.

    Attributes:
        nodes: by position.
        special: nodes with taints or cordoned; `soft`: those of them with PreferNoSchedule taints.
        layout: changes when nodes come or go; positions are valid within one layout.
        static: changes when labels, taints or cordons change.
        stale: whether nodes came or went since the last `settle`.
        gains: counts what may help a pod that found no node: capacity freed, a node added or changed.
        changed: positions whose requested amounts changed, oldest first; starts at `changed_from`.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.special: dict[str, Node] = {}
        self.soft: dict[str, Node] = {}
        self.layout = self.static = self.gains = 0
        self.changed: list[int] = []
        self.changed_from = 0
        self.by_name: dict[str, Node] = {}
        self._by_zone: dict[str, dict[str, Node]] = {}
        self.stale = False
        self._domains: dict[str, tuple[np.ndarray, int]] = {}
        self._domains_version = (-1, -1)
        self._images: dict[str, tuple[int, dict[str, Node]]] = {}
        self._image_masks: dict[str, np.ndarray] = {}
        self._image_layout = -1
        self._fill()

    def __len__(self) -> int:
        return len(self.by_name)

    def add(self, node: Node) -> None:
        """Take in a node."""
        self._by_zone.setdefault(node.zone, {})[node.name] = node
        self.by_name[node.name] = node
        self.stale = True
        self.gains += 1
        self.node_changed(node)

    def remove(self, node: Node) -> None:
        """Forget a node."""
        del self._by_zone[node.zone][node.name]
        del self.by_name[node.name]
        self.special.pop(node.name, None)
        self.soft.pop(node.name, None)
        for _, holders in self._images.values():
            holders.pop(node.name, None)
        node.position = -1
        self.stale = True

    def node_changed(self, node: Node) -> None:
        """Note that labels, taints, or `unschedulable` of a node changed."""
        if node.taints or node.unschedulable:
            self.special[node.name] = node
        else:
            self.special.pop(node.name, None)
        if any(taint["effect"] == "PreferNoSchedule" for taint in node.taints):
            self.soft[node.name] = node
        else:
            self.soft.pop(node.name, None)
        self.static += 1
        self.gains += 1

    def settle(self) -> None:
        """Put the nodes in order, if any came or went since."""
        if not self.stale:
            return
        self.stale = False
        self.layout += 1
        self.nodes = list(_interleave([list(nodes.values()) for nodes in self._by_zone.values()]))
        for position, node in enumerate(self.nodes):
            node.position = position
        self._fill()

    def _fill(self) -> None:
        nodes, count = self.nodes, len(self.nodes)

        def column(values: Iterable[int]) -> np.ndarray:
            return np.fromiter(values, np.int64, count)

        self.allocatable_cpu = column(n.allocatable["cpu"] for n in nodes)
        self.allocatable_memory = column(n.allocatable["memory"] for n in nodes)
        self.allocatable_pods = column(n.allocatable["pods"] for n in nodes)
        self.requested_cpu = column(n.requested["cpu"] for n in nodes)
        self.requested_memory = column(n.requested["memory"] for n in nodes)
        self.requested_pods = column(n.requested["pods"] for n in nodes)
        self.scoring_cpu = column(n.scoring_cpu for n in nodes)
        self.scoring_memory = column(n.scoring_memory for n in nodes)
        self.changed_from += len(self.changed)
        self.changed.clear()

    def reserve(self, pod: Pod, node: Node) -> None:
        """Count a pod's requests on its node."""
        self._count(pod.template, node, 1)

    def release(self, pod: Pod, node: Node) -> None:
        """Take a pod's requests from its node."""
        self._count(pod.template, node, -1)
        self.gains += 1

    def _count(self, template: PodTemplate, node: Node, sign: int) -> None:
        requested = node.requested
        for resource, quantity in template.requests.items():
            requested[resource] = requested.get(resource, 0) + sign * quantity
        node.scoring_cpu += sign * template.scoring_cpu
        node.scoring_memory += sign * template.scoring_memory
        position = node.position
        if position < 0 or self.stale:
            return
        self.requested_cpu[position] = requested["cpu"]
        self.requested_memory[position] = requested["memory"]
        self.requested_pods[position] = requested["pods"]
        self.scoring_cpu[position] = node.scoring_cpu
        self.scoring_memory[position] = node.scoring_memory
        self.changed.append(position)
        if len(self.changed) > _LOG_LIMIT:
            self.changed_from += len(self.changed)
            self.changed.clear()

    def changed_since(self, seen: int) -> list[int] | None:
        """Return the positions changed since mark `seen`, or None if that is too long ago."""
        start = seen - self.changed_from
        if start < 0 or len(self.changed) - start > len(self.nodes) // 4 + 8:
            return None
        return self.changed[start:]

    @property
    def mark(self) -> int:
        """A mark for `changed_since`: up to now everything was seen."""
        return self.changed_from + len(self.changed)

    def domains(self, key: str) -> tuple[np.ndarray, int]:
        """Return for a topology key the domain number of each node, and how many domains there are.

        A node without the label has that last number.
        """
        if self._domains_version != (self.layout, self.static):
            self._domains.clear()
            self._domains_version = (self.layout, self.static)
        found = self._domains.get(key)
        if found is None:
            numbers: dict[str, int] = {}
            values = (n.labels.get(key) for n in self.nodes)
            column = np.fromiter(
                (-1 if v is None else numbers.setdefault(v, len(numbers)) for v in values),
                np.int64,
                len(self.nodes),
            )
            column[column < 0] = len(numbers)
            found = self._domains[key] = (column, len(numbers))
        return found

    def image_pulled(self, node: Node, image: str, size: int) -> None:
        """Note that a node now holds an image of `size` bytes."""
        node.images[image] = size
        holders = self._images.setdefault(image, (size, {}))[1]
        holders[node.name] = node
        mask = self._image_masks.get(image)
        if mask is not None and self._image_layout == self.layout and 0 <= node.position < len(mask):
            mask[node.position] = True

    def image_spread(self, image: str) -> tuple[int, int]:
        """Return the size of an image in bytes and how many nodes hold it."""
        size, holders = self._images.get(image, (0, {}))
        return size, len(holders)

    def image_mask(self, image: str) -> np.ndarray:
        """Return by position whether a node holds an image."""
        if self._image_layout != self.layout:
            self._image_masks.clear()
            self._image_layout = self.layout
        mask = self._image_masks.get(image)
        if mask is None:
            mask = self._image_masks[image] = np.zeros(len(self.nodes), bool)
            positions = [n.position for n in self._images.get(image, (0, {}))[1].values() if n.position >= 0]
            mask[positions] = True
        return mask


class PodCounts:
    """Counts the bound, not terminating pods that one selector selects, by node.

    A subscriber of the label index; the scheduler reads the counts as an array over positions.
    """

    def __init__(self, table: NodeTable, namespaces: tuple[str, ...], selector: Mapping[str, Any]) -> None:
        self.namespaces, self.selector = namespaces, selector
        self.total = 0
        self._table = table
        self._by_node: dict[str, tuple[Node, int]] = {}
        self._array = np.zeros(0, np.int64)
        self._layout = -1
        self._version = (-1, -1)
        self._totals: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def array(self) -> np.ndarray:
        """Return the counts by position."""
        if self._layout != self._table.layout:
            self._layout = self._table.layout
            self._array = np.zeros(len(self._table.nodes), np.int64)
            for node, count in self._by_node.values():
                if node.position >= 0:
                    self._array[node.position] = count
        return self._array

    def by_domain(self, key: str) -> np.ndarray:
        """Return the counts by domain of a topology key; the last entry is for nodes without the label.

        The result is kept up to date and must not be changed.
        """
        version = (self._table.layout, self._table.static)
        if version != self._version:
            self._totals.clear()
            self._version = version
        found = self._totals.get(key)
        if found is None:
            column, count = self._table.domains(key)
            totals = np.bincount(column, weights=self.array(), minlength=count + 1)
            found = self._totals[key] = (column, totals)
        return found[1]

    def pod_added(self, pod: Pod) -> None:
        """Count a pod that now matches."""
        if pod.node is not None and pod.active:
            self._count(pod.node, 1)

    def pod_removed(self, pod: Pod) -> None:
        """Take away a pod that is gone or no longer matches."""
        if pod.node is not None and pod.active:
            self._count(pod.node, -1)

    def pod_bound(self, pod: Pod, node: Node) -> None:
        """Count a pod on the node it was given."""
        self._count(node, 1)

    def pod_released(self, pod: Pod, node: Node) -> None:
        """Take away a pod that ended or is being deleted."""
        self._count(node, -1)

    def pod_ready_changed(self, pod: Pod) -> None:
        """Readiness plays no part in the counts."""

    def _count(self, node: Node, sign: int) -> None:
        self.total += sign
        count = self._by_node.get(node.name, (node, 0))[1] + sign
        if count:
            self._by_node[node.name] = (node, count)
        else:
            del self._by_node[node.name]
        if self._layout == self._table.layout and 0 <= node.position < len(self._array):
            self._array[node.position] = count
        if self._version[0] != self._table.layout or node.position < 0:
            self._totals.clear()
        for column, totals in self._totals.values():
            totals[column[node.position]] += sign


def _interleave(zones: list[list[Node]]) -> Iterable[Node]:
    """Yield one node of each zone in turn, as kube-scheduler's node tree does."""
    for rank in range(max(map(len, zones), default=0)):
        for nodes in zones:
            if rank < len(nodes):
                yield nodes[rank]
