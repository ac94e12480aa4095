"""What the scheduler remembers for all pods of one template, brought up to date node by node."""

from __future__ import annotations

import numpy as np

from planes.control_plane.eks import scores
from planes.control_plane.eks.filters import PASSES, NodeFilter, insufficient, ports_taken
from planes.control_plane.eks.node_table import NodeTable, PodCounts
from planes.control_plane.eks.templates import PodTemplate

_ONE_BY_ONE = 8
_EXTRA = ("cpu", "memory", "pods")


class Shape:
    """Filters and resource scores of one template over all nodes.

    Pods of one template are alike, so their results differ only at nodes whose requested amounts changed
    since; those are worked out again, which gives the same as starting over.

    Attributes:
        codes: by position, which label, taint or cordon filter rejects the node.
        feasible: by position, whether the pod fits as far as it concerns that node alone.
        base: by position, NodeResourcesFit plus NodeResourcesBalancedAllocation score.
        affinity: raw preferred node affinity, None without.
        taints: raw count of PreferNoSchedule taints, None without.
        failed_at: state of the cluster in which a pod of this template found no node, `failed_why`: why.
        group: counts of the pods it is spread with by default, None without.
    """

    def __init__(self, template: PodTemplate) -> None:
        self.template = template
        self.codes = np.zeros(0, np.int8)
        self.feasible = np.zeros(0, bool)
        self.base = np.zeros(0, np.int64)
        self.affinity: np.ndarray | None = None
        self.taints: np.ndarray | None = None
        self.group: PodCounts | None = None
        self.group_version = -1
        self.failed_at: tuple[int, int] | None = None
        self.failed_why = ""
        self._version = (-1, -1)
        self._seen = -1
        requests = template.requests
        self._special = bool(template.host_ports) or any(r not in _EXTRA for r in requests)

    def refresh(self, table: NodeTable, node_filter: NodeFilter) -> None:
        """Bring the arrays up to date with the table."""
        version = (table.layout, table.static)
        changed = table.changed_since(self._seen)
        if version != self._version:
            self.codes = node_filter.codes(self.template)
            self.affinity = scores.preferred_affinity(table, self.template)
            self.taints = scores.soft_taints(table, self.template)
            self._version = version
            changed = None
        if changed is None:
            self._recompute(table)
        elif len(changed) <= _ONE_BY_ONE:
            for position in changed:
                self._update(table, position)
        else:
            self._update_many(table, np.unique(np.array(changed)))
        self._seen = table.mark

    def _recompute(self, table: NodeTable) -> None:
        everywhere = slice(None)
        self.feasible = self._fits(table, everywhere) & (self.codes == PASSES)
        self.base = self._resource_scores(table, everywhere)
        if self._special:
            for node in table.nodes:
                self.feasible[node.position] &= self._fits_specially(table, node.position)

    def _update_many(self, table: NodeTable, positions: np.ndarray) -> None:
        self.feasible[positions] = self._fits(table, positions) & (self.codes[positions] == PASSES)
        self.base[positions] = self._resource_scores(table, positions)
        if self._special:
            for position in positions:
                self.feasible[position] &= self._fits_specially(table, position)

    def _update(self, table: NodeTable, position: int) -> None:
        node = table.nodes[position]
        fits = self.codes.item(position) == PASSES and not insufficient(self.template, node)
        self.feasible[position] = fits and (not self._special or self._fits_specially(table, position))
        self.base[position] = scores.least_allocated_at(
            table, self.template, position
        ) + scores.balanced_allocation_at(table, self.template, position)

    def _fits_specially(self, table: NodeTable, position: int) -> bool:
        node = table.nodes[position]
        return not insufficient(self.template, node) and not ports_taken(self.template, node)

    def _fits(self, table: NodeTable, where: slice | np.ndarray) -> np.ndarray:
        fits: np.ndarray = table.requested_pods[where] < table.allocatable_pods[where]
        if self.template.cpu:
            fits &= table.requested_cpu[where] + self.template.cpu <= table.allocatable_cpu[where]
        if self.template.memory:
            fits &= table.requested_memory[where] + self.template.memory <= table.allocatable_memory[where]
        return fits

    def _resource_scores(self, table: NodeTable, where: slice | np.ndarray) -> np.ndarray:
        return scores.least_allocated(table, self.template, where) + scores.balanced_allocation(
            table, self.template, where
        )
