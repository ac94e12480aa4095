"""The experiment: how long one instance takes to start, and what a growing group of them costs in memory.

Every kind that this machine offers is used; the others are left out with one sentence each.
"""

from __future__ import annotations

import datetime
import shlex
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from planes.errors import PlanesError
from planes.virtualization import memory
from planes.virtualization.instance import Instance, first_that_works
from planes.virtualization.kinds import KINDS, Launch, UnavailableError
from planes.virtualization.recording import KindRecord, MemorySample, Recording, this_machine

GROUPS = (1, 2, 5, 10, 25, 50)
VM_GROUPS = (1, 2, 5, 10)
VM_SAMPLES = 20
Progress = Callable[[str, int, int], object]


def run(
    kinds: Iterable[str] | None = None,
    samples: int = 40,
    groups: Iterable[int] | None = None,
    progress: Progress | None = None,
    kernel: Path | None = None,
) -> Recording:
    """Measure start-up and memory of each kind.

    Args:
        kinds: names out of `KINDS`; all of them when not given.
        samples: starts per kind; of a virtual machine at most 20, since each takes seconds.
        groups: sizes of the groups whose memory is summed; when not given `GROUPS`, and for virtual
            machines `VM_GROUPS`.
        progress: called as `progress(kind, steps done, steps in all)` after every start.
        kernel: Linux kernel for the virtual machine; looked for in the usual places when not given.

    Returns:
        The recording; a kind that could not run is in its `skipped` with one sentence.
    """
    kinds = None if kinds is None else list(kinds)
    chosen = list(KINDS) if kinds is None else kinds
    _check(chosen, samples)
    records: dict[str, KindRecord] = {}
    skipped: dict[str, str] = {}
    for kind in chosen:
        is_vm = kind == "virtual machine"
        number = min(samples, VM_SAMPLES) if is_vm else samples
        sizes = sorted(groups or (VM_GROUPS if is_vm else GROUPS))
        with tempfile.TemporaryDirectory(prefix="planes-") as folder:
            try:
                launch = first_that_works(KINDS[kind](Path(folder), kernel))
                records[kind] = _record(
                    launch, number, sizes, Path(folder), _steps_of(kind, number, sizes, progress)
                )
            except UnavailableError as reason:
                skipped[kind] = str(reason)
    return Recording(
        machine=this_machine(),
        date=datetime.date.today().isoformat(),
        command=_command(samples, kinds),
        kinds=records,
        skipped=skipped,
    )


def startup(launch: Launch, samples: int, step: Callable[[], object] = lambda: None) -> list[float]:
    """Milliseconds from request to first line, for `samples` starts one after the other."""
    times = []
    for _ in range(samples):
        with Instance(launch) as instance:
            times.append(round(instance.startup_ms, 3))
        step()
    return times


def memory_of_groups(
    launch: Launch, sizes: Iterable[int], step: Callable[[], object] = lambda: None
) -> list[MemorySample]:
    """Summed memory of groups of instances that run at the same time; the group grows from size to size."""
    result: list[MemorySample] = []
    group: list[Instance] = []
    with ExitStack() as running:
        for size in sizes:
            while len(group) < size:
                group.append(running.enter_context(Instance(launch)))
                step()
            everyone = [pid for instance in group for pid in memory.family(instance.pid)]
            result.append(MemorySample(size, *memory.pss_and_rss_kib(everyone)))
    return result


def _record(
    launch: Launch, samples: int, sizes: list[int], folder: Path, step: Callable[[], object]
) -> KindRecord:
    times = startup(launch, samples, step)
    sample, note = [], _why_no_memory(launch)
    if not note:
        try:
            sample = memory_of_groups(launch, sizes, step)
        except PermissionError:
            note = "This user may not read the memory of those processes."
    command = shlex.join(launch.command()).replace(str(folder), "FOLDER").replace(f"{Path.home()}/", "~/")
    return KindRecord(launch.tool, command, times, sample, note)


def _command(samples: int, kinds: Iterable[str] | None) -> str:
    chosen = [option for kind in kinds or () for option in ("--kind", kind)]
    return shlex.join(["planes", "measure", "--samples", str(samples), *chosen])


def _why_no_memory(launch: Launch) -> str:
    if not memory.readable():
        return "Only Linux tells the proportional set size of a process."
    if not launch.family_is_ours:
        return f"The processes belong to {launch.tool}'s own service, so their memory cannot be told apart."
    return ""


def _steps_of(kind: str, samples: int, sizes: list[int], progress: Progress | None) -> Callable[[], object]:
    total, done = samples + max(sizes), 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(kind, done, total)

    return step


def _check(kinds: list[str], samples: int) -> None:
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise PlanesError(f"Unknown kind {unknown[0]!r}. Allowed: {', '.join(KINDS)}. See lesson 01.")
    if samples < 1:
        raise PlanesError(f"samples was {samples}; at least 1 start is needed. See lesson 01.")
