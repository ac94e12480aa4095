"""EC2 limits: pods and tasks per instance, and what the kubelet reserves."""

from __future__ import annotations

from fractions import Fraction

from planes import facts
from planes.errors import PlanesError

_CPU_SHARES = ((1, Fraction(6, 100)), (1, Fraction(1, 100)), (2, Fraction(5, 1000)))
"""C507: (cores, share reserved of each) from the first core on."""
_CPU_SHARE_OF_THE_REST = Fraction(25, 10000)


def max_pods(instance_type: str, prefix_delegation: bool = False) -> int:
    """Return how many pods the VPC CNI lets an EKS node of this type run.

    Without prefix delegation: interfaces × (addresses per interface − 1) + 2, where only the default
    network card counts. With it, each of those addresses is a block of 16, and the recommended cap
    holds: 110 pods, or 250 on more than 30 vCPUs.

    Source: C501, C502, C504.

    Raises:
        PlanesError: the instance type is not in the table.
    """
    shape = facts.instance(instance_type)
    slots = shape.enis * (shape.ipv4_per_eni - 1)
    extra = int(facts.number("C501.extra"))
    if not prefix_delegation:
        return slots + extra
    large = shape.vcpus > facts.number("C504.large_vcpus")
    cap = int(facts.number("C504.large_cap" if large else "C504.cap"))
    return min(slots * int(facts.number("C504.prefix")) + extra, cap)


def kube_reserved(instance_type: str) -> tuple[int, int]:
    """Return what the EKS AMI reserves for the kubelet and the runtime: (CPU millicores, memory MiB).

    CPU: 6 % of the first core, 1 % of the second, 0.5 % of the next two and 0.25 % of each further.
    Memory: 11 MiB per possible pod, plus 255 MiB; the pods are those without prefix delegation.

    Source: C506, C507.

    Raises:
        PlanesError: the instance type is not in the table.
    """
    left, millicores = facts.instance(instance_type).vcpus, Fraction(0)
    for cores, share in _CPU_SHARES:
        millicores += min(cores, left) * share * 1000
        left -= min(cores, left)
    millicores += left * _CPU_SHARE_OF_THE_REST * 1000
    memory_mib = facts.number("C506.per_pod") * max_pods(instance_type) + facts.number("C506.base")
    return int(millicores), int(memory_mib)


def awsvpc_task_limit(instance_type: str, trunking: bool = False) -> int:
    """Return how many ECS tasks with an address of their own (awsvpc) an instance of this type runs.

    Without trunking it is the interfaces less the primary one. With trunking it is the number in
    AWS's table; a type that cannot trunk keeps its own limit, as the account setting changes nothing
    for it.

    Source: C513 and its table `facts.trunking()`.

    Raises:
        PlanesError: the instance type is not in the table, or it can trunk but AWS's table (of 2023)
            has no number for it. Nobody published a formula, so none is guessed.
    """
    shape = facts.instance(instance_type)
    if not trunking or not shape.trunking:
        return shape.enis - 1
    row = facts.trunking().get(instance_type)
    if row is None:
        raise PlanesError(
            f"How many awsvpc tasks {instance_type} runs with trunking is not in AWS's table of 2023. "
            f"Without trunking it is {shape.enis - 1}; facts.trunking() lists the types that are in it."
        )
    return row.tasks_with_trunking
