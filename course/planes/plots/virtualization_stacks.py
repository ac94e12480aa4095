"""The diagram of lesson 01: what lies under an application in a VM, a microVM and a container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.plots.boxes import box, sheet
from planes.plots.figure import Drawing, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW = 0.36
_COLUMN = 2.36
# Per model: what all instances share, from below, and what every instance has of its own.
_MODELS = {
    "Virtual machines": (
        ["hardware", "hypervisor"],
        [("guest kernel\nand services", 2), ("libraries", 1), ("application", 1)],
    ),
    "MicroVMs": (
        ["hardware", "host kernel with KVM"],
        [("small VMM", 1), ("guest kernel", 1), ("libraries", 1), ("application", 1)],
    ),
    "Containers": (
        ["hardware", "one kernel: namespaces, cgroups"],
        [("libraries", 1), ("application", 1)],
    ),
}


def stacks() -> Drawing:
    """Draw the three models side by side; what carries dots exists once for every instance."""
    figure, axes = sheet(7.2, 3.3)
    for number, (title, (shared, own)) in enumerate(_MODELS.items()):
        _model(axes, 0.05 + number * _COLUMN, title, shared, own)
    box(axes, 0.05, 0.05, 0.28, 0.2, fill="blue")
    axes.text(0.4, 0.15, "shared by all instances", va="center", fontsize=9)
    box(axes, 2.5, 0.05, 0.28, 0.2, fill="orange", hatch="...")
    axes.text(2.85, 0.15, "own kernel (and VMM)", va="center", fontsize=9)
    box(axes, 4.75, 0.05, 0.28, 0.2, fill="green")
    axes.text(5.1, 0.15, "the application's own files", va="center", fontsize=9)
    alt = (
        "Three stacks side by side. Virtual machines and microVMs have a kernel of their own in every "
        "instance; containers share the one kernel of the host. Libraries and application are per instance "
        "in all three."
    )
    return finish(figure, alt=alt, truth="diagram", note="two instances of each model on one host")


def _model(axes: Axes, x: float, title: str, shared: list[str], own: list[tuple[str, int]]) -> None:
    width, y = _COLUMN - 0.16, 0.45
    for text in shared:
        box(axes, x, y, width, _ROW, text, "blue")
        y += _ROW
    for instance in range(2):
        _instance(axes, x + 0.05 + instance * width / 2, y + 0.06, width / 2 - 0.1, own)
    top = y + 0.06 + _ROW * sum(rows for _, rows in own)
    axes.text(x + width / 2, top + 0.14, title, ha="center", fontsize=11, fontweight="bold")


def _instance(axes: Axes, x: float, y: float, width: float, own: list[tuple[str, int]]) -> None:
    for text, rows in own:
        has_kernel = "kernel" in text or "VMM" in text
        box(
            axes,
            x,
            y,
            width,
            _ROW * rows,
            fill="orange" if has_kernel else "green",
            hatch="..." if has_kernel else "",
        )
        axes.text(
            x + width / 2,
            y + _ROW * rows / 2,
            text,
            ha="center",
            va="center",
            fontsize=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0} if has_kernel else None,
        )
        y += _ROW * rows
