"""The scheduler's filters: which nodes a pod cannot run on, and which plugin says so.

Source: E02; the sentences are those of kube-scheduler.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from planes.control_plane.eks.node_table import NodeTable
from planes.control_plane.eks.objects import Node
from planes.control_plane.eks.templates import PodTemplate, tolerates
from planes.rules import kubernetes as rules

PASSES, UNSCHEDULABLE, NODE_NAME, TAINT, NODE_AFFINITY = range(5)
PLUGINS = ("", "NodeUnschedulable", "NodeName", "TaintToleration", "NodeAffinity")
_CORDONED = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


class NodeFilter:
    """Filters that depend on the nodes' labels, taints and cordons only, cached until one changes."""

    def __init__(self, table: NodeTable) -> None:
        self._table = table
        self._cache: dict[str, np.ndarray] = {}
        self._version = (-1, -1)

    def codes(self, template: PodTemplate) -> np.ndarray:
        """Return by position which filter, if any, rejects the node for pods of `template`."""
        version = (self._table.layout, self._table.static)
        if version != self._version:
            self._cache.clear()
            self._version = version
        required = _required(template)
        key = json.dumps([template.node_name, template.node_selector, required, template.tolerations])
        codes = self._cache.get(key)
        if codes is None:
            codes = self._cache[key] = self._compute(template, required)
        return codes

    def _compute(self, template: PodTemplate, required: Any) -> np.ndarray:
        nodes = self._table.nodes
        codes = np.zeros(len(nodes), np.int8)
        if template.node_selector or required:
            for node in nodes:
                if not _affine(template, required, node):
                    codes[node.position] = NODE_AFFINITY
        for node in self._table.special.values():
            if not untolerated(template, node):
                continue
            codes[node.position] = TAINT
        if template.node_name:
            names = np.array([node.name == template.node_name for node in nodes], bool)
            codes[~names] = NODE_NAME
        for node in self._table.special.values():
            if node.unschedulable and not tolerates(template.tolerations, _CORDONED):
                codes[node.position] = UNSCHEDULABLE
        return codes


def node_code(template: PodTemplate, node: Node) -> int:
    """Return which filter, if any, rejects one node; the same answer as `NodeFilter.codes`."""
    if node.unschedulable and not tolerates(template.tolerations, _CORDONED):
        return UNSCHEDULABLE
    if template.node_name and node.name != template.node_name:
        return NODE_NAME
    if untolerated(template, node):
        return TAINT
    return PASSES if _affine(template, _required(template), node) else NODE_AFFINITY


def untolerated(template: PodTemplate, node: Node) -> Mapping[str, Any] | None:
    """Return the first taint that keeps pods of `template` off the node."""
    for taint in node.taints:
        if taint["effect"] in ("NoSchedule", "NoExecute") and not tolerates(template.tolerations, taint):
            return taint
    return None


def insufficient(template: PodTemplate, node: Node) -> list[str]:
    """Return why the pod's requests do not fit on the node, as the NodeResourcesFit plugin says it."""
    reasons = []
    for resource, wanted in template.requests.items():
        free = node.allocatable.get(resource, 0) - node.requested.get(resource, 0)
        if wanted > 0 and wanted > free:
            reasons.append("Too many pods" if resource == "pods" else f"Insufficient {resource}")
    return reasons


def ports_taken(template: PodTemplate, node: Node) -> bool:
    """Return whether a port of the node that the pod wants is in use."""
    if not template.host_ports:
        return False
    taken = {port for pod in node.pods.values() for port in pod.template.host_ports}
    return any(port in taken for port in template.host_ports)


def explain(template: PodTemplate, node: Node, code: int) -> list[str]:
    """Return the sentences for a node that was filtered out before affinity between pods was looked at."""
    if code == UNSCHEDULABLE:
        return ["node(s) were unschedulable"]
    if code == NODE_NAME:
        return ["node(s) didn't match the requested node name"]
    if code == TAINT:
        taint = untolerated(template, node) or {}
        return [f"node(s) had untolerated taint {{{taint.get('key')}: {taint.get('value', '')}}}"]
    if code == NODE_AFFINITY:
        return ["node(s) didn't match Pod's node affinity/selector"]
    if ports_taken(template, node):
        return ["node(s) didn't have free ports for the requested pod ports"]
    return insufficient(template, node)


def matches_term(term: Mapping[str, Any], node: Node) -> bool:
    """Return whether a node selector term matches: all its expressions, by labels and by name."""
    expressions = term.get("matchExpressions") or []
    fields = term.get("matchFields") or []
    if not expressions and not fields:
        return False
    return all(_expression(e, node.labels) for e in expressions) and all(
        _expression(e, {"metadata.name": node.name}) for e in fields
    )


def _expression(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    operator, value = expression["operator"], labels.get(expression["key"])
    if operator in ("Gt", "Lt"):
        try:
            given, limit = int(value or ""), int(expression["values"][0])
        except ValueError:
            return False
        return given > limit if operator == "Gt" else given < limit
    return bool(rules.matches({"matchExpressions": [expression]}, labels))


def _required(template: PodTemplate) -> Any:
    node_affinity = template.affinity.get("nodeAffinity") or {}
    required = node_affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    return required.get("nodeSelectorTerms")


def _affine(template: PodTemplate, required: Any, node: Node) -> bool:
    if any(node.labels.get(key) != value for key, value in template.node_selector.items()):
        return False
    return required is None or any(matches_term(term, node) for term in required)
