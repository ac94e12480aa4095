"""Figures of lesson 01 on images: a pile of layers and the view from above."""

from __future__ import annotations

from collections.abc import Sequence

from planes.plots.boxes import box, sheet
from planes.plots.figure import Drawing, finish
from planes.registry.layers import OPAQUE, WHITEOUT, read_layer, union

_ROW = 0.36


def pile(layers: Sequence[bytes]) -> Drawing:
    """Draw every layer as a row, every path as a column, and the merged view on top."""
    view = union(layers)
    contents = [read_layer(layer) for layer in layers]
    paths = sorted({_target(path) for content in contents for path in content})
    label, cell = 1.25, min(1.9, 5.85 / len(paths))
    figure, axes = sheet(7.2, _ROW * (len(layers) + 2) + 0.3)
    for column, path in enumerate(paths):
        x = label + column * cell
        for row, content in enumerate(contents):
            _cell(axes, x, row * _ROW + 0.05, cell, _what(content, path))
        seen = f"from layer {view[path].layer}" if path in view else "not there"
        y = len(layers) * _ROW + 0.2
        box(axes, x, y, cell, _ROW, seen, "green" if path in view else "grey")
        axes.text(x + cell / 2, y + _ROW + 0.12, path, ha="center", fontsize=9, family="monospace")
    for row in range(len(layers)):
        axes.text(
            label - 0.1, row * _ROW + 0.05 + _ROW / 2, f"layer {row}", ha="right", va="center", fontsize=9
        )
    axes.text(
        label - 0.1,
        len(layers) * _ROW + 0.2 + _ROW / 2,
        "seen from above",
        ha="right",
        va="center",
        fontsize=9,
    )
    states = [
        f"{path} {'from layer ' + str(view[path].layer) if path in view else 'hidden'}" for path in paths
    ]
    alt = f"A pile of {len(layers)} layers, lowest first, and the merged view above it: {'; '.join(states)}."
    return finish(figure, alt=alt, truth="diagram", note="Drawn from the layers' bytes.")


def _target(path: str) -> str:
    """The path that a marker is about; other paths are about themselves."""
    folder, _, name = path.rpartition("/")
    prefix = folder + "/" if folder else ""
    if name == OPAQUE:
        return prefix
    return prefix + name.removeprefix(WHITEOUT)


def _what(content: dict[str, bytes], path: str) -> str:
    for entry in content:
        if _target(entry) == path:
            name = entry.rpartition("/")[2]
            return "opaque" if name == OPAQUE else "whiteout" if name.startswith(WHITEOUT) else "file"
    return ""


def _cell(axes: object, x: float, y: float, width: float, what: str) -> None:
    fill, hatch = {"": ("white", ""), "file": ("blue", "")}.get(what, ("orange", ""))
    box(axes, x, y, width, _ROW, what, fill, hatch=hatch)  # type: ignore[arg-type]
