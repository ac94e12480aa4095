"""What the scheduler did for one pod, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from planes.control_plane.eks import scores
from planes.control_plane.eks.filters import PASSES, PLUGINS, explain, ports_taken
from planes.control_plane.eks.node_table import NodeTable
from planes.control_plane.eks.shapes import Shape
from planes.control_plane.eks.templates import PodTemplate

RECORDED_NODES = 100
"""Up to so many nodes a decision keeps every node's scores; above, those of the chosen node only."""
RESOURCES = "NodeResources"
"""Column of NodeResourcesFit and NodeResourcesBalancedAllocation together."""


class Pick(NamedTuple):
    """The chosen node: its position, its place among the feasible ones, its total score and its equals."""

    position: int
    place: int
    total: int
    ties: int


class Decision(Mapping[str, Any]):
    """The record of one placement, read like a dict.

    Keys:
        node: the chosen node.
        evaluated: nodes the filters looked at.
        feasible: nodes that passed and were scored.
        filtered: how many nodes each plugin removed.
        filtered_nodes: removed node -> its plugin (clusters of up to 100 nodes).
        total: the winning total score.
        ties: nodes that shared it.
        scores: node -> plugin -> weighted score, in larger clusters of the chosen node only.
    """

    __slots__ = ("_filtered_nodes", "_names", "_rows", "_summary")
    _keys = ("node", "evaluated", "feasible", "filtered", "total", "ties", "filtered_nodes", "scores")

    def __init__(
        self,
        summary: tuple[str, int, int, Mapping[str, int], int, int],
        names: Sequence[str],
        rows: Sequence[Sequence[int]],
        filtered_nodes: Mapping[str, str],
    ) -> None:
        self._summary = summary
        self._names, self._rows, self._filtered_nodes = names, rows, filtered_nodes

    def __getitem__(self, key: str) -> Any:
        if key == "scores":
            return {
                name: dict(zip(scores.WEIGHTS, row, strict=True))
                for name, row in zip(self._names, self._rows, strict=True)
            }
        if key == "filtered_nodes":
            return self._filtered_nodes
        if key not in self._keys:
            raise KeyError(key)
        return self._summary[self._keys.index(key)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return f"Decision({dict(self)})"


_NOTHING: Mapping[str, Any] = {}
_ZERO = dict.fromkeys(scores.WEIGHTS, 0)


def record(
    table: NodeTable,
    shape: Shape,
    feasible: np.ndarray,
    ring: np.ndarray | None,
    window: slice | np.ndarray,
    columns: dict[str, np.ndarray],
    pick: Pick,
) -> Decision:
    """Return the record of one decision.

    Args:
        table: the nodes.
        shape: what is known of the pod's template.
        feasible: by position, whether the node passed the filters.
        ring: positions the filters looked at; None if all of them passed.
        window: positions that were scored.
        columns: weighted scores by plugin at `window`.
        pick: the chosen node.
    """
    found = len(columns[RESOURCES])
    filtered, by_node = (
        (_NOTHING, _NOTHING) if ring is None else _filtered(table, shape, ring[~feasible[ring]])
    )
    name = table.nodes[pick.position].name
    evaluated = found if ring is None else len(ring)
    summary = (name, evaluated, found, filtered, pick.total, pick.ties)
    constant = _constants(shape)
    if len(table.nodes) > RECORDED_NODES:
        fit = scores.least_allocated_at(table, shape.template, pick.position)
        for plugin, column in columns.items():
            constant[plugin] = column.item(pick.place)
        constant["NodeResourcesFit"] = fit
        constant["NodeResourcesBalancedAllocation"] = constant.pop(RESOURCES) - fit
        return Decision(summary, (name,), (tuple(constant.values()),), by_node)
    positions = range(window.start, window.stop) if isinstance(window, slice) else window
    lists = {plugin: [value] * found for plugin, value in constant.items()}
    lists |= {plugin: column.tolist() for plugin, column in columns.items()}
    lists["NodeResourcesFit"] = scores.least_allocated(table, shape.template, window).tolist()
    lists["NodeResourcesBalancedAllocation"] = scores.balanced_allocation(
        table, shape.template, window
    ).tolist()
    names = [table.nodes[position].name for position in positions]
    rows = list(zip(*(lists[plugin] for plugin in scores.WEIGHTS), strict=True))
    return Decision(summary, names, rows, by_node)


def _constants(shape: Shape) -> dict[str, int]:
    """Return the weighted scores of the plugins that gave every node the same, by all plugins in order."""
    spreads = shape.group is not None or bool(shape.template.spread_constraints)
    return {**_ZERO, "TaintToleration": 300, "PodTopologySpread": 200 * spreads}


def _filtered(table: NodeTable, shape: Shape, removed: np.ndarray) -> tuple[dict[str, int], dict[str, str]]:
    if len(table.nodes) <= RECORDED_NODES:
        by_node = {table.nodes[p].name: _plugin(table, shape, p) for p in removed}
        return dict(Counter(by_node.values())), by_node
    counts = np.bincount(shape.codes[removed], minlength=len(PLUGINS))
    filtered = {PLUGINS[code]: int(counts[code]) for code in range(1, len(PLUGINS)) if counts[code]}
    if counts[PASSES]:
        filtered["NodeResourcesFit" if shape.template.plain else "NodeResourcesFit or other pods"] = int(
            counts[PASSES]
        )
    return filtered, {}


def _plugin(table: NodeTable, shape: Shape, position: int) -> str:
    code = int(shape.codes[position])
    if code != PASSES:
        return PLUGINS[code]
    if shape.feasible[position]:
        return "InterPodAffinity or PodTopologySpread"
    return "NodePorts" if ports_taken(shape.template, table.nodes[position]) else "NodeResourcesFit"


def no_node_sentence(
    template: PodTemplate, table: NodeTable, codes: np.ndarray, rejections: Sequence[tuple[str, np.ndarray]]
) -> str:
    """Return why no node can take a pod of `template`, counted over all nodes as kube-scheduler does."""
    if not table.nodes:
        return "no nodes available to schedule pods"
    reasons: Counter[str] = Counter()
    for node in table.nodes:
        own = explain(template, node, int(codes[node.position]))
        own = own or [text for text, rejected in rejections if rejected[node.position]][:1]
        reasons.update(own)
    return sentence(len(table.nodes), reasons)


def sentence(nodes: int, reasons: Mapping[str, int]) -> str:
    """Return kube-scheduler's sentence for nodes that were filtered out for `reasons`."""
    histogram = ", ".join(sorted(f"{count} {reason}" for reason, count in reasons.items()))
    return f"0/{nodes} nodes are available: {histogram}."
