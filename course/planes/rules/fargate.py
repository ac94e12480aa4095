"""Fargate rules: valid sizes, the size of an EKS pod, and what a task costs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from planes import facts
from planes.errors import PlanesError
from planes.rules.cpu import UNITS_PER_VCPU
from planes.rules.kubernetes.resources import pod_requests

_MIB = 2**20
_PRICES = {"x86_64": ("CP01", "CP02"), "arm64": ("CP03", "CP04")}


def sizes() -> list[tuple[int, int]]:
    """Return every valid ECS task size on Linux as (CPU units, memory MiB), smallest CPU first.

    1024 CPU units are one vCPU. Source: ECSDOC-FG (`facts.fargate_sizes()`); the sizes of 32 vCPU are
    new in 2026.
    """
    return [(size.cpu_units, size.memory_mib) for size in facts.fargate_sizes()]


def smallest_size(cpu_units: float, memory_mib: float) -> tuple[int, int]:
    """Return the smallest valid task size with at least this CPU (units) and memory (MiB).

    The smallest is the one with the least CPU, among those the one with the least memory.
    Source: ECSDOC-FG.

    Raises:
        PlanesError: a value is negative, or no size is that large.
    """
    return _smallest(sizes(), cpu_units, memory_mib)


def pod_size(
    containers: Sequence[Mapping[str, Any]], init_containers: Sequence[Mapping[str, Any]] = ()
) -> tuple[int, int]:
    """Return the Fargate size of an EKS pod as (CPU units, memory MiB).

    CPU and memory are each the larger of the sum over the containers and the largest init container;
    256 MB for Kubernetes' own components are added and the result is rounded up to a size of at most
    16 vCPU. A pod that requests nothing gets the smallest size. An init container with
    `restartPolicy: Always` (a sidecar) counts as Kubernetes counts it; EKS does not say.

    Source: C515, C516, C518.

    Args:
        containers: each with `requests` (or `resources.requests`, or plainly its requests) of quantities
            such as "500m" and "1Gi"; a limit without a request is the request.
        init_containers: in the same form.

    Raises:
        PlanesError: a quantity is malformed, or no size is that large.
    """
    requests = pod_requests(containers, init_containers)
    cpu_units = math.ceil(requests.get("cpu", Fraction(0)) * UNITS_PER_VCPU)
    memory_mib = requests.get("memory", Fraction(0)) / _MIB + Fraction(facts.number("C515.extra"))
    largest = facts.get("C518").high or math.inf
    allowed = [size for size in sizes() if size[0] <= largest * UNITS_PER_VCPU]
    return _smallest(allowed, cpu_units, math.ceil(memory_mib))


def cost(cpu_units: float, memory_mib: float, seconds: float, architecture: str = "x86_64") -> float:
    """Return what a Linux task costs On-Demand in us-east-1, in USD.

    Billed per second, each begun one whole, from the start of the image download to the end of the
    task, and for at least a minute. Ephemeral storage above 20 GB is not in it.

    Source: CP01 to CP04, CP07.

    Args:
        cpu_units: task CPU; 1024 are one vCPU.
        memory_mib: task memory; 1024 MiB are one GB of the price list.
        seconds: from the start of the image download until the task has ended.
        architecture: "x86_64" or "arm64".

    Raises:
        PlanesError: a value is negative, or the architecture is another one.
    """
    prices = _PRICES.get(str(architecture).lower())
    if prices is None:
        raise PlanesError(
            f"Architecture {architecture!r} has no Fargate price here; 'x86_64' and 'arm64' have. "
            "See facts.search('Fargate prices')."
        )
    if cpu_units < 0 or memory_mib < 0 or seconds < 0:
        raise PlanesError(f"A cost needs values of 0 or more, not {cpu_units}, {memory_mib} and {seconds}.")
    vcpu_hour, gb_hour = (Fraction(str(facts.number(price))) for price in prices)
    per_hour = Fraction(cpu_units) / UNITS_PER_VCPU * vcpu_hour + Fraction(memory_mib) / 1024 * gb_hour
    billed = max(math.ceil(seconds), int(facts.number("CP07")))
    return float(per_hour * billed / 3600)


def _smallest(candidates: Sequence[tuple[int, int]], cpu_units: float, memory_mib: float) -> tuple[int, int]:
    """Return the first of the ordered candidates that is large enough."""
    if cpu_units < 0 or memory_mib < 0:
        raise PlanesError(f"A size needs CPU and memory of 0 or more, not {cpu_units} and {memory_mib}.")
    for size in candidates:
        if size[0] >= cpu_units and size[1] >= memory_mib:
            return size
    largest = max(candidates)
    raise PlanesError(
        f"No Fargate size has {cpu_units} CPU units and {memory_mib} MiB; the largest has {largest[0]} and "
        f"{largest[1]}. rules.fargate.sizes() lists all of them."
    )
