"""Pictures that answer: two settings to turn, and what follows from them.

Every answer is worked out beforehand and stored in one page, because widgets show nothing in a notebook that
was not run again, on the website and in print; this page works in all, and without scripts shows its start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from planes import facts, rules
from planes.errors import PlanesError
from planes.plots import style
from planes.plots.orchestration import Moment
from planes.plots.page import embed, render

# Sign, colours of ground and sign, and what it means. The sign tells kinds apart without colour.
FIT_KINDS = {
    "used": ("✓", "#CFE3F1", style.INK, "reserved by one task"),
    "free": ("", style.PAPER, style.INK, "paid for and not reserved"),
}
ROLLOUT_KINDS = {
    "old": ("1", "#ECECEC", style.INK, "old version, healthy"),
    "new": ("2", "#00664B", style.PAPER, "new version, healthy"),
    "starting": ("↑", "#FBE7C2", style.INK, "new version, starting"),
    "room": ("", style.PAPER, style.INK, "room up to the upper limit"),
}
_OF_NOMINAL_MEMORY = 7985 / 8192  # C511: what ECS documents for a host of 8 GiB
_ROW_PIXELS, _PAGE_PIXELS = 33, 250

# Kind, how many of it side by side, and the width of each in percent of the row.
Pieces = list[tuple[str, int, float]]


class Setting(NamedTuple):
    """One thing to turn.

    Attributes:
        label: its name.
        values: each value as it is shown, in the order of the control.
        start: number of the value at which it stands first.
        slides: whether it is a slider; else it is a list.
    """

    label: str
    values: list[str]
    start: int
    slides: bool = True


class Row(NamedTuple):
    """One bar of the picture: its name, its pieces, and the same in words."""

    label: str
    pieces: Pieces
    words: str


class Answer(NamedTuple):
    """What follows from a pair of settings: sentences and bars."""

    lines: list[str]
    rows: list[Row]


@dataclass(frozen=True)
class Explorer:
    """A finished picture with two settings. As the last value of a cell it shows itself.

    Attributes:
        title: what it answers, one sentence.
        settings: the two settings.
        kinds: sign, ground, ink and meaning of each kind of piece.
        answers: for each value of the first setting, an answer for each of the second.
        truth: the kind of truth in its caption.
        note: the rest of the caption.
    """

    title: str
    settings: tuple[Setting, Setting]
    kinds: dict[str, tuple[str, str, str, str]]
    answers: list[list[Answer]]
    truth: str
    note: str

    @property
    def first(self) -> Answer:
        """The answer at the start."""
        return self.answers[self.settings[0].start][self.settings[1].start]

    @property
    def alt(self) -> str:
        """What can be turned, and the first answer, in words."""
        turned = "; ".join(f"{one.label}, {one.values[0]} to {one.values[-1]}" for one in self.settings)
        at = " and ".join(one.values[one.start] for one in self.settings)
        return f"{self.title} To turn: {turned}. At {at}: {' '.join(self.first.lines)}"

    @cached_property
    def page(self) -> str:
        """The whole page: markup, style, script and every answer."""
        answers = [answer for row in self.answers for answer in row]
        different = list({repr(answer): answer for answer in answers}.values())
        number = {repr(answer): place for place, answer in enumerate(different)}
        data = {
            "values": [setting.values for setting in self.settings],
            "answers": different,
            "table": [number[repr(answer)] for answer in answers],
        }
        return render("explore.html.j2", data, explorer=self)

    def __repr__(self) -> str:
        """Return the words: what a screen without pictures shows."""
        return f"Explorer ({self.truth}): {self.alt}"

    def _repr_html_(self) -> str:
        most = max(len(answer.rows) for row in self.answers for answer in row)
        return embed(self.page, repr(self), _PAGE_PIXELS + _ROW_PIXELS * most)


def how_many_fit(
    types: Sequence[str], memories: Sequence[int], cpu_units: int = 512, start: tuple[str, int] | None = None
) -> Explorer:
    """Show how many equal tasks fit on one EC2 host of ECS as memory per task and instance type change.

    CPU and registered memory are counted; network addresses are not, as in the mode `bridge`.

    Source: C511, for the share of its memory that a host registers; the model takes it for every type.

    Args:
        types: names of instance types.
        memories: MiB that a task reserves, each value of the slider.
        cpu_units: CPU units that a task reserves, more than 0.
        start: the pair shown first; the first of each when not given.

    Raises:
        PlanesError: no types or memories, a reservation that is not above 0, or a start that is in neither.
    """
    if not types or cpu_units <= 0 or min(memories, default=0) <= 0:
        raise PlanesError(
            "An explorer needs instance types, and reservations of more than 0 CPU units and MiB; "
            f"given: {list(types)}, {cpu_units} units, {list(memories)} MiB."
        )
    first_type, first_memory = start or (types[0], memories[0])
    if first_type not in types or first_memory not in memories:
        raise PlanesError(f"start={start!r} is none of {list(types)} with one of {list(memories)} MiB.")
    sizes = Setting(
        "Memory per task", [f"{mib:,} MiB" for mib in memories], list(memories).index(first_memory)
    )
    kinds = Setting("Instance type", list(types), list(types).index(first_type), slides=False)
    return Explorer(
        f"How many tasks of {cpu_units:,} CPU units fit on one host.",
        (kinds, sizes),
        FIT_KINDS,
        [[_fit(name, cpu_units, mib) for mib in memories] for name in types],
        "modelled",
        "ECS on one EC2 host; CPU and memory counted, addresses not. Prices: published, On-Demand.",
    )


def _fit(instance_type: str, cpu_units: int, memory_mib: int) -> Answer:
    shape = facts.instance(instance_type)
    units, registered = shape.vcpus * 1024, math.floor(shape.memory_mib * _OF_NOMINAL_MEMORY)
    by_cpu, by_memory = units // cpu_units, registered // memory_mib
    fit = min(by_cpu, by_memory)
    binds = "both bind" if by_cpu == by_memory else "CPU binds" if by_cpu < by_memory else "memory binds"
    price = f"The host costs {shape.usd_per_hour:.4f} USD per hour"
    if fit:
        price += f", so {shape.usd_per_hour / fit:.4f} USD per task and hour"
    return Answer(
        [
            f"Room for {_count(fit, 'task')}: by CPU {by_cpu}, by memory {by_memory}; {binds}.",
            f"{price}.",
        ],
        [
            Row(
                "CPU", _filled(fit, cpu_units, units), f"{units - fit * cpu_units:,} of {units:,} units free"
            ),
            Row(
                "Memory",
                _filled(fit, memory_mib, registered),
                f"{registered - fit * memory_mib:,} of {registered:,} MiB free",
            ),
        ],
    )


def _filled(tasks: int, each: int, whole: int) -> Pieces:
    free = 100 * (whole - tasks * each) / whole
    return [("used", tasks, round(100 * each / whole, 2)), ("free", int(free > 0), round(free, 2))]


def rollout_bounds(
    desired: int,
    play: Callable[[int, int], Sequence[Moment]],
    step: int = 5,
    start: tuple[int, int] = (100, 125),
) -> Explorer:
    """Show an ECS rolling deployment as `minimumHealthyPercent` and `maximumPercent` change.

    Source: D30, D31.

    Args:
        desired: tasks of the service.
        play: rolls out in a world between two percentages and returns what was seen, from the first moment
            on. It is called once for each pair of limits in tasks.
        step: percent between two values of a slider, a divisor of 100.
        start: the pair of percentages shown first.

    Raises:
        PlanesError: the step does not divide 100, or the start is no value of the sliders.
    """
    lows, highs = list(range(0, 101, step)), list(range(100, 201, step))
    if 100 % step or start[0] not in lows or start[1] not in highs:
        raise PlanesError(
            f"The sliders go from 0 to 100 and from 100 to 200, in steps that divide 100; given: {step=}, "
            f"{start=}."
        )
    played: dict[tuple[int, int], Answer] = {}
    for low in lows:
        for high in highs:
            bounds = rules.ecs.deployment_bounds(desired, low, high)
            if bounds not in played:
                played[bounds] = _rolled_out(desired, bounds, play(low, high))
    return Explorer(
        f"A rolling deployment of {_count(desired, 'task')} between two percentages.",
        (
            Setting("minimumHealthyPercent", [f"{low} %" for low in lows], lows.index(start[0])),
            Setting("maximumPercent", [f"{high} %" for high in highs], highs.index(start[1])),
        ),
        ROLLOUT_KINDS,
        [[played[rules.ecs.deployment_bounds(desired, low, high)] for high in highs] for low in lows],
        "modelled",
        "An ECS service in the world; a row for each second at which something changed.",
    )


def _rolled_out(desired: int, bounds: tuple[int, int], moments: Sequence[Moment]) -> Answer:
    lower, upper = bounds
    changes = [
        moment for place, moment in enumerate(moments) if not place or moment[1:] != moments[place - 1][1:]
    ]
    limits = f"At least {lower} healthy, at most {upper} in all."
    if changes[-1].new == desired and not changes[-1].old:
        fewest = min(moment.old + moment.new for moment in changes)
        told = f"Done after {changes[-1].second:.0f} s; fewest healthy on the way: {fewest}."
    elif len(changes) == 1:
        told = "Stuck: nothing may stop and nothing may start."
    else:
        told = f"Not done after {moments[-1].second:.0f} s."
    return Answer([limits, told], [_row(moment, upper) for moment in changes])


def _row(moment: Moment, upper: int) -> Row:
    counts = {"old": moment.old, "new": moment.new, "starting": moment.starting}
    width = round(100 / max(upper, sum(counts.values())), 2)
    pieces = [(kind, count, width) for kind, count in counts.items()]
    words = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    room = max(0, upper - sum(counts.values()))
    return Row(f"{moment.second:.0f} s", [*pieces, ("room", room, width)], words or "nothing runs")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
