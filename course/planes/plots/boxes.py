"""Boxes and arrows on an empty canvas, for diagrams whose unit is one inch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planes.plots import style
from planes.plots.figure import canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TINTS = {"blue": "#CFE3F1", "orange": "#FBE7C2", "green": "#CBEBDF", "grey": "#ECECEC", "white": style.PAPER}
"""Light fills under dark text; a diagram never tells things apart by them alone."""


def sheet(width: float, height: float) -> Any:
    """Return an empty figure and axes without frame, measured in inches from the lower left corner."""
    figure, axes = canvas(width, height)
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return figure, axes


def box(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    text: str = "",
    fill: str = "white",
    **options: Any,
) -> None:
    """Draw a box with its lower left corner at (x, y) and text in its middle.

    Args:
        axes: from `sheet`.
        x: inches from the left.
        y: inches from below.
        width: inches.
        height: inches.
        text: may have several lines.
        fill: one of `TINTS`.
        options: of the rectangle, such as `linestyle="--"` or `hatch="///"`.
    """
    from matplotlib.patches import Rectangle

    look: dict[str, Any] = {"edgecolor": style.INK, "linewidth": 0.9} | options
    axes.add_patch(Rectangle((x, y), width, height, facecolor=TINTS[fill], **look))
    axes.text(x + width / 2, y + height / 2, text, ha="center", va="center", fontsize=9)


def arrow(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    text: str = "",
    at: tuple[float, float] | None = None,
    **options: Any,
) -> None:
    """Draw an arrow from `start` to `end` with a label at `at` (its middle when not given)."""
    look = {"arrowstyle": "-|>", "color": style.INK, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0} | options
    axes.annotate("", xy=end, xytext=start, arrowprops=look)
    x, y = at or ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    axes.text(x, y, text, ha="center", va="center", fontsize=9, backgroundcolor=style.PAPER)
