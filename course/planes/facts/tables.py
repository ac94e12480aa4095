"""The tables that have columns of their own: instance types, Fargate sizes, versions, duties, cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from planes.errors import PlanesError
from planes.facts.types import optional_number, read_rows


@dataclass(frozen=True, slots=True)
class InstanceType:
    """One EC2 instance type in us-east-1.

    Attributes:
        name: such as "m5.large".
        vcpus: virtual CPUs.
        memory_mib: nominal memory in MiB.
        usd_per_hour: On-Demand, Linux, us-east-1, USD per hour (KARP, 2026-07-20).
        enis: network interfaces on the default network card.
        ipv4_per_eni: IPv4 addresses per interface.
        trunking: whether the type can trunk interfaces.
        branch_enis: branch interfaces the EKS VPC CNI can attach.
    """

    name: str
    vcpus: int
    memory_mib: int
    usd_per_hour: float
    enis: int
    ipv4_per_eni: int
    trunking: bool
    branch_enis: int


@dataclass(frozen=True, slots=True)
class FargateSize:
    """One valid combination of task CPU (1024 units are one vCPU) and memory (MiB)."""

    cpu_units: int
    memory_mib: int
    windows: bool
    platform: str
    source: str
    as_of: str
    confidence: str


@dataclass(frozen=True, slots=True)
class KubernetesVersion:
    """One minor version in the EKS release calendar. `upstream` is a month where no day is published."""

    version: str
    upstream: str
    eks_release: date
    end_of_standard_support: date
    end_of_extended_support: date
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who has a duty on a platform.

    `share` is 1.0 for the customer, 0.0 for AWS, 0.5 where the customer triggers and AWS executes,
    None where the row is not a duty but a property; `value` is the text in every case.
    """

    duty: str
    platform: str
    value: str
    share: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """One selection case: the answer the facts support, its decisive reason and a tempting wrong answer."""

    id: str
    case: str
    answer: str
    reason: str
    reason_code: str
    tempting: str
    supports: tuple[str, ...]
    spare: bool


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark of IBM RC25482 (2014), recomputed from the authors' raw logs.

    `docker` is None where the file is blank; `docker_bridge` is filled where bridge networking was
    measured beside host networking.
    """

    id: str
    benchmark: str
    unit: str
    native: float
    docker: float | None
    kvm: float
    docker_bridge: float | None
    higher_is_better: bool


@dataclass(frozen=True, slots=True)
class Trunking:
    """awsvpc tasks on one instance type, without and with ENI trunking."""

    instance_type: str
    tasks: int
    tasks_with_trunking: int
    source: str
    as_of: str
    confidence: str


@cache
def instances() -> Mapping[str, InstanceType]:
    """Return every EC2 instance type by name. Source: KARP (checked against CNI)."""
    return MappingProxyType({row["instance_type"]: _instance(row) for row in read_rows("ec2_instances")})


def instance(name: str) -> InstanceType:
    """Return one EC2 instance type.

    Raises:
        PlanesError: the type is not in the table.
    """
    found = instances().get(name)
    if found is None:
        near = get_close_matches(str(name), instances(), n=3, cutoff=0.5) or list(instances())[:3]
        raise PlanesError(
            f"Instance type {name!r} is not in the table. Close to it: {', '.join(near)}. "
            "facts.instances() lists all of them."
        )
    return found


def _instance(row: dict[str, str]) -> InstanceType:
    return InstanceType(
        name=row["instance_type"],
        vcpus=int(row["vcpus"]),
        memory_mib=int(row["memory_mib"]),
        usd_per_hour=float(row["usd_per_hour"]),
        enis=int(row["enis"]),
        ipv4_per_eni=int(row["ipv4_per_eni"]),
        trunking=row["trunking"] == "1",
        branch_enis=int(row["branch_enis"]),
    )


@cache
def fargate_sizes() -> tuple[FargateSize, ...]:
    """Return every valid Fargate task size, by CPU and then memory. Source: ECSDOC-FG."""
    return tuple(
        FargateSize(
            cpu_units=int(row["cpu_units"]),
            memory_mib=int(row["memory_mib"]),
            windows=row["windows"] == "1",
            platform=row["platform"],
            source=row["source"],
            as_of=row["as_of"],
            confidence=row["confidence"],
        )
        for row in read_rows("fargate_sizes")
    )


@cache
def calendar() -> tuple[KubernetesVersion, ...]:
    """Return the EKS release calendar, newest version first. Source: EKSUG26 and rows named in it."""
    return tuple(
        KubernetesVersion(
            version=row["version"],
            upstream=row["upstream"],
            eks_release=date.fromisoformat(row["eks_release"]),
            end_of_standard_support=date.fromisoformat(row["end_of_standard_support"]),
            end_of_extended_support=date.fromisoformat(row["end_of_extended_support"]),
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in read_rows("eks_calendar")
    )


@cache
def responsibilities() -> tuple[Responsibility, ...]:
    """Return who has which duty on which platform, a row per duty and platform."""
    return tuple(
        Responsibility(
            duty=row["duty"],
            platform=row["platform"],
            value=row["value"],
            share=optional_number(row["share"]),
            source=row["source"],
        )
        for row in read_rows("responsibilities")
    )


@cache
def cases() -> tuple[Case, ...]:
    """Return the selection cases; the last two are spare ones."""
    return tuple(
        Case(
            id=row["id"],
            case=row["case"],
            answer=row["answer"],
            reason=row["reason"],
            reason_code=row["reason_code"],
            tempting=row["tempting"],
            supports=tuple(row["supports"].split(";")),
            spare=row["spare"] == "1",
        )
        for row in read_rows("cases")
    )


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Return the IBM RC25482 measurements. Source: IBM14; hardware and software of 2014."""
    return tuple(
        Benchmark(
            id=row["id"],
            benchmark=row["benchmark"],
            unit=row["unit"],
            native=float(row["native"]),
            docker=optional_number(row["docker"]),
            kvm=float(row["kvm"]),
            docker_bridge=optional_number(row["docker_bridge"]),
            higher_is_better=row["higher_is_better"] == "1",
        )
        for row in read_rows("ibm_benchmarks")
    )


@cache
def trunking() -> Mapping[str, Trunking]:
    """Return the published awsvpc task limits with ENI trunking by instance type. Source: C513."""
    return MappingProxyType(
        {
            row["instance_type"]: Trunking(
                instance_type=row["instance_type"],
                tasks=int(row["tasks"]),
                tasks_with_trunking=int(row["tasks_with_trunking"]),
                source=row["source"],
                as_of=row["as_of"],
                confidence=row["confidence"],
            )
            for row in read_rows("ecs_trunking")
        }
    )
