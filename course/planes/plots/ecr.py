"""Figures of the lesson on ECR: what an image is made of, what a push sends, and the way to the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from planes import facts
from planes.plots import style
from planes.plots.boxes import TINTS, arrow, box, sheet
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from planes.registry.image import Image, Index

_ROW = 0.52


class Block(NamedTuple):
    """One layer in a push: its size, and whether it was sent or was there already."""

    size_mib: float
    sent: bool


class Push(NamedTuple):
    """One push: the tag and the layers, base first."""

    tag: str
    blocks: Sequence[Block]

    @property
    def sent_mib(self) -> float:
        """MiB that travelled."""
        return sum(block.size_mib for block in self.blocks if block.sent)


def anatomy(index: Index, tag: str) -> Drawing:
    """Draw a tag, the index it names, the manifests in it, and their configurations and layers.

    Args:
        index: images for several platforms.
        tag: what the index is called.
    """
    blobs = _blobs_in_order(index.images)
    height = max(len(blobs), 2) * _ROW + 0.5
    figure, axes = sheet(7.2, height)
    middle = (height - 0.3) / 2
    for x, heading in ((0.62, "tag"), (1.98, "index"), (3.7, "manifests"), (6.0, "blobs")):
        axes.text(x, height - 0.15, heading, ha="center", va="center", fontsize=10, weight="bold")
    box(axes, 0.05, middle - 0.2, 1.15, 0.4, tag, "grey", linestyle="--")
    box(axes, 1.4, middle - 0.25, 1.15, 0.5, short(index.digest), "blue")
    arrow(axes, (1.2, middle), (1.4, middle))
    places = {}
    for number, digest in enumerate(blobs):
        y = height - 0.3 - (number + 1) * _ROW
        places[digest] = y + 0.21
        fill = "orange" if "config" in blobs[digest] else "green"
        box(axes, 4.9, y, 2.2, 0.42, f"{blobs[digest]}\n{short(digest)}", fill)
    for number, image in enumerate(index.images):
        y = height - 0.3 - (number + 0.5) * (height - 0.3) / len(index.images)
        platform = image.configuration["architecture"]
        box(axes, 3.0, y - 0.25, 1.4, 0.5, f"{platform}\n{short(image.digest)}", "blue")
        arrow(axes, (2.55, middle), (3.0, y))
        for blob in image.blobs():
            arrow(axes, (4.4, y), (4.9, places[blob.digest]))
    shared = sum("both" in words for words in blobs.values())
    alt = (
        f"The tag {tag} names an index, the index lists {len(index.images)} manifests, one for each "
        f"architecture, and each manifest names a configuration and its layers. {shared} of the "
        f"{len(blobs)} blobs belongs to both manifests and is stored once."
    )
    return finish(figure, alt=alt, truth="diagram", note="Drawn from the bytes built above.")


def short(digest: str) -> str:
    """Return the beginning of a digest, as tools show it."""
    return f"{digest.partition(':')[2][:12]}…"


def _blobs_in_order(images: Sequence[Image]) -> dict[str, str]:
    """Return words by digest: each image's own blobs, and in the middle those that several have."""
    users: dict[str, list[Image]] = {}
    for image in images:
        for blob in image.blobs():
            users.setdefault(blob.digest, []).append(image)
    words: dict[str, str] = {}
    for digest, having in users.items():
        what = "config" if digest == having[0].config.digest else "layer"
        name = having[0].configuration["architecture"] if len(having) == 1 else "both"
        words[digest] = f"{what}, {name}"
    first = images[0].configuration["architecture"]
    order = [text for text in words.values() if text.endswith(first)]
    return dict(sorted(words.items(), key=lambda item: (item[1] not in order, not item[1].endswith("both"))))


def pushes(history: Sequence[Push], note: str = "") -> Drawing:
    """Draw each push as a row of layers, as wide as they are large; what was sent is dark.

    Args:
        history: in the order of the pushes.
        note: the rest of the caption.
    """
    figure, axes = canvas(7.0, 0.42 * len(history) + 1.35)
    for row, push in enumerate(history):
        left = 0.0
        for block in push.blocks:
            look = (
                {"facecolor": style.PALETTE["blue"]}
                if block.sent
                else {"facecolor": TINTS["grey"], "hatch": "///"}
            )
            axes.barh(row, block.size_mib, left=left, height=0.66, edgecolor=style.INK, linewidth=0.6, **look)
            left += block.size_mib
        axes.text(left * 1.01, row, f"{push.sent_mib:.0f} MiB sent", va="center", fontsize=9)
    widest = max(sum(block.size_mib for block in push.blocks) for push in history)
    axes.set(xlim=(0, widest * 1.24), xlabel="layers, base first (MiB)", yticks=range(len(history)))
    axes.set_yticklabels([push.tag for push in history])
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.legend(handles=_sent_legend(), loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    told = "; ".join(f"{push.tag} {push.sent_mib:.0f} MiB" for push in history)
    alt = f"{len(history)} pushes as rows of layers. Sent were: {told}. The other layers were there already."
    return finish(figure, alt=alt, truth="modelled", note=note)


def _sent_legend() -> list[object]:
    from matplotlib.patches import Patch

    return [
        Patch(facecolor=style.PALETTE["blue"], edgecolor=style.INK, label="sent"),
        Patch(facecolor=TINTS["grey"], hatch="///", edgecolor=style.INK, label="there already"),
    ]


def storage(days: Sequence[int], series: dict[str, Sequence[float]], note: str = "") -> Drawing:
    """Draw how much a repository stores over time.

    Args:
        days: since the first push.
        series: gigabytes on each of those days, by name.
        note: the rest of the caption.
    """
    figure, axes = canvas(7.0, 3.2)
    for number, (name, gigabytes) in enumerate(series.items()):
        look = style.series(number) | {"markevery": max(len(days) // 6, 1)}
        axes.plot(days, gigabytes, label=name, **look)
        axes.annotate(
            f"{gigabytes[-1]:.1f} GB",
            (days[-1], gigabytes[-1]),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    axes.set(xlabel="days", ylabel="stored (GB)", ylim=(0, None), xlim=(days[0], days[-1] * 1.12))
    axes.legend(loc="upper left")
    told = ", ".join(f"{values[-1]:.1f} GB {name}" for name, values in series.items())
    alt = f"What a repository stores over {days[-1]} days with one push a day. In the end: {told}."
    return finish(figure, alt=alt, truth="modelled", note=note)


def private_subnet() -> Drawing:
    """Draw how a task in a private subnet reaches ECR: three endpoints, and nothing of ECR in the VPC."""
    figure, axes = sheet(7.2, 3.3)
    box(axes, 0.1, 0.15, 3.9, 3.0, "", "white", linestyle="--")
    axes.text(0.22, 2.97, "your VPC", fontsize=10, weight="bold", va="center")
    box(axes, 0.3, 0.35, 1.6, 2.35, "", "grey")
    axes.text(0.4, 2.53, "private subnet", fontsize=9, va="center")
    box(axes, 0.5, 1.05, 1.2, 0.9, "task on\nFargate\nor host", "green")
    rows = (
        (2.2, "interface endpoint\necr.api", "ECR: its API\n(token, lists)"),
        (1.3, "interface endpoint\necr.dkr", "ECR: registry\n(manifests)"),
        (0.4, "gateway endpoint\ns3", "Amazon S3\n(layers)"),
    )
    for y, endpoint, service in rows:
        box(axes, 2.3, y, 1.55, 0.55, endpoint, "blue")
        box(axes, 5.1, y, 1.8, 0.55, service, "orange")
        arrow(axes, (1.7, 1.5), (2.3, y + 0.27))
        arrow(axes, (3.85, y + 0.27), (5.1, y + 0.27))
    axes.text(5.1, 2.97, "AWS, outside the VPC", fontsize=10, weight="bold", va="center")
    alt = (
        "A task in a private subnet reaches ECR through three endpoints in the VPC: ecr.api for the API, "
        "ecr.dkr for manifests, and an S3 gateway endpoint for the layers. ECR and S3 are outside the VPC."
    )
    return finish(figure, alt=alt, truth="diagram", note=f"The endpoints: {facts.cite('F51')}.")
