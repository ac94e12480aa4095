"""Figures of lesson 01 on memory: what one more instance costs, and how many fit on a host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planes import facts
from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish
from planes.plots.virtualization import label_colour
from planes.virtualization.models import fit_memory

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planes.virtualization.recording import KindRecord, Recording

_COUNTS = [1, 2, 5, 10, 25, 50]
# Points above the last marker of each curve; the lowest curve has its label below.
_LABEL_OFFSETS = (-16, 16, 9, 9)


def memory_per_instance(recording: Recording) -> Drawing:
    """Draw memory per instance against the number of instances, and PSS beside RSS for containers."""
    figure, (left, right) = canvas(7.2, 3.9, columns=2, gridspec_kw={"width_ratios": [3, 2]})
    measured = _with_memory(recording, recording.kinds)
    for number, (kind, record) in enumerate(measured.items()):
        counts = [sample.count for sample in record.memory]
        each = [sample.pss_mib_each for sample in record.memory]
        left.plot(counts, each, **style.series(number))
        place: dict[str, Any] = {
            "xytext": (0, _LABEL_OFFSETS[number]),
            "textcoords": "offset points",
            "ha": "right",
        }
        left.annotate(kind, (counts[-1], each[-1]), fontsize=9, color=label_colour(number), **place)
    left.set(xscale="log", yscale="log", xlabel="instances at the same time (log scale)", ylim=(0.03, 800))
    left.set(ylabel="PSS per instance, MiB (log scale)")
    _plain_ticks(left, [0.1, 1, 10, 100])
    _rss_beside_pss(right, recording)
    note = f"{recording.describe()}. Processes only: the kernel's own memory is not in it."
    return finish(figure, alt=_memory_words(measured), truth=recording.truth, note=note)


def memory_model(
    recording: Recording, kinds: Sequence[str] = ("OCI container", "virtual machine")
) -> Drawing:
    """Draw the measured totals and the fitted straight lines fixed + each × count, on log axes."""
    figure, axes = canvas(7.0, 3.6)
    formulas = []
    for number, (kind, record) in enumerate(_with_memory(recording, kinds).items(), start=2):
        look = style.series(number)
        counts, totals = _totals_mib(record)
        model = fit_memory(counts, totals)
        axes.plot(counts, totals, **look | {"linestyle": "none"})
        axes.plot(_COUNTS, [model.total_mib(count) for count in _COUNTS], **look | {"marker": None})
        formula = f"{kind}: {model.fixed_mib:.1f} + {model.each_mib:.1f} × n MiB"
        place: dict[str, Any] = {"xytext": (6, -12), "textcoords": "offset points", "va": "top"}
        axes.annotate(formula, (5, model.total_mib(5)), fontsize=9, **place)
        formulas.append(formula)
    axes.set(
        xscale="log", yscale="log", xlabel="instances n (log scale)", ylabel="PSS in all, MiB (log scale)"
    )
    axes.set_ylim(5, 20_000)
    _plain_ticks(axes, [10, 100, 1000, 10_000])
    alt = f"Measured totals as points and least-squares lines through them: {'; '.join(formulas)}."
    note = f"Points: {recording.describe()}. Lines: fitted."
    return finish(figure, alt=alt, truth=recording.truth, note=note)


def density(rows: Mapping[str, Mapping[str, int]], need: str) -> Drawing:
    """Draw how many instances fit on each host under each set of limits.

    Args:
        rows: `{host: {name of the limit: instances}}`, the same limits in every row.
        need: what one instance asks for, for the caption.
    """
    names = list(next(iter(rows.values())))
    figure, axes = canvas(7.2, 1.3 + 0.24 * len(rows) * (len(names) + 1))
    thickness = 0.84 / len(names)
    for number, name in enumerate(names):
        places = [row + (number - (len(names) - 1) / 2) * thickness for row in range(len(rows))]
        counts = [limits[name] for limits in rows.values()]
        axes.barh(places, counts, height=thickness * 0.9, label=name, **style.area(number))
        for place, count in zip(places, counts, strict=True):
            axes.text(count * 1.06, place, f"{count:,}", va="center", fontsize=9)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(xscale="log", xlabel="instances on one host (log scale)", xlim=(1, 2000))
    axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2)
    sources = [facts.cite(fact).removeprefix("published: ") for fact in ("C501", "C513")]
    note = f"{need} each. Limits from {' and '.join(sources)}."
    return finish(figure, alt=_density_words(rows, need), truth="modelled", note=note)


def _with_memory(recording: Recording, kinds: Iterable[str]) -> dict[str, KindRecord]:
    found = {kind: recording.kinds[kind] for kind in kinds if kind in recording.kinds}
    found = {kind: record for kind, record in found.items() if len(record.memory) > 1}
    if not found:
        raise PlanesError(
            f"The recording of {recording.describe()} has no memory of groups for {', '.join(kinds)}. "
            "Only Linux can measure it; planes.virtualization.recorded() has a run with it."
        )
    return found


def _density_words(rows: Mapping[str, Mapping[str, int]], need: str) -> str:
    hosts = [f"{host} " + "/".join(str(count) for count in limits.values()) for host, limits in rows.items()]
    names = ", ".join(next(iter(rows.values())))
    return f"How many instances of {need} fit on a host, by limit ({names}): {'; '.join(hosts)}."


def _plain_ticks(axes: Axes, values: Sequence[float]) -> None:
    axes.set_xticks(_COUNTS, [str(count) for count in _COUNTS])
    axes.set_yticks(values, [f"{value:,}" for value in values])
    axes.minorticks_off()


def _totals_mib(record: KindRecord) -> tuple[list[int], list[float]]:
    return [size.count for size in record.memory], [size.pss_kib / 1024 for size in record.memory]


def _rss_beside_pss(axes: Axes, recording: Recording) -> None:
    record = recording.kinds.get("OCI container")
    if record is None or not record.memory:
        axes.set_axis_off()
        return
    counts, pss = _totals_mib(record)
    rss = [size.rss_kib / 1024 for size in record.memory]
    for number, (name, totals) in enumerate({"RSS": rss, "PSS": pss}.items(), start=4):
        axes.plot(counts, totals, **style.series(number))
        place: dict[str, Any] = {
            "xytext": (-8, 4),
            "textcoords": "offset points",
            "ha": "right",
            "va": "bottom",
        }
        axes.annotate(f"sum of {name}", (counts[-1], totals[-1]), fontsize=9, **place)
    axes.set(xlabel="OCI containers", ylabel="MiB in all", ylim=(0, max(rss) * 1.12), xlim=(0, 53))


def _memory_words(measured: Mapping[str, KindRecord]) -> str:
    parts = []
    for kind, record in measured.items():
        first, last = record.memory[0], record.memory[-1]
        parts.append(
            f"{kind} {first.pss_mib_each:.2f} to {last.pss_mib_each:.2f} MiB ({last.count} instances)"
        )
    words = (
        "Proportional memory per instance falls with the count for everything that shares a kernel: "
        f"{'; '.join(parts)}."
    )
    if "OCI container" in measured:
        words += " On the right, the sum of RSS of the same containers is several times their PSS."
    return words
