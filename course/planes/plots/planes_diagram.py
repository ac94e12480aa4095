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
    ("1 “keep two\nrunning”", (1.3, 0.95), (2.4, 0.95), (1.85, 1.3), {"control plane"}),
    ("2 which digest\nis this tag?", (3.35, 1.65), (3.35, 2.85), (3.35, 2.25), {"control plane", "registry"}),
    ("3 start it\nhere", (4.3, 1.35), (5.55, 2.2), (4.62, 2.1), {"control plane", "data plane"}),
    ("4 pull the\nlayers", (5.55, 3.2), (4.3, 3.2), (4.92, 3.48), {"registry", "data plane"}),
    (
        "5 “it runs”\n6 “it is healthy”",
        (5.9, 1.65),
        (4.3, 0.8),
        (5.45, 0.82),
        {"control plane", "data plane"},
    ),
    ("7 requests", (6.75, 0.62), (6.75, 1.65), (6.75, 1.15), {"data plane"}),
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
    figure, axes = sheet(7.3, 4.1)
    box(axes, 0.05, 0.45, 1.25, 1.2, "you, a pipeline,\nor an autoscaler", "grey")
    _plane(axes, 2.4, 0.45, "control plane", "CONTROL PLANE\ndecides and checks\n\nECS, EKS", "blue", down)
    _plane(axes, 2.4, 2.85, "registry", "REGISTRY\nkeeps images\n\nAmazon ECR", "orange", down)
    _plane(
        axes, 5.55, 1.65, "data plane", "DATA PLANE\nruns containers\n\nEC2, Fargate", "green", down, 1.7, 2.2
    )
    box(axes, 6.15, 0.1, 1.1, 0.52, "users", "grey")
    lost = []
    for text, start, end, at, needs in _ARROWS:
        if needs & set(down):
            lost.append(text.split()[0])
            arrow(axes, start, end, f"{text}\n(impossible)", at, color=style.GREY, linestyle=(0, (3, 3)))
        else:
            arrow(axes, start, end, text, at)
    return finish(figure, alt=_words(sorted(down), lost), truth="diagram", note=_note(down))


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
        "from the registry. 5 and 6: it reports back. 7: users' requests go to the data plane only."
    )
    if down:
        words += f" With {' and '.join(down)} down, arrows {', '.join(lost)} are impossible."
    return words
