"""The cases of the tables, stated as needs, with every answer that the facts support."""

from __future__ import annotations

from typing import NamedTuple

from planes import facts
from planes.choosing.decide import Choice, choose
from planes.choosing.needs import Needs


class Placed(NamedTuple):
    """A case as the aid sees it.

    Attributes:
        needs: what the case states; None where the question is not one of platforms.
        accepted: pairs of control plane and capacity that can be defended; the first is the table's.
    """

    needs: Needs | None
    accepted: tuple[tuple[str, str], ...]


CASES: dict[str, Placed] = {
    "CS01": Placed(Needs(), (("ECS", "Fargate"),)),
    "CS02": Placed(Needs(), (("ECS", "Fargate"), ("ECS", "Fargate Spot"))),
    "CS03": Placed(Needs(kubernetes=True), (("EKS", "managed hosts"), ("EKS", "EC2"))),
    "CS04": Placed(Needs(use_percent=90, patches_hosts=True), (("ECS", "EC2"), ("ECS", "managed hosts"))),
    "CS05": Placed(Needs(use_percent=35), (("ECS", "Fargate"), ("EKS", "Fargate"))),
    "CS06": Placed(Needs(gpu=True), (("ECS", "managed hosts"),)),
    "CS07": Placed(Needs(kubernetes=True, host_agent=True), (("EKS", "EC2"), ("EKS", "managed hosts"))),
    "CS08": Placed(Needs(own_site=True), (("ECS", "own machines"),)),
    "CS09": Placed(Needs(windows=True), (("ECS", "Fargate"),)),
    "CS10": Placed(Needs(interruptible=True), (("ECS", "Fargate Spot"), ("ECS", "EC2 Spot"))),
    "CS11": Placed(Needs(kubernetes=True, own_kernel=True), (("EKS", "Fargate"),)),
    "CS12": Placed(
        Needs(hosts_in_one_cluster=20_000, gpu=True, patches_hosts=True),
        (("EKS", "EC2"), ("EKS", "managed hosts")),
    ),
    "CS13": Placed(Needs(docker_socket=True), (("ECS", "EC2"),)),
    "CS14": Placed(None, ()),
}


def agrees(case: facts.Case, choice: Choice | None = None) -> bool:
    """Whether a choice, or the aid's own, is one that the facts support, for a reason of the case."""
    needs, accepted = CASES[case.id]
    if needs is None:
        return choice is None
    made = choice or choose(needs)
    codes = {leaf.code for leaf in made.reasons}
    return (made.control_plane, made.capacity) in accepted and bool(codes & set(case.reason_code.split(";")))
