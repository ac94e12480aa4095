import io
import re

import nbformat
import pytest
from nbconvert import HTMLExporter
from PIL import Image
from planes.errors import PlanesError
from planes.plots.figure import TRUTHS, Drawing, canvas, finish
from planes.plots.style import COLOURS, HATCHES, MARKERS, area, series

ALT = "A line rises from 1 to 3 as x goes from 0 to 2."


def drawing(**options: str) -> Drawing:
    figure, axes = canvas(4.0, 3.0)
    axes.plot([0, 1, 2], [1, 2, 3], **series(0))
    axes.set_xlabel("time [s]")
    return finish(figure, **({"alt": ALT, "truth": "modelled", "note": "an example"} | options))


def caption(figure) -> str:
    return next(text.get_text() for text in figure.texts if text.get_gid() == "caption")


def test_plain_text_is_the_alternative_text():
    data, _ = drawing()._repr_mimebundle_()
    assert data["text/plain"] == f"Figure (modelled): {ALT}"


def test_alternative_text_is_in_the_page_and_in_the_metadata():
    data, metadata = drawing(alt='A "quoted" <label> is in the picture.')._repr_mimebundle_()
    assert (
        'alt="Figure (modelled): A &quot;quoted&quot; &lt;label&gt; is in the picture."' in data["text/html"]
    )
    assert metadata["image/png"]["alt"].endswith("is in the picture.")


def test_page_and_picture_show_the_same_bytes():
    data, _ = drawing()._repr_mimebundle_()
    assert re.search(r"base64,([^\"]+)", data["text/html"])[1] == data["image/png"]


def test_two_runs_give_the_same_picture():
    assert drawing().png == drawing().png


def test_background_is_opaque_white():
    picture = Image.open(io.BytesIO(drawing().png)).convert("RGBA")
    assert picture.getpixel((0, 0)) == (255, 255, 255, 255)


@pytest.mark.parametrize("truth", TRUTHS)
def test_caption_starts_with_the_kind_of_truth(truth):
    assert caption(drawing(truth=truth).figure) == f"{truth.capitalize()} · an example"


def test_caption_lies_below_the_axes_and_inside_the_figure():
    shown = drawing(note="word " * 60)
    shown.figure.draw_without_rendering()
    box = next(t for t in shown.figure.texts if t.get_gid() == "caption").get_window_extent()
    axes = shown.figure.axes[0].get_tightbbox()
    assert box.y1 <= axes.y0
    assert box.x0 >= 0 and box.x1 <= shown.figure.bbox.x1


def test_unknown_truth_is_refused():
    with pytest.raises(PlanesError, match="Allowed: measured here"):
        drawing(truth="certain")


@pytest.mark.parametrize("alt", ["", "  ", "A plot.", "word " * 200])
def test_missing_or_endless_alternative_text_is_refused(alt):
    with pytest.raises(PlanesError, match="one to three sentences"):
        drawing(alt=alt)


def test_text_under_nine_points_is_refused():
    figure, axes = canvas()
    axes.text(0.5, 0.5, "tiny", fontsize=7)
    with pytest.raises(PlanesError, match="'tiny' has 7 points"):
        finish(figure, alt=ALT, truth="diagram")


def test_several_axes():
    figure, axes = canvas(rows=2, columns=3, sharex=True)
    assert axes.shape == (2, 3)
    assert len(figure.axes) == 6


def test_neighbouring_series_differ_in_more_than_colour():
    lines = [tuple(map(str, series(number).values())) for number in range(len(COLOURS))]
    for position in range(3):
        assert len({line[position] for line in lines}) == len(COLOURS)
    assert len(set(HATCHES)) == len(set(MARKERS)) == len(COLOURS)
    assert area(1)["hatch"] != area(2)["hatch"]


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_an_exported_page_has_the_alternative_text(template):
    data, metadata = drawing()._repr_mimebundle_()
    cell = nbformat.v4.new_code_cell("draw()")
    cell.outputs = [nbformat.v4.new_output("display_data", data=data, metadata=metadata)]
    page, _ = HTMLExporter(template_name=template).from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert f'alt="Figure (modelled): {ALT}"' in page
    assert "No description has been provided" not in page


def test_series_without_a_colour_take_the_palette_in_order():
    _, axes = canvas()
    colours = [axes.plot([0, 1])[0].get_color() for _ in range(3)]
    assert colours == list(COLOURS[:3])
