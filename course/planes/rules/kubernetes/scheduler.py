"""The kube-scheduler: which nodes can take a pod, and how each of them scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from planes import facts
from planes.errors import PlanesError
from planes.rules.kubernetes.quantity import parse_quantity
from planes.rules.kubernetes.resources import Amounts, pod_requests

MAX_SCORE = 100
_SCORED = ("cpu", "memory")
_MIB = 2**20


def least_allocated_score(requested: Mapping[str, Any], allocatable: Mapping[str, Any]) -> int:
    """Return how free a node would be with the pod on it, from 0 (full) to 100 (empty).

    Each resource scores (allocatable − requested) × 100 ÷ allocatable, and 0 if more is requested than
    there is; the result is their mean. Both divisions drop the fraction.

    Source: E03, E04.

    Args:
        requested: by resource, the pod included. A text is a quantity ("500m", "1Gi"); numbers may be
            in any unit as long as `allocatable` has the same.
        allocatable: by resource. CPU and memory always count; another resource counts if the pod
            requests it. A resource of which the node has none is left out.

    Raises:
        PlanesError: a quantity is malformed or negative.
    """
    scores = [
        math.floor((there - wanted) * MAX_SCORE / there) if wanted <= there else 0
        for wanted, there in _pairs(requested, allocatable)
    ]
    return sum(scores) // len(scores) if scores else 0


def balanced_allocation_score(requested: Mapping[str, Any], allocatable: Mapping[str, Any]) -> int:
    """Return how evenly a node's resources would be used with the pod on it, from 0 to 100.

    It is (1 − standard deviation of the shares requested) × 100 without its fraction; a share is at
    most 1. Two shares deviate by half their difference, one does not deviate. Computed in binary
    floating point, as the scheduler does. A later change to Kubernetes (pull request 135573, opened in
    December 2025) scores how much the pod changes the balance instead; it is not modelled.

    Source: E05.

    Args:
        requested: by resource, the pod included; see `least_allocated_score`.
        allocatable: by resource.

    Raises:
        PlanesError: a quantity is malformed or negative.
    """
    shares = [min(float(wanted / there), 1.0) for wanted, there in _pairs(requested, allocatable)]
    deviation = 0.0
    if len(shares) == 2:
        deviation = abs((shares[0] - shares[1]) / 2)
    elif len(shares) > 2:
        mean = _sum(shares) / len(shares)
        squares = _sum([(share - mean) * (share - mean) for share in shares])
        deviation = math.sqrt(squares / len(shares))
    return int((1 - deviation) * MAX_SCORE)


def filter_node(pod: Mapping[str, Any], node: Mapping[str, Any]) -> list[str]:
    """Return why a node cannot take a pod, in the scheduler's words; empty if it can.

    Filters, in their order: taints that repel (NoSchedule, NoExecute), nodeSelector, resources and the
    number of pods. The first that fails gives the reasons. See `schedule` for the forms.

    Source: E02; K8S pkg/scheduler/framework/plugins.
    """
    for taint in node.get("taints") or ():
        if taint.get("effect") in ("NoSchedule", "NoExecute") and not _tolerated(taint, _tolerations(pod)):
            return [f"node(s) had untolerated taint {{{taint.get('key')}: {taint.get('value') or ''}}}"]
    labels = node.get("labels") or {}
    if any(labels.get(key) != value for key, value in (pod.get("nodeSelector") or {}).items()):
        return ["node(s) didn't match Pod's node affinity/selector"]
    return _lacking(pod, node)


def schedule(pod: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the nodes that can take a pod, each with its total score; the highest is chosen.

    The total is LeastAllocated + BalancedAllocation + 3 × TaintToleration, with the default weights.
    LeastAllocated counts a container without a request as 100m CPU and 200Mi memory;
    BalancedAllocation counts real requests and is left out for a pod without any; TaintToleration
    compares the feasible nodes by their PreferNoSchedule taints the pod does not tolerate. Which of
    several best nodes is taken is random and not decided here.

    Source: E01 to E05, E08; K8S pkg/scheduler/framework/plugins.

    Args:
        pod: `containers`, each with `requests` (and `limits`), and optionally `initContainers`,
            `nodeSelector` and `tolerations`.
        nodes: each with `name`, `allocatable` (cpu, memory, pods), and optionally `labels`, `taints`
            and `pods`: a list of the containers' requests for every pod that is there.

    Returns:
        Total score by node name, in the order given; empty if no node can take the pod.

    Raises:
        PlanesError: a quantity is malformed.
    """
    feasible = [node for node in nodes if not filter_node(pod, node)]
    preferences = _taint_toleration_scores(pod, feasible)
    weight = {
        "fit": int(facts.number("E01.node_resources_fit")),
        "balance": int(facts.number("E01.balanced_allocation")),
        "taints": int(facts.number("E01.taint_toleration")),
    }
    return {
        str(node["name"]): weight["fit"] * _least_allocated(pod, node)
        + weight["balance"] * _balanced_allocation(pod, node)
        + weight["taints"] * preference
        for node, preference in zip(feasible, preferences, strict=True)
    }


def _least_allocated(pod: Mapping[str, Any], node: Mapping[str, Any]) -> int:
    """Score a node by what it would have left; missing requests count with the scoring defaults."""
    missing = {
        "cpu": Fraction(facts.number("E08.cpu")) / 1000,
        "memory": Fraction(facts.number("E08.memory")) * _MIB,
    }
    return least_allocated_score(_after(pod, node, missing), _scored_allocatable(node))


def _balanced_allocation(pod: Mapping[str, Any], node: Mapping[str, Any]) -> int:
    """Score a node by how even it would be; a pod that requests neither CPU nor memory scores 0."""
    own = _requests_of(pod)
    if not any(own.get(name) for name in _SCORED):
        return 0
    return balanced_allocation_score(_after(pod, node), _scored_allocatable(node))


def _scored_allocatable(node: Mapping[str, Any]) -> dict[str, int]:
    allocatable = node["allocatable"]
    return {name: _whole(name, parse_quantity(allocatable.get(name, 0))) for name in _SCORED}


def _after(pod: Mapping[str, Any], node: Mapping[str, Any], missing: Amounts | None = None) -> dict[str, int]:
    """Return CPU (millicores) and memory (bytes) requested on a node with the pod on it."""
    total = _used(node, missing)
    own = _requests_of(pod, missing)
    return {name: total.get(name, 0) + _whole(name, own.get(name, Fraction(0))) for name in _SCORED}


def _used(node: Mapping[str, Any], missing: Amounts | None = None) -> dict[str, int]:
    """Return what the pods on a node request, each pod rounded up to whole units."""
    total: dict[str, int] = {}
    for containers in node.get("pods") or ():
        requests = pod_requests([{"requests": request} for request in containers], missing=missing)
        for name, amount in requests.items():
            total[name] = total.get(name, 0) + _whole(name, amount)
    return total


def _lacking(pod: Mapping[str, Any], node: Mapping[str, Any]) -> list[str]:
    """Return what a node lacks for a pod. A node that does not say how many pods it takes takes none."""
    allocatable, used = node["allocatable"], _used(node)
    reasons = []
    if len(node.get("pods") or ()) + 1 > parse_quantity(allocatable.get("pods", 0)):
        reasons.append("Too many pods")
    for name, amount in _requests_of(pod).items():
        wanted, there = _whole(name, amount), _whole(name, parse_quantity(allocatable.get(name, 0)))
        if wanted > 0 and wanted > there - used.get(name, 0):
            reasons.append(f"Insufficient {name}")
    return reasons


def _taint_toleration_scores(pod: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]]) -> list[int]:
    """Score nodes against one another: 100 without taints to avoid, 0 for the most of them."""
    tolerations = [
        toleration
        for toleration in _tolerations(pod)
        if (toleration.get("effect") or "PreferNoSchedule") == "PreferNoSchedule"
    ]
    counts = [
        sum(
            taint.get("effect") == "PreferNoSchedule" and not _tolerated(taint, tolerations)
            for taint in node.get("taints") or ()
        )
        for node in nodes
    ]
    most = max(counts, default=0)
    return [MAX_SCORE - MAX_SCORE * count // most if most else MAX_SCORE for count in counts]


def _tolerations(pod: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return pod.get("tolerations") or ()


def _tolerated(taint: Mapping[str, Any], tolerations: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether any toleration covers a taint. An empty effect or key covers every one."""
    return any(
        (toleration.get("effect") or taint.get("effect")) == taint.get("effect")
        and (toleration.get("key") or taint.get("key")) == taint.get("key")
        and (
            toleration.get("operator") == "Exists"
            or (
                (toleration.get("operator") or "Equal") == "Equal"
                and (toleration.get("value") or "") == (taint.get("value") or "")
            )
        )
        for toleration in tolerations
    )


def _requests_of(pod: Mapping[str, Any], missing: Amounts | None = None) -> Amounts:
    return pod_requests(pod.get("containers") or (), pod.get("initContainers") or (), missing)


def _whole(resource: str, amount: Fraction) -> int:
    """Return an amount in the scheduler's whole units, rounded up: millicores for CPU, else ones."""
    return math.ceil(amount * 1000 if resource == "cpu" else amount)


def _pairs(requested: Mapping[str, Any], allocatable: Mapping[str, Any]) -> list[tuple[Fraction, Fraction]]:
    """Return (requested, allocatable) of the resources that count, CPU and memory first."""
    names = [*_SCORED, *(name for name in requested if name not in _SCORED)]
    pairs = [
        (_amount(name, requested.get(name, 0)), _amount(name, allocatable.get(name, 0))) for name in names
    ]
    return [(wanted, there) for wanted, there in pairs if there]


def _amount(resource: str, value: Any) -> Fraction:
    """Return one amount: a quantity in whole units of the scheduler, a number as it is."""
    amount = Fraction(_whole(resource, parse_quantity(value))) if isinstance(value, str) else Fraction(value)
    if isinstance(value, str) and resource == "cpu":
        amount /= 1000
    if amount < 0:
        raise PlanesError(f"An amount of {resource} is 0 or more, not {value!r}.")
    return amount


def _sum(values: Sequence[float]) -> float:
    """Add from left to right, as the scheduler does; `sum` corrects rounding errors in newer Pythons."""
    total = 0.0
    for value in values:
        total += value
    return total
