"""NodePools: what kinds of node the node autoscaler may launch."""

from __future__ import annotations

from typing import Any

from planes import facts
from planes.control_plane.eks.objects import Json, Manifest
from planes.control_plane.eks.resources import NODE_POOL
from planes.control_plane.eks.templates import PodTemplate, amount, tolerates

INSTANCE_TYPE = "node.kubernetes.io/instance-type"
ZONE = "topology.kubernetes.io/zone"
_LABELS_OF_EVERY_NODE = {
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "karpenter.sh/capacity-type": "on-demand",
}


class NodePool(Manifest):
    """A NodePool (karpenter.sh/v1), with `In` requirements for instance types and zones."""

    __slots__ = ()

    def __init__(self, body: Json) -> None:
        super().__init__(NODE_POOL, body)

    @property
    def _node_spec(self) -> Json:
        return self.spec.get("template", {}).get("spec", {})

    def _values(self, key: str) -> list[str] | None:
        for requirement in self._node_spec.get("requirements") or ():
            if requirement["key"] == key and requirement["operator"] == "In":
                return list(requirement["values"])
        return None

    def instance_types(self) -> list[str]:
        """Return the instance types it may launch; without a requirement all x86 ones of the table."""
        given = self._values(INSTANCE_TYPE)
        if given is not None:
            return given
        return [name for name in facts.instances() if not name.split(".")[0].endswith("g")]

    def zones(self) -> list[str]:
        """Return the zones it is bound to, empty for any."""
        return self._values(ZONE) or []

    def taints(self) -> list[dict[str, Any]]:
        """Return the taints of its nodes."""
        return list(self._node_spec.get("taints") or ())

    def node_labels(self) -> dict[str, str]:
        """Return the labels of its nodes."""
        metadata = self.spec.get("template", {}).get("metadata") or {}
        return {**_LABELS_OF_EVERY_NODE, **(metadata.get("labels") or {})}

    def cpu_limit(self) -> int | None:
        """Return how many millicores its nodes may have together, None without a limit."""
        limit = (self.spec.get("limits") or {}).get("cpu")
        return None if limit is None else amount("cpu", limit)

    def consolidate_after(self) -> float | None:
        """Return the seconds after which an empty node goes, None for never. Default: 0 s. Source: E43."""
        text = str((self.spec.get("disruption") or {}).get("consolidateAfter", "0s"))
        return None if text == "Never" else _seconds(text)

    def budget_percent(self) -> float:
        """Return the percentage of its nodes that may go at a time. Default: 10. Source: E43."""
        budgets = (self.spec.get("disruption") or {}).get("budgets") or [{"nodes": "10%"}]
        return min(float(str(budget["nodes"]).rstrip("%")) for budget in budgets)

    def takes(self, template: PodTemplate) -> bool:
        """Return whether a pod may run on its nodes, as far as taints and node selector say."""
        if not all(tolerates(template.tolerations, taint) for taint in self.taints()):
            return False
        labels = {**self.node_labels(), "karpenter.sh/nodepool": self.name}
        for key, value in template.node_selector.items():
            allowed = self._values(key)
            if key in (INSTANCE_TYPE, ZONE) and allowed is None:
                continue
            if allowed is not None and value not in allowed:
                return False
            if allowed is None and labels.get(key) != value:
                return False
        return True


def _seconds(text: str) -> float:
    """Return a duration such as 30s, 5m or 1h in seconds."""
    units = {"s": 1.0, "m": 60.0, "h": 3600.0}
    return float(text[:-1]) * units[text[-1]]
