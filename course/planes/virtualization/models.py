"""From samples to statements: percentiles, distributions, a memory model, and how many instances fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planes import facts
from planes.errors import PlanesError


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that at least `percent` of the samples do not exceed.

    It is where the cumulative distribution (`ecdf`) first reaches that height: always one of the samples.

    Args:
        samples: at least one number, in any order.
        percent: more than 0, up to 100; 50 gives the median.
    """
    if not samples or not 0 < percent <= 100:
        raise PlanesError(
            f"percentile of {len(samples)} samples at {percent}: at least one sample and a percentage above "
            "0, up to 100, are needed. See lesson 01."
        )
    return float(sorted(samples)[math.ceil(len(samples) * percent / 100) - 1])


def ecdf(samples: Sequence[float]) -> tuple[list[float], list[float]]:
    """The empirical cumulative distribution: sorted samples, and the share of samples up to each of them."""
    ordered = [float(sample) for sample in sorted(samples)]
    return ordered, [(rank + 1) / len(ordered) for rank in range(len(ordered))]


class MemoryModel(NamedTuple):
    """Memory of n instances: `fixed_mib` once for all, `each_mib` for every one."""

    fixed_mib: float
    each_mib: float

    def total_mib(self, count: int) -> float:
        """Memory of `count` instances together, in MiB."""
        return self.fixed_mib + self.each_mib * count

    def per_instance_mib(self, count: int) -> float:
        """Memory of one among `count` instances, in MiB: the fixed part is shared by all."""
        return self.total_mib(count) / count


def fit_memory(counts: Sequence[float], totals_mib: Sequence[float]) -> MemoryModel:
    """The straight line total = fixed + each × count with the least sum of squared errors.

    Args:
        counts: group sizes; at least two different ones.
        totals_mib: memory of each group as a whole, in MiB.
    """
    if len(counts) != len(totals_mib) or len(set(counts)) < 2:
        raise PlanesError(
            f"A line through {len(counts)} counts and {len(totals_mib)} totals: as many of each, "
            "and at least two different counts, are needed. See lesson 01."
        )
    mean_count = sum(counts) / len(counts)
    mean_total = sum(totals_mib) / len(totals_mib)
    spread = sum((count - mean_count) ** 2 for count in counts)
    together = sum(
        (count - mean_count) * (total - mean_total) for count, total in zip(counts, totals_mib, strict=True)
    )
    each = together / spread
    return MemoryModel(mean_total - each * mean_count, each)


class Host(NamedTuple):
    """What a host has, and what it keeps for itself (kernel, agent, kubelet)."""

    memory_mib: float
    vcpus: float
    reserved_memory_mib: float = 0.0
    reserved_vcpus: float = 0.0


class Need(NamedTuple):
    """What one instance asks for."""

    memory_mib: float
    vcpus: float = 0.0


@dataclass(frozen=True)
class Fit:
    """How many instances fit: the smallest of all limits.

    Attributes:
        count: whole instances.
        binding: name of the limit that is reached first.
        limits: how many each limit alone would allow.
    """

    count: int
    binding: str
    limits: dict[str, int]


def how_many_fit(host: Host, need: Need, limits: Mapping[str, int] | None = None) -> Fit:
    """How many instances fit on a host, and which limit binds.

    Args:
        host: what is there; its own share is taken off first.
        need: what one instance asks for; 0 means that it takes none of it.
        limits: further limits as counts, such as `{"addresses": 29}`.

    Returns:
        The smallest count, the name of its limit (of equal ones the first: memory, CPU, then `limits` in
        order) and all counts.
    """
    if min(need) < 0 or max(need) <= 0:
        raise PlanesError(
            f"{need}: an instance needs some memory or CPU, and not less than none. See lesson 01."
        )
    allowed: dict[str, int] = {}
    if need.memory_mib:
        allowed["memory"] = _whole(host.memory_mib - host.reserved_memory_mib, need.memory_mib)
    if need.vcpus:
        allowed["CPU"] = _whole(host.vcpus - host.reserved_vcpus, need.vcpus)
    allowed.update(limits or {})
    binding = min(allowed, key=lambda name: allowed[name])
    return Fit(allowed[binding], binding, allowed)


def node(instance_type: str) -> Host:
    """An EC2 instance type as an EKS node, less what the kubelet's defaults keep for the node itself.

    Source: C506 and C507 (kube-reserved memory and CPU), C508.eviction (memory kept free).
    """
    from planes.rules import ec2

    known = facts.instance(instance_type)
    cpu_millicores, memory_mib = ec2.kube_reserved(instance_type)
    kept_mib = memory_mib + facts.number("C508.eviction")
    return Host(known.memory_mib, known.vcpus, kept_mib, cpu_millicores / 1000)


def _whole(available: float, each: float) -> int:
    # A hair is added so that 0.3 / 0.1 counts as 3 although floating point says 2.9999….
    return max(0, math.floor(available / each + 1e-9))
