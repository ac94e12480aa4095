"""What used capacity costs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from planes import facts, rules
from planes.data_plane.protocol import Usage


class Charge(NamedTuple):
    """One line of a bill.

    Attributes:
        resource: id of the host or the workload.
        kind: an instance type's name, or "fargate".
        spot: whether it was Spot capacity.
        seconds: billed seconds.
        usd: cost in USD, us-east-1, Linux on x86. No fixed Spot rate is published: Spot is billed at
            the smallest published discount (source: CP08).
    """

    resource: str
    kind: str
    spot: bool
    seconds: int
    usd: float


def charges(usage: Iterable[Usage]) -> list[Charge]:
    """Return the bill for used capacity.

    Hosts are billed per second with a minimum (source: CE02), Fargate likewise (source: CP07).
    """
    spot_share = 1 - (facts.get("CP08").low or 0.0) / 100
    return [_charge(one, spot_share if one.spot else 1.0) for one in usage]


def _charge(usage: Usage, share: float) -> Charge:
    fargate = usage.kind == "fargate"
    minimum = int(facts.number("CP07" if fargate else "CE02"))
    # A microVM that never began to pull an image is not billed at all.
    seconds = 0 if fargate and usage.seconds == 0 else max(math.ceil(usage.seconds), minimum)
    if fargate:
        cpu_units = usage.cpu_millicores / rules.cpu.MILLICORES_PER_UNIT
        usd = rules.fargate.cost(cpu_units, usage.memory_mib, seconds) if seconds else 0.0
    else:
        usd = facts.instance(usage.kind).usd_per_hour * seconds / 3600
    return Charge(usage.resource, usage.kind, usage.spot, seconds, usd * share)
