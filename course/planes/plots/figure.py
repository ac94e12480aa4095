"""From an empty canvas to a drawing that states its kind of truth and describes itself in words."""

from __future__ import annotations

import io
import textwrap
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from planes.errors import PlanesError
from planes.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TRUTHS = ("measured here", "recorded", "published", "modelled", "diagram")
_DOTS_PER_INCH = 144
_SHOWN_DOTS_PER_INCH = 96
_CAPTION_LINE_INCHES = 0.17
_LONGEST_ALTERNATIVE = 600


@dataclass(frozen=True)
class Drawing:
    """A finished figure. As the last value of a cell it shows itself.

    Attributes:
        figure: the matplotlib figure, for a closer look at its axes.
        alt: what the figure shows, in one to three sentences.
        truth: one of `TRUTHS`.
    """

    figure: Figure
    alt: str
    truth: str

    @cached_property
    def png(self) -> bytes:
        """The picture as PNG bytes, 144 dots per inch, at most 256 colours."""
        from PIL import Image

        plain, small = io.BytesIO(), io.BytesIO()
        self.figure.savefig(plain, format="png", dpi=_DOTS_PER_INCH)
        # A palette makes the file about a third as large; notebooks carry every figure with them.
        Image.open(plain).convert("RGB").quantize(256).save(small, format="png", optimize=True)
        return small.getvalue()

    def __repr__(self) -> str:
        """Return the alternative text: what nbval compares and what a screen without pictures shows."""
        return f"Figure ({self.truth}): {self.alt}"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        # JupyterLab and nbconvert's default page drop the `alt` of an image/png output. Both prefer
        # text/html, where the alternative text is an ordinary attribute; image/png stays for what
        # reads no HTML (PDF export, simpler viewers).
        picture = b64encode(self.png).decode("ascii")
        width = round(self.figure.get_figwidth() * _SHOWN_DOTS_PER_INCH)
        page = (
            f'<img alt="{escape(repr(self))}" width="{width}" style="max-width: 100%; height: auto" '
            f'src="data:image/png;base64,{picture}">'
        )
        data = {"text/plain": repr(self), "image/png": picture, "text/html": page}
        return data, {"image/png": {"alt": repr(self), "width": width}}


def canvas(width: float = 7.0, height: float = 3.6, rows: int = 1, columns: int = 1, **options: Any) -> Any:
    """Return an empty figure and its axes in the style of the course.

    The style goes into matplotlib's settings, so that labels added later follow it too.

    Args:
        width: inches; a notebook's column is about 7 wide.
        height: inches.
        rows: rows of axes.
        columns: columns of axes.
        options: passed to `Figure.subplots`, such as `sharex=True`.

    Returns:
        `(figure, axes)`, with axes a single one or an array as `Figure.subplots` gives it.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    matplotlib.rcParams.update(style.RC)
    # Not through pyplot: the figure is shown once, by its Drawing, and is freed with it.
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, **options)


def finish(figure: Figure, *, alt: str, truth: str, note: str = "") -> Drawing:
    """Write the caption under a figure and return it as a `Drawing`.

    Args:
        figure: from `canvas`.
        alt: what the figure shows and what follows from it, in one to three sentences. Give the
            numbers a reader would take from the picture.
        truth: "measured here", "recorded", "published", "modelled" or "diagram".
        note: the rest of the caption: conditions, sources, date.

    Raises:
        PlanesError: no alternative text, an unknown kind of truth, or text under 9 points.
    """
    alt = " ".join(alt.split())
    if truth not in TRUTHS:
        raise PlanesError(f"truth={truth!r} is not a kind of truth. Allowed: {', '.join(TRUTHS)}.")
    if not 20 <= len(alt) <= _LONGEST_ALTERNATIVE:
        raise PlanesError(
            f"The alternative text has {len(alt)} characters: {alt!r}. "
            f"Say in one to three sentences what the figure shows (20 to {_LONGEST_ALTERNATIVE} characters)."
        )
    _refuse_small_text(figure)
    _write_caption(figure, truth, note)
    return Drawing(figure, alt, truth)


def _refuse_small_text(figure: Figure) -> None:
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        size = float(text.get_fontsize())
        if text.get_text().strip() and text.get_visible() and size < style.SMALLEST_TEXT:
            raise PlanesError(
                f"The text {text.get_text()!r} has {size:g} points; "
                f"the smallest allowed is {style.SMALLEST_TEXT:g}."
            )


def _write_caption(figure: Figure, truth: str, note: str) -> None:
    """Print the kind of truth and the note below the axes, and keep the axes clear of it."""
    width, height = figure.get_size_inches()
    sentence = truth.capitalize() + (f" · {note}" if note else "")
    lines = textwrap.wrap(sentence, width=int(width * 14.5))
    share = (len(lines) * _CAPTION_LINE_INCHES + 0.08) / height
    figure.set_layout_engine("constrained", rect=(0.0, share, 1.0, 1.0 - share))
    figure.text(
        0.06 / width,
        0.04 / height,
        "\n".join(lines),
        fontsize=style.SMALLEST_TEXT,
        color=style.GREY,
        va="bottom",
        gid="caption",
    )
