"""A recording: every sample of one run of the start-up and memory experiment, with where and when."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import Path

from planes.errors import PlanesError

FORMAT = 1


@dataclass(frozen=True)
class MemorySample:
    """Memory of `count` idle instances together, in KiB: proportional and resident set size."""

    count: int
    pss_kib: int
    rss_kib: int

    @property
    def pss_mib_each(self) -> float:
        """Proportional set size per instance, in MiB."""
        return self.pss_kib / self.count / 1024

    @property
    def rss_mib_each(self) -> float:
        """Resident set size per instance, in MiB."""
        return self.rss_kib / self.count / 1024


@dataclass(frozen=True)
class KindRecord:
    """What was measured for one kind.

    Attributes:
        tool: what started the instances.
        command: the command, for the record.
        startup_ms: milliseconds to the first line, one number per start.
        memory: memory of growing groups of instances; empty where it cannot be measured.
        memory_note: one sentence on why `memory` is empty, or empty.
    """

    tool: str
    command: str
    startup_ms: list[float]
    memory: list[MemorySample] = field(default_factory=list)
    memory_note: str = ""


@dataclass(frozen=True)
class Recording:
    """One run of the experiment.

    Attributes:
        machine: operating system, processor, number of cores, memory.
        date: ISO date of the run.
        command: the command that repeats it.
        truth: `measured here`, or `recorded` once it was read from a file.
        kinds: one record per kind that ran.
        skipped: one sentence per kind that did not.
    """

    machine: dict[str, str | int]
    date: str
    command: str
    kinds: dict[str, KindRecord]
    skipped: dict[str, str] = field(default_factory=dict)
    truth: str = "measured here"

    def write(self, path: str | Path) -> Path:
        """Write the recording as JSON and return the path."""
        content = {"format": FORMAT, **asdict(self)}
        del content["truth"]
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return path

    def describe(self) -> str:
        """Machine and date in one line, for captions."""
        memory_gib = round(int(self.machine["memory_mib"]) / 1024)
        where = f"{self.machine['system']}, {self.machine['cores']} cores, {memory_gib} GiB"
        return f"{where}, {self.date}"


def read(path: str | Path) -> Recording:
    """Read a recording that `Recording.write` wrote; it is labelled `recorded`.

    Raises:
        PlanesError: when the file is not such a recording.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return _from_json(content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlanesError(
            f"{path} is not a recording of format {FORMAT} ({type(error).__name__}: {error}). "
            "`planes measure` writes one; planes.virtualization.recorded() is the one shipped."
        ) from error


def recorded() -> Recording:
    """The run shipped with the course, made on a Linux machine; it says which and when."""
    with resources.as_file(resources.files("planes.virtualization") / "data" / "recorded.json") as path:
        return read(path)


def this_machine() -> dict[str, str | int]:
    """Operating system, processor, cores and memory (MiB; 0 where it is not told)."""
    return {
        "system": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_mib": _memory_mib(),
    }


def _from_json(content: dict) -> Recording:
    if content["format"] != FORMAT:
        raise ValueError(f"format {content['format']}")
    kinds = {
        name: KindRecord(**{**record, "memory": [MemorySample(**sample) for sample in record["memory"]]})
        for name, record in content["kinds"].items()
    }
    shown = {key: content[key] for key in ("machine", "date", "command", "skipped")}
    return Recording(kinds=kinds, truth="recorded", **shown)


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        if names:
            return names[0].partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_mib() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (AttributeError, ValueError, OSError):
        return 0
