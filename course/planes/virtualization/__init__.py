"""Virtual machines and containers: measuring them, recorded runs, and the models the first lesson draws."""

from planes.virtualization.models import (
    Fit,
    Host,
    MemoryModel,
    Need,
    ecdf,
    fit_memory,
    how_many_fit,
    node,
    percentile,
)
from planes.virtualization.recording import KindRecord, MemorySample, Recording, read, recorded

__all__ = [
    "Fit",
    "Host",
    "KindRecord",
    "MemoryModel",
    "MemorySample",
    "Need",
    "Recording",
    "ecdf",
    "fit_memory",
    "how_many_fit",
    "node",
    "percentile",
    "read",
    "recorded",
]
