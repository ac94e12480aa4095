"""EKS drawn: Kubernetes' objects, the scheduler's decision, autoscaled pods, and the loss of a node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.boxes import arrow, box, sheet
from planes.plots.figure import Drawing, canvas, finish
from planes.plots.timeline import Span

if TYPE_CHECKING:
    from planes.events import Event

_ROW_INCHES = 0.42


def parts() -> Drawing:
    """Draw who runs what: EKS the control plane, you the nodes, and how objects lead to one another."""
    figure, axes = sheet(7.2, 4.75)
    box(axes, 0.1, 2.1, 7.0, 2.6, "", "white", linestyle="--")
    axes.text(0.2, 4.54, "control plane: EKS runs this", fontsize=9, va="center")
    box(
        axes,
        0.25,
        3.85,
        6.7,
        0.5,
        "controllers and scheduler: read the records, write what follows from them",
        "orange",
    )
    box(axes, 0.25, 2.22, 6.7, 1.3, "", "grey")
    axes.text(0.4, 3.34, "API server with its store (etcd): the records", fontsize=9, va="center")
    for x in (1.05, 2.72, 4.25):
        arrow(axes, (x, 3.85), (x, 3.52), arrowstyle="<|-|>")
    box(axes, 0.4, 2.4, 1.3, 0.65, "Deployment\n“web, 3 pods”", "blue")
    box(axes, 2.05, 2.4, 1.35, 0.65, "ReplicaSet\nof one version", "blue")
    box(axes, 3.75, 2.4, 1.0, 0.65, "three Pods,\na node each", "blue")
    box(axes, 6.0, 2.4, 0.8, 0.65, "Service\n“web”", "green")
    arrow(axes, (1.7, 2.72), (2.05, 2.72))
    arrow(axes, (3.4, 2.72), (3.75, 2.72))
    arrow(axes, (6.0, 2.72), (4.75, 2.72))
    axes.text(5.37, 2.86, "finds by label", fontsize=9, ha="center", va="center")
    box(axes, 0.1, 0.1, 7.0, 1.7, "", "white", linestyle="--")
    axes.text(0.2, 1.64, "data plane: your nodes, or Fargate", fontsize=9, va="center")
    for number, x in enumerate((2.0, 3.75, 5.5), 1):
        box(axes, x, 0.2, 1.45, 1.25, "", "grey")
        axes.text(x + 0.72, 1.29, f"node {number}: kubelet", fontsize=9, ha="center", va="center")
        box(axes, x + 0.25, 0.35, 0.95, 0.6, "Pod\nof web", "blue")
        arrow(axes, (x + 0.72, 1.45), (x + 0.72, 2.22))
    axes.text(0.2, 0.75, "The kubelet of each\nnode asks: which\npods are mine?", fontsize=9, va="center")
    alt = (
        "EKS runs the control plane: controllers and scheduler, which read and write records, and the API "
        "server with its store, which keeps them. Among the records a Deployment leads to a ReplicaSet and "
        "that to three Pods with a node each; a Service finds the Pods by their label. The kubelet of each "
        "of your nodes, or Fargate, asks the API server for its pods and runs them."
    )
    return finish(figure, alt=alt, truth="diagram", note="Kubernetes on EKS.")


def decision(record: Mapping[str, Any], nodes: Mapping[str, str], note: str = "") -> Drawing:
    """Draw one decision of the scheduler: the nodes it filtered out, and the scores of the others.

    Plugins that gave every node the same are named in the caption and not drawn.

    Args:
        record: from `Kubernetes.decision`.
        nodes: the words for each node, by its name; the first is on top.
        note: the rest of the caption.

    Raises:
        PlanesError: the record keeps no scores of these nodes.
    """
    scores: Mapping[str, Mapping[str, int]] = record["scores"]
    if not scores or not set(scores) <= set(nodes):
        raise PlanesError("decision() needs a record with scores, and words for each of its nodes.")
    differing, equal = _by_difference(scores)
    figure, axes = canvas(7.4, _ROW_INCHES * len(nodes) + 1.5)
    for row, name in enumerate(nodes):
        if name in scores:
            _draw_scores(axes, row, scores[name], differing, chosen=name == record["node"])
        else:
            plugin = record["filtered_nodes"].get(name, "not looked at")
            axes.text(2, row, f"filtered out: {plugin}", va="center", fontsize=9, color=style.GREY)
    most = max(sum(row[plugin] for plugin in differing) for row in scores.values())
    axes.set_yticks(range(len(nodes)), list(nodes.values()))
    axes.set(xlim=(0, 1.35 * max(most, 1)), ylim=(len(nodes) - 0.5, -0.6), xlabel="points (weighted)")
    axes.grid(visible=False, axis="y")
    handles, labels = axes.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    figure.legend(unique.values(), unique.keys(), loc="outside upper left", ncols=3, columnspacing=1.0)
    same = ", ".join(f"{plugin} {points}" for plugin, points in equal.items() if points)
    whole = f"{note} The same for every node, and not drawn: {same}." if same else note
    return finish(figure, alt=_told(record, nodes, differing), truth="modelled", note=whole)


def _by_difference(scores: Mapping[str, Mapping[str, int]]) -> tuple[list[str], dict[str, int]]:
    """Return the plugins that tell nodes apart, and the points of those that do not."""
    rows = list(scores.values())
    differing = [plugin for plugin in rows[0] if len({row[plugin] for row in rows}) > 1]
    return differing, {plugin: rows[0][plugin] for plugin in rows[0] if plugin not in differing}


def _draw_scores(
    axes: Any, row: int, points: Mapping[str, int], plugins: Sequence[str], *, chosen: bool
) -> None:
    left = 0
    for number, plugin in enumerate(plugins):
        axes.barh(row, points[plugin], left=left, height=0.62, label=plugin, **style.area(number))
        left += points[plugin]
    words = f"{left}, chosen" if chosen else str(left)
    axes.text(left + 2, row, words, va="center", fontsize=9, fontweight="bold" if chosen else "normal")


def _told(record: Mapping[str, Any], nodes: Mapping[str, str], plugins: Sequence[str]) -> str:
    scored = ", ".join(
        f"{nodes[name]} {sum(row[plugin] for plugin in plugins)}" for name, row in record["scores"].items()
    )
    out = ", ".join(f"{nodes[name]} by {plugin}" for name, plugin in record["filtered_nodes"].items())
    words = f"The scheduler's points: {scored}; chosen {nodes[record['node']]}."
    return f"{words} Filtered out: {out}." if out else words


class Sample(NamedTuple):
    """One moment of a Deployment with an autoscaler."""

    minute: float
    requests_per_second: float
    ready: int
    busy_percent: float


def autoscaled(
    cases: Mapping[str, Sequence[Sample]], target_percents: Sequence[float], note: str = ""
) -> Drawing:
    """Draw pods over time for several autoscalers under the same load, above how busy they were.

    Args:
        cases: samples in order, by the name of the case.
        target_percents: CPU uses of the request that the autoscalers aim at, each once.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no case.
    """
    if not cases:
        raise PlanesError("autoscaled() needs at least one case: Samples by its name.")
    figure, (above, below) = canvas(7.2, 4.6, 2, 1, sharex=True)
    for number, (name, samples) in enumerate(cases.items()):
        minutes = [sample.minute for sample in samples]
        look = style.series(number) | {"marker": None}
        above.step(minutes, [sample.ready for sample in samples], where="post", label=name, **look)
        below.plot(minutes, [sample.busy_percent for sample in samples], **look)
    for target in target_percents:
        below.axhline(target, color=style.INK, linewidth=1.0, linestyle=(0, (1, 2)))
        below.annotate(
            f"target: {target:g} %",
            xy=(1, target),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="bottom",
            fontsize=9,
        )
    above.set(ylabel="ready pods", ylim=(0, None))
    below.set(ylabel="CPU, % of the request", ylim=(0, None), xlabel="virtual minutes", xlim=(0, None))
    figure.legend(*above.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    told = "; ".join(_counts(name, samples) for name, samples in cases.items())
    return finish(figure, alt=f"Pods under the same load. {told}.", truth="modelled", note=note)


def _counts(name: str, samples: Sequence[Sample]) -> str:
    ready = [sample.ready for sample in samples]
    return f"{name}: {ready[0]} pods at first, {max(ready)} at most, {ready[-1]} at the end"


def node_loss(events: Iterable[Event], node: str, lost: float, end: float) -> dict[str, list[Span]]:
    """Return what became of a lost node, of a pod on it and of the pod's replacement, as rows of spans.

    Args:
        events: of a world, in order.
        node: the node's name.
        lost: virtual second of the loss; it is second 0 of the spans.
        end: virtual second at which the rows end.

    Raises:
        PlanesError: the events do not tell of the loss or of a replacement.
    """
    later = [event for event in events if event.time >= lost]

    def first(what: str, place: str = "") -> float:
        for event in later:
            if event.what == what and place in event.subject + event.why:
                return event.time - lost
        raise PlanesError(f"node_loss() finds no event {what!r} after second {lost:g}.")

    not_ready, given_up = first("node not ready", node), first("pod deleted", node)
    placed, answering, last = first("pod scheduled"), first("answering"), end - lost
    return {
        "the node": [
            Span("gone, unnoticed", 0.0, not_ready),
            Span("NotReady", not_ready, last),
        ],
        "its pod": [
            Span("gone, unnoticed", 0.0, not_ready),
            Span("given time", not_ready, given_up),
            Span("given up", given_up, last),
        ],
        "the new pod": [Span("starting", placed, answering), Span("answering", answering, last)],
    }
