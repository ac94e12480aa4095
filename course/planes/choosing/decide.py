"""Walk the tree with stated needs, and keep the way."""

from __future__ import annotations

from dataclasses import dataclass

from planes.choosing.needs import Needs
from planes.choosing.tree import CAPACITY, CONTROL_PLANE, Leaf, Question


@dataclass(frozen=True)
class Choice:
    """What to take and why.

    Attributes:
        control_plane: "ECS" or "EKS".
        capacity: one of `CAPACITIES`.
        reasons: the two ends of the tree that were reached.
        path: every question asked, with the answer.
        unmet: sentences about needs that this choice does not meet or make use of.
    """

    control_plane: str
    capacity: str
    reasons: tuple[Leaf, Leaf]
    path: tuple[tuple[str, bool], ...]
    unmet: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the choice with its reasons, as lines."""
        why = [f"  {leaf.code}: {leaf.reason} ({', '.join(leaf.facts)})" for leaf in self.reasons]
        return "\n".join(
            [f"{self.control_plane} on {self.capacity}", *why, *map("  but: {}".format, self.unmet)]
        )


def choose(needs: Needs) -> Choice:
    """Choose a control plane, then its capacity: the first question that holds decides."""
    path: list[tuple[str, bool]] = []
    control_plane = _walk(CONTROL_PLANE, needs, path)
    capacity = _walk(CAPACITY[control_plane.answer], needs, path)
    unmet = tuple(_unmet(needs, control_plane.answer, capacity.answer))
    return Choice(control_plane.answer, capacity.answer, (control_plane, capacity), tuple(path), unmet)


def _walk(node: Question | Leaf, needs: Needs, path: list[tuple[str, bool]]) -> Leaf:
    while isinstance(node, Question):
        holds = node.holds(needs)
        path.append((" ".join(node.words.split()), holds))
        node = node.yes if holds else node.no
    return node


def _unmet(needs: Needs, control_plane: str, capacity: str) -> list[str]:
    """Say which needs contradict one another: a tree that stays silent about them would mislead."""
    said = []
    if needs.docker_socket and control_plane == "EKS":
        said.append("nodes of EKS have had no docker.sock since Kubernetes 1.24: redesign that part (A02).")
    if needs.own_kernel and not capacity.startswith("Fargate"):
        said.append("containers on one host share its kernel: a cluster for each tenant keeps them apart.")
    if needs.windows and (control_plane, capacity) == ("EKS", "own machines"):
        said.append("EKS Hybrid Nodes take no Windows.")
    if needs.interruptible and "Spot" not in capacity:
        said.append(
            f"it may be interrupted, and that is not made use of: {_no_spot(control_plane, capacity)}."
        )
    return said


def _no_spot(control_plane: str, capacity: str) -> str:
    """Say why a choice for work that may be interrupted is not Spot."""
    if capacity == "own machines":
        return "Spot is capacity of AWS"
    if capacity != "Fargate":
        return "another need decided first; look whether these hosts can be Spot instances"
    return (
        "EKS has no Fargate Spot (A21)" if control_plane == "EKS" else "Fargate Spot takes no Windows (C108)"
    )
