"""One look for every figure: colours told apart by colour-blind readers and, with hatches, in grey print."""

from __future__ import annotations

from typing import Any

from cycler import cycler

# Okabe and Ito, "Color Universal Design" (2008), in an order whose neighbours also differ in lightness.
# Yellow is kept last: on white it serves areas, not lines.
PALETTE: dict[str, str] = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "black": "#000000",
    "yellow": "#F0E442",
}
COLOURS: tuple[str, ...] = tuple(PALETTE.values())

# The n-th series takes the n-th of each, so that colour never stands alone.
HATCHES: tuple[str, ...] = ("", "///", "...", "xxx", "\\\\\\", "ooo", "+++", "---")
MARKERS: tuple[str, ...] = ("o", "s", "^", "D", "v", "P", "X", "*")
LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)), (0, (3, 3)))

INK = "#1A1A1A"
GREY = "#595959"  # the lightest grey that small text may have on white: contrast 7 : 1
PAPER = "#FFFFFF"

SMALLEST_TEXT = 9.0
"""Points. `finish` refuses a figure with smaller text."""

RC: Any = {
    "font.family": "DejaVu Sans",  # ships with matplotlib, so a figure is the same on every machine
    "font.size": 10.0,
    "axes.titlesize": 11.0,
    "axes.titlelocation": "left",
    "axes.labelsize": 10.0,
    "xtick.labelsize": 9.0,
    "ytick.labelsize": 9.0,
    "legend.fontsize": 9.0,
    "figure.titlesize": 12.0,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=COLOURS),
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
    # Opaque white, so that a figure stays readable on a dark page.
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
}


def series(number: int) -> dict[str, Any]:
    """Return colour, line style and marker of the n-th line in a figure (from 0).

    Example: `ax.plot(x, y, **series(0))`
    """
    return {
        "color": COLOURS[number % len(COLOURS)],
        "linestyle": LINES[number % len(LINES)],
        "marker": MARKERS[number % len(MARKERS)],
    }


def area(number: int) -> dict[str, Any]:
    """Return fill colour, hatch and edge of the n-th bar or area in a figure (from 0)."""
    return {
        "facecolor": COLOURS[number % len(COLOURS)],
        "hatch": HATCHES[number % len(HATCHES)],
        "edgecolor": INK,
        "linewidth": 0.6,
    }
