"""Looking after nodes: cordon, taint, drain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.control_plane.eks import patches
from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.eks.resources import NODE, POD
from planes.control_plane.eks.status import ApiError
from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.control_plane.eks.api import ApiServer
    from planes.control_plane.eks.kubernetes import ControlPlane
    from planes.world import World


class NodeCare:
    """What the client does with nodes."""

    _world: World
    _control: ControlPlane
    _api: ApiServer

    def cordon(self, node: str, unschedulable: bool = True) -> str:
        """Mark a node as unschedulable."""
        name = self._node(node).name
        self._api.handle(
            "patch", NODE, "", name, {"spec": {"unschedulable": unschedulable}}, patch_type=patches.MERGE
        )
        return f"node/{name} {'cordoned' if unschedulable else 'uncordoned'}"

    def uncordon(self, node: str) -> str:
        """Take the mark away again."""
        return self.cordon(node, unschedulable=False)

    def taint(self, node: str, taint: str) -> str:
        """Taint a node: "key=value:NoSchedule"; with a hyphen at the end the taint goes again."""
        found = self._node(node)
        removed, text = taint.endswith("-"), taint.removesuffix("-")
        pair, _, effect = text.partition(":")
        key, _, value = pair.partition("=")
        if not key or (not effect and not removed):
            raise PlanesError(f"{taint!r} is no taint. Write key=value:Effect, or key:Effect- to remove it.")
        taints = [t for t in found.taints if not (t["key"] == key and effect in ("", t["effect"]))]
        if not removed:
            taints.append({"key": key, "value": value, "effect": effect})
        self._api.handle(
            "patch", NODE, "", found.name, {"spec": {"taints": taints}}, patch_type=patches.MERGE
        )
        return f"node/{found.name} {'untainted' if removed else 'tainted'}"

    def drain(
        self, node: str, timeout_seconds: float | None = None, ignore_daemon_sets: bool = True
    ) -> list[str]:
        """Cordon a node and evict its pods, letting virtual time pass until all have left.

        Args:
            node: name of the node or id of its host.
            timeout_seconds: give up after so many virtual seconds; None waits an hour at most.
            ignore_daemon_sets: leave the pods of DaemonSets; without it a node that has any is refused.

        Returns:
            What was evicted, as kubectl says it.

        Raises:
            PlanesError: pods were left when the time was up: a disruption budget kept them.
        """
        found = self._node(node)
        self.cordon(found.name)
        if not ignore_daemon_sets and any(pod.template.daemon for pod in found.pods.values()):
            raise PlanesError(
                f"cannot delete DaemonSet-managed Pods on {found.name} (use ignore_daemon_sets=True)"
            )
        said: dict[str, str] = {}
        deadline = self._world.now + (3600.0 if timeout_seconds is None else timeout_seconds)
        refusal = self._evict_all(found, said)
        while _to_leave(found) and self._world.now < deadline:
            self._world.run(seconds=min(5.0, deadline - self._world.now), until=lambda: not _to_leave(found))
            refusal = self._evict_all(found, said)
        if left := _to_leave(found):
            names = ", ".join(pod.name for pod in left)
            raise PlanesError(f"error when evicting pods from node {found.name}: {names} left. {refusal}")
        return [*said.values(), f"node/{found.name} drained"]

    def _evict_all(self, node: Node, said: dict[str, str]) -> str:
        refusal = ""
        for pod in _to_leave(node):
            if pod.deleted_at is None:
                try:
                    self.evict(pod.name, pod.namespace)
                    said[pod.subject] = f"pod/{pod.name} evicted"
                except ApiError as error:
                    refusal = str(error)
        return refusal

    def evict(self, name: str, namespace: str = "default") -> str:
        """Evict a pod, unless a disruption budget forbids it now.

        Raises:
            ApiError: TooManyRequests.
        """
        self._api.handle("create", POD, namespace, name, {}, subresource="eviction")
        return f"pod/{name} evicted"

    def _node(self, node: str) -> Node:
        return self._control.nodes.find(node.removeprefix("node/"))


def _to_leave(node: Node) -> list[Pod]:
    return [p for p in node.pods.values() if not p.template.daemon and p.phase in ("Pending", "Running")]
