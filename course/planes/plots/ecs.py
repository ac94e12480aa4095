"""ECS drawn: its nouns, and where placement strategies put the tasks of a service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.boxes import arrow, box, sheet
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from planes.world import World

_COLUMNS = 2
_TASK = 0.8  # share of a cell that one task's square fills


class Place(NamedTuple):
    """One host: the zone it is in, and how many tasks of the service it has."""

    zone: str
    tasks: int


def places(world: World, service: str) -> list[Place]:
    """Return the hosts of a world by zone, each with its number of live tasks of a service.

    Hosts of one zone keep the order in which they were added, so that a host has the same position
    in every world that is set up alike.

    Args:
        world: whose EC2 hosts are all in the service's cluster.
        service: `cluster/service`.
    """
    hosts = [task.host for task in world.ecs.store.services[service].live]
    found = [Place(host.zone, hosts.count(name)) for name, host in world.ec2.hosts.items()]
    return sorted(found, key=lambda place: place.zone)


def parts() -> Drawing:
    """Draw what a service is made of: cluster, service, deployment, task definition, tasks, capacity."""
    figure, axes = sheet(7.2, 3.5)
    box(axes, 0.1, 2.2, 1.9, 1.0, "task definitions\n(recipes)\nweb:1, web:2,\nreport:1", "orange")
    box(axes, 2.6, 0.1, 4.5, 3.3, "", "white", linestyle="--")
    axes.text(2.7, 3.2, "cluster", fontsize=9, va="center")
    box(axes, 2.8, 2.3, 1.5, 0.7, "service web\nwants 2 tasks", "blue")
    box(axes, 5.3, 2.3, 1.6, 0.7, "deployment\nof web:2", "blue")
    box(axes, 2.8, 1.15, 1.1, 0.6, "task of\nreport:1", "white")
    box(axes, 4.5, 1.15, 1.15, 0.6, "task of\nservice web", "blue")
    box(axes, 5.75, 1.15, 1.15, 0.6, "task of\nservice web", "blue")
    for middle in (3.35, 5.075, 6.325):
        arrow(axes, (middle, 1.15), (middle, 0.75))
    box(axes, 2.8, 0.25, 4.1, 0.5, "capacity: EC2 container instances or Fargate", "grey")
    arrow(axes, (2.0, 2.65), (2.8, 2.65))
    arrow(axes, (4.3, 2.65), (5.3, 2.65))
    arrow(axes, (5.55, 2.3), (5.075, 1.75))
    arrow(axes, (6.325, 2.3), (6.325, 1.75), "starts")
    box(axes, 0.1, 1.15, 1.9, 0.6, "RunTask\nof report:1", "white")
    arrow(axes, (1.05, 2.2), (1.05, 1.75))
    arrow(axes, (2.0, 1.45), (2.8, 1.45))
    axes.text(
        0.1,
        0.75,
        "No service has this task:\nit runs once, and\nnobody replaces it.",
        fontsize=9,
        va="center",
    )
    alt = (
        "A task definition is a recipe. In a cluster a service wants two tasks; its deployment starts them "
        "from one revision of the recipe on capacity, which is EC2 container instances or Fargate. RunTask "
        "starts a task of another recipe that belongs to no service."
    )
    return finish(figure, alt=alt, truth="diagram", note="The words of ECS.")


def placements(cases: Mapping[str, Sequence[Place]], note: str = "") -> Drawing:
    """Draw the hosts of every case side by side, each task a square, zones told apart by colour and hatch.

    Args:
        cases: the hosts in order, by the name of the case.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no case.
    """
    if not cases:
        raise PlanesError("placements() needs at least one case: Places by its name.")
    tallest = max(place.tasks for row in cases.values() for place in row)
    lines = -(-len(cases) // _COLUMNS)
    figure, grid = canvas(7.4, (0.13 * tallest + 0.9) * lines + 0.5, lines, _COLUMNS, squeeze=False)
    zones = list(dict.fromkeys(place.zone for row in cases.values() for place in row))
    for axes, (name, row) in zip(grid.flat, cases.items(), strict=False):
        for position, place in enumerate(row):
            _draw(axes, position, place, zones.index(place.zone))
        axes.set_title(name, fontsize=10)
        axes.set(xlim=(-0.6, len(row) - 0.4), ylim=(0, tallest + 1.6), yticks=[])
        axes.set_xticks(range(len(row)), [f"host {n}\n{place.zone[-2:]}" for n, place in enumerate(row, 1)])
        axes.grid(visible=False)
        axes.spines["left"].set_visible(False)
    for axes in grid.flat[len(cases) :]:
        axes.set_axis_off()
    told = "; ".join(f"{name}: {_words(row)}" for name, row in cases.items())
    return finish(figure, alt=f"Tasks on each host. {told}.", truth="modelled", note=note)


def _draw(axes: Any, position: int, place: Place, zone: int) -> None:
    look = style.area(zone)
    axes.bar([position] * place.tasks, _TASK, bottom=[0.1 + n for n in range(place.tasks)], width=0.5, **look)
    height = place.tasks + 0.15 if place.tasks else 0.15
    axes.text(position, height, str(place.tasks), ha="center", va="bottom", fontsize=9)


def _words(row: Sequence[Place]) -> str:
    return ", ".join(f"{place.tasks} in {place.zone[-2:]}" for place in row)
