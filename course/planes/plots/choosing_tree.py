"""The decision aid drawn from its own questions, with the way of one choice marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.choosing.decide import Choice
from planes.choosing.tree import CAPACITY, CONTROL_PLANE, Leaf, Question
from planes.plots.boxes import arrow, box, sheet
from planes.plots.figure import Drawing, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_QUESTION, _LEAF, _GAP, _ROW, _TALL = 1.82, 1.34, 0.44, 0.68, 0.46
_COLUMN = _QUESTION + _GAP + _LEAF + 0.26


def tree(choice: Choice | None = None) -> Drawing:
    """Draw all questions; with a choice, what it asked and reached has thick borders and a tint."""
    rows = max(len(_chain(root)) for root in CAPACITY.values())
    height = (rows + 2.9) * _ROW
    figure, axes = sheet(2 * _COLUMN, height)
    asked = {words for words, _ in choice.path} if choice else set()
    reached = {id(leaf) for leaf in choice.reasons} if choice else set()
    _control_plane(axes, height, asked, choice)
    for column, (name, root) in enumerate(CAPACITY.items()):
        here = choice is not None and choice.control_plane == name
        x, top = column * _COLUMN + 0.1, height - 2.75 * _ROW
        axes.text(x, top + 0.08, f"{name}: on what?", weight="bold", fontsize=10)
        axes.text(x + 1.35, top + 0.08, "W or P: Windows, or team patches", fontsize=9)
        _column(axes, x, top, root, asked if here else set(), reached if here else set())
    alt = "Tree of the decision aid: ECS or EKS first, then for each the questions about capacity, in order."
    note = "Yes goes to an end, no to the next question. W or P: Windows, or the team patches hosts."
    if choice:
        way = ", ".join(f"{question} {'yes' if holds else 'no'}" for question, holds in choice.path)
        alt += f" Marked is the way to {choice.control_plane} on {choice.capacity}: {way}."
        note += f" Thick and tinted: the way to {choice.control_plane} on {choice.capacity}."
    return finish(figure, alt=alt[:600], truth="diagram", note=note)


def _chain(root: Question | Leaf) -> list[Question | Leaf]:
    """Return the questions from the top along "no", and the leaf at the end."""
    found: list[Question | Leaf] = [root]
    while isinstance(found[-1], Question):
        found.append(found[-1].no)
    return found


def _look(marked: bool) -> dict[str, float]:
    return {"linewidth": 2.4 if marked else 0.9}


def _control_plane(axes: Axes, height: float, asked: set[str], choice: Choice | None) -> None:
    x, y = 0.1, height - 0.75 * _ROW
    for node in _chain(CONTROL_PLANE):
        leaf = node if isinstance(node, Leaf) else node.yes
        reached = choice is not None and choice.reasons[0] is leaf
        end = "green" if reached else "white"
        if isinstance(node, Leaf):
            box(axes, x, y, 0.75, _TALL, node.answer, end, **_look(reached))
            return
        marked = _key(node) in asked
        box(axes, x, y, 1.85, _TALL, node.words, "blue" if marked else "white", **_look(marked))
        arrow(axes, (x + 1.85, y + _TALL / 2), (x + 2.3, y + _TALL / 2))
        axes.text(x + 2.05, y + _TALL / 2 + 0.05, "no", ha="center", va="bottom", fontsize=9)
        assert isinstance(node.yes, Leaf)
        box(axes, x + 0.55, y - 0.6, 0.75, 0.32, node.yes.answer, end, **_look(reached))
        arrow(axes, (x + 0.92, y), (x + 0.92, y - 0.28))
        axes.text(x + 1.0, y - 0.13, "yes", va="center", fontsize=9)
        x += 2.3


def _column(axes: Axes, x: float, top: float, root: Question, asked: set[str], reached: set[int]) -> None:
    for row, node in enumerate(_chain(root)):
        y = top - (row + 0.9) * _ROW
        if isinstance(node, Leaf):
            _end(axes, x, y, node, reached)
            return
        marked = _key(node) in asked
        box(axes, x, y, _QUESTION, _TALL, node.words, "blue" if marked else "white", **_look(marked))
        arrow(axes, (x + _QUESTION, y + _TALL / 2), (x + _QUESTION + _GAP, y + _TALL / 2))
        axes.text(x + _QUESTION + 0.17, y + _TALL / 2 + 0.04, "yes", ha="center", va="bottom", fontsize=9)
        arrow(axes, (x + 0.5, y), (x + 0.5, y + _TALL - _ROW))
        axes.text(x + 0.57, y - 0.12, "no", va="center", fontsize=9)
        _end(axes, x + _QUESTION + _GAP, y, node.yes, reached)


def _end(axes: Axes, x: float, y: float, node: Leaf | Question, reached: set[int]) -> None:
    """Draw an end: a leaf, or the two leaves of one more question."""
    if isinstance(node, Leaf):
        words, marked = f"{node.answer}\n({node.code})", id(node) in reached
    else:
        assert isinstance(node.yes, Leaf)
        assert isinstance(node.no, Leaf)
        words = f"W or P: {node.yes.answer}\nelse {node.no.answer}"
        marked = bool({id(node.yes), id(node.no)} & reached)
    box(axes, x, y, _LEAF, _TALL, words, "green" if marked else "white", **_look(marked))


def _key(node: Question) -> str:
    return " ".join(node.words.split())
