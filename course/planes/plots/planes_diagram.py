"""The three planes and the path of one request through them, whole or with planes missing."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.boxes import arrow, box, sheet
from planes.plots.figure import Drawing, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLANES = ("registry", "control plane", "data plane")

# What passes, and the planes it needs: 1 to 6 bring a container into service, 7 is the everyday traffic.
_ARROWS = (
    ("1 “keep two\nrunning”", (1.3, 1.6), (2.4, 1.6), (1.85, 1.95), {"control plane"}),
    ("2 which digest\nis this tag?", (3.35, 2.25), (3.35, 3.55), (3.35, 2.9), {"control plane", "registry"}),
    ("3 start it\nhere", (4.3, 2.1), (5.65, 3.35), (4.52, 3.12), {"control plane", "data plane"}),
    ("4 pull the\nlayers", (5.65, 4.1), (4.3, 4.1), (4.97, 4.47), {"registry", "data plane"}),
    ("5 “it runs”", (5.65, 2.7), (4.3, 1.75), (5.3, 1.86), {"control plane", "data plane"}),
    ("6 “it is healthy”", (5.65, 1.25), (4.3, 1.25), (4.97, 0.98), {"control plane", "data plane"}),
    ("7 requests", (6.5, 0.5), (6.5, 1.0), (6.98, 0.75), {"data plane"}),
    ("", (6.5, 1.5), (6.5, 2.45), (6.5, 1.98), {"data plane"}),  # 7 goes on through the load balancer
)
_DOWN: dict[str, Any] = {"linestyle": "--", "hatch": "xx", "edgecolor": style.GREY}


def request_path(down: Collection[str] = ()) -> Drawing:
    """Draw the path from a call to a container that answers.

    Args:
        down: planes that are out of order, of `PLANES`; what needs them is drawn in dashed grey.

    Raises:
        PlanesError: there is no such plane.
    """
    unknown = sorted(set(down) - set(PLANES))
    if unknown:
        raise PlanesError(f"{unknown[0]!r} is no plane of the diagram. Allowed: {', '.join(PLANES)}.")
    figure, axes = sheet(7.4, 4.8)
    box(axes, 0.05, 1.0, 1.25, 1.2, "you,\na pipeline", "grey")
    _plane(axes, 2.4, 1.05, "control plane", "CONTROL PLANE\ndecides and checks\n\nECS, EKS", "blue", down)
    _plane(axes, 2.4, 3.55, "registry", "REGISTRY\nkeeps images\n\nAmazon ECR", "orange", down)
    _plane(
        axes, 5.65, 2.45, "data plane", "DATA PLANE\nruns containers\n\nEC2, Fargate", "green", down, 1.7, 2.3
    )
    box(axes, 5.65, 1.0, 1.7, 0.5, "load balancer", "grey")
    box(axes, 5.95, 0.05, 1.1, 0.45, "users", "grey")
    lost: dict[str, None] = {}
    for text, start, end, at, needs in _ARROWS:
        if needs & set(down):
            label = f"{text}\n(impossible)" if text else ""
            arrow(axes, start, end, label, at, color=style.GREY, linestyle=(0, (3, 3)))
            lost |= dict.fromkeys(text.split()[:1])
        else:
            arrow(axes, start, end, text, at)
    return finish(figure, alt=_words(sorted(down), list(lost)), truth="diagram", note=_note(down))


def _plane(
    axes: Axes,
    x: float,
    y: float,
    name: str,
    words: str,
    fill: str,
    down: Collection[str],
    width: float = 1.9,
    height: float = 1.2,
) -> None:
    if name in down:
        box(axes, x, y, width, height, "", "white", **_DOWN)
        paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 3}
        axes.text(
            x + width / 2, y + height / 2, f"{name.upper()}\nis down", ha="center", va="center", bbox=paper
        )
    else:
        box(axes, x, y, width, height, words, fill)


def _note(down: Collection[str]) -> str:
    if not down:
        return "1 to 6 bring a container into service; 7 is what it is for."
    return "Dashed: what is not possible while it lasts."


def _words(down: list[str], lost: list[str]) -> str:
    words = (
        "Three planes. 1: a call asks the control plane to keep two tasks running. 2: it asks the registry "
        "which digest the tag means. 3: it tells the data plane to start. 4: the data plane pulls the layers "
        "from the registry. 5: it reports that they run. 6: a load balancer reports that "
        "they are healthy. 7: users' requests pass it and go to the data plane only."
    )
    if down:
        words += f" With {' and '.join(down)} down, arrows {', '.join(lost)} are impossible."
    return words
