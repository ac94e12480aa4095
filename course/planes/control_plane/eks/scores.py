"""The scheduler's scores as arrays over nodes. Weights and formulas: E01, E03 to E08."""

from __future__ import annotations

from math import log

import numpy as np

from planes.control_plane.eks.filters import matches_term
from planes.control_plane.eks.node_table import NodeTable
from planes.control_plane.eks.templates import PodTemplate, tolerates

WEIGHTS = {
    "TaintToleration": 3,
    "NodeAffinity": 2,
    "PodTopologySpread": 2,
    "InterPodAffinity": 2,
    "NodeResourcesFit": 1,
    "NodeResourcesBalancedAllocation": 1,
    "ImageLocality": 1,
}
_HOST_SKEW, _ZONE_SKEW = 3, 5
_SMALLEST_IMAGE = 23 * 2**20
_LARGEST_IMAGE = 1000 * 2**20


def least_allocated(table: NodeTable, template: PodTemplate, where: slice | np.ndarray) -> np.ndarray:
    """Return the LeastAllocated score after the pod, 0 to 100, in integer division as Kubernetes does."""
    cpu = _least(table.scoring_cpu[where] + template.scoring_cpu, table.allocatable_cpu[where])
    memory = _least(table.scoring_memory[where] + template.scoring_memory, table.allocatable_memory[where])
    return (cpu + memory) // 2


def least_allocated_at(table: NodeTable, template: PodTemplate, position: int) -> int:
    """Return the same score for one node, without arrays."""
    score = 0
    for requested, allocatable in (
        (table.scoring_cpu.item(position) + template.scoring_cpu, table.allocatable_cpu.item(position)),
        (
            table.scoring_memory.item(position) + template.scoring_memory,
            table.allocatable_memory.item(position),
        ),
    ):
        if allocatable and requested <= allocatable:
            score += (allocatable - requested) * 100 // allocatable
    return score // 2


def balanced_allocation(table: NodeTable, template: PodTemplate, where: slice | np.ndarray) -> np.ndarray:
    """Return the BalancedAllocation score after the pod, 0 to 100."""
    if not template.cpu and not template.memory:
        return np.zeros(len(table.allocatable_cpu[where]), np.int64)
    cpu = np.minimum(
        (table.requested_cpu[where] + template.cpu) / np.maximum(table.allocatable_cpu[where], 1), 1.0
    )
    memory = np.minimum(
        (table.requested_memory[where] + template.memory) / np.maximum(table.allocatable_memory[where], 1),
        1.0,
    )
    scores: np.ndarray = ((1 - np.abs(cpu - memory) / 2) * 100).astype(np.int64)
    return scores


def balanced_allocation_at(table: NodeTable, template: PodTemplate, position: int) -> int:
    """Return the same score for one node, without arrays."""
    if not template.cpu and not template.memory:
        return 0
    allocatable_cpu = table.allocatable_cpu.item(position) or 1
    allocatable_memory = table.allocatable_memory.item(position) or 1
    cpu = min((table.requested_cpu.item(position) + template.cpu) / allocatable_cpu, 1.0)
    memory = min((table.requested_memory.item(position) + template.memory) / allocatable_memory, 1.0)
    return int((1 - abs(cpu - memory) / 2) * 100)


def image_locality(table: NodeTable, template: PodTemplate, where: slice | np.ndarray) -> np.ndarray | None:
    """Return the ImageLocality score, or None if it is 0 everywhere.

    The size of an image is that of its compressed layers; a real node reports the unpacked size.
    """
    nodes = len(table.nodes)
    spreads = [table.image_spread(image) for image in template.images]
    weights = [int(size * (holders / nodes)) for size, holders in spreads]
    if sum(weights) <= _SMALLEST_IMAGE:
        return None
    if len(weights) == 1:
        # One image: a node holds it or does not, so there are two scores.
        score = (
            100 * (min(weights[0], _LARGEST_IMAGE) - _SMALLEST_IMAGE) // (_LARGEST_IMAGE - _SMALLEST_IMAGE)
        )
        return table.image_mask(template.images[0])[where] * score if score else None
    total = sum(
        np.where(table.image_mask(image)[where], weight, 0)
        for image, weight in zip(template.images, weights, strict=True)
    )
    largest = _LARGEST_IMAGE * len(template.images)
    clipped = np.clip(total, _SMALLEST_IMAGE, largest)
    scores: np.ndarray = 100 * (clipped - _SMALLEST_IMAGE) // (largest - _SMALLEST_IMAGE)
    return scores


def topology_spread(score: np.ndarray) -> np.ndarray:
    """Return the PodTopologySpread score, 0 to 100, from the rounded weighted counts of the nodes."""
    highest = score.max()
    if highest == 0:
        return np.full(len(score), 100, np.int64)
    return 100 * (highest + score.min() - score) // highest


def default_spread(
    counts: np.ndarray, zones: np.ndarray, in_zone: np.ndarray, number: int, found: int
) -> np.ndarray:
    """Return the weighted PodTopologySpread score of the default constraints.

    Host name with skew 3 and zone with skew 5, both soft. Source: E07.
    There are few different pairs of pods on the node and zone of the node, so each pair is worked out once.

    Args:
        counts: matching pods on each feasible node.
        zones: number of each node's zone, `number` without a zone.
        in_zone: matching pods by zone.
        number: how many zones there are.
        found: how many feasible nodes.
    """
    weight = WEIGHTS["PodTopologySpread"]
    pairs = counts * (number + 1) + zones
    present = np.flatnonzero(np.bincount(pairs)).tolist()
    weight_host = spread_weight(found)
    weight_zone = spread_weight(len({pair % (number + 1) for pair in present} - {number}))
    raw = {}
    for pair in present:
        count, zone = divmod(pair, number + 1)
        score = count * weight_host + (_HOST_SKEW - 1)
        if zone != number:
            score += float(in_zone[zone]) * weight_zone + (_ZONE_SKEW - 1)
        raw[pair] = int(score + 0.5)
    lowest, highest = min(raw.values()), max(raw.values())
    table = np.zeros(present[-1] + 1, np.int64)
    for pair, score in raw.items():
        table[pair] = weight * (100 * (highest + lowest - score) // highest if highest else 100)
    result: np.ndarray = table[pairs]
    return result


def spread_weight(domains: int) -> float:
    """Return what one pod in a domain weighs when there are `domains` domains."""
    return log(domains + 2)


def normalised(scores: np.ndarray, reverse: bool = False) -> np.ndarray:
    """Return scores scaled to 0..100 by the highest, reversed if a low one is good."""
    highest = scores.max() if len(scores) else 0
    if highest == 0:
        return np.full(len(scores), 100 if reverse else 0, np.int64)
    scaled: np.ndarray = 100 * scores // highest
    return 100 - scaled if reverse else scaled


def between(scores: np.ndarray) -> np.ndarray:
    """Return scores scaled to 0..100 between the lowest and the highest."""
    lowest, highest = scores.min(), scores.max()
    if highest == lowest:
        return np.zeros(len(scores), np.int64)
    scaled: np.ndarray = (100 * ((scores - lowest) / (highest - lowest))).astype(np.int64)
    return scaled


def preferred_affinity(table: NodeTable, template: PodTemplate) -> np.ndarray | None:
    """Return by position the weights of the preferred node affinity terms that match, None without terms."""
    node_affinity = template.affinity.get("nodeAffinity") or {}
    terms = node_affinity.get("preferredDuringSchedulingIgnoredDuringExecution")
    if not terms:
        return None
    weights = [sum(t["weight"] for t in terms if matches_term(t["preference"], node)) for node in table.nodes]
    return np.array(weights, np.int64)


def soft_taints(table: NodeTable, template: PodTemplate) -> np.ndarray | None:
    """Return by position how many PreferNoSchedule taints are not tolerated, None if no node has any."""
    if not table.soft:
        return None
    counts = np.zeros(len(table.nodes), np.int64)
    for node in table.soft.values():
        counts[node.position] = sum(
            taint["effect"] == "PreferNoSchedule" and not tolerates(template.tolerations, taint)
            for taint in node.taints
        )
    return counts


def _least(requested: np.ndarray, allocatable: np.ndarray) -> np.ndarray:
    scores = (allocatable - requested) * 100 // np.maximum(allocatable, 1)
    scores[requested > allocatable] = 0
    return scores
