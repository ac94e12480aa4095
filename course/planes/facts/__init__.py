"""Published numbers with their source, date and confidence, read from the CSV tables in `data/`.

>>> from planes import facts
>>> facts.number("B02")
125.0
>>> facts.cite("B02")
'published: Firecracker SPECIFICATION.md, 2026-08-21'
"""

from planes.facts.loader import all_facts, cite, get, number, search, sources
from planes.facts.tables import (
    Benchmark,
    Case,
    FargateSize,
    InstanceType,
    KubernetesVersion,
    Responsibility,
    Trunking,
    benchmarks,
    calendar,
    cases,
    fargate_sizes,
    instance,
    instances,
    responsibilities,
    trunking,
)
from planes.facts.types import Fact, Source

__all__ = [
    "Benchmark",
    "Case",
    "Fact",
    "FargateSize",
    "InstanceType",
    "KubernetesVersion",
    "Responsibility",
    "Source",
    "Trunking",
    "all_facts",
    "benchmarks",
    "calendar",
    "cases",
    "cite",
    "fargate_sizes",
    "get",
    "instance",
    "instances",
    "number",
    "responsibilities",
    "search",
    "sources",
    "trunking",
]
