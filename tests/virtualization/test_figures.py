import dataclasses

import pytest
from planes import PlanesError
from planes.plots import map as map_of_subject
from planes.plots import packaging, virtualization, virtualization_memory, virtualization_stacks
from planes.registry.layers import make_layer
from planes.virtualization import fit_memory, percentile, recorded

RUN = recorded()
PILE = [make_layer({"a": "1", "d/b": "1"}), make_layer({"a": "2"}, opaque=["d"])]
ROWS = {"m5.large": {"memory": 58, "addresses": 29}, "m5.xlarge": {"memory": 120, "addresses": 58}}
FIGURES = {
    "startup": lambda: virtualization.startup(RUN, [0.5, 0.7]),
    "pull": virtualization.pull_share,
    "memory": lambda: virtualization_memory.memory_per_instance(RUN),
    "model": lambda: virtualization_memory.memory_model(RUN),
    "density": lambda: virtualization_memory.density(ROWS, "128 MiB"),
    "stacks": virtualization_stacks.stacks,
    "pile": lambda: packaging.pile(PILE),
    "map": map_of_subject.subject_map,
}


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_of_a_figure_leaves_it(name):
    figure = FIGURES[name]().figure
    figure.draw_without_rendering()
    page = figure.bbox
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert page.x0 - 1 <= box.x0 and box.x1 <= page.x1 + 1, text.get_text()
            assert page.y0 - 1 <= box.y0 and box.y1 <= page.y1 + 1, text.get_text()


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "stacks"])
def test_no_two_labels_overlap(name):
    figure = FIGURES[name]().figure
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts if text.get_text()]
        for index, (words, box) in enumerate(boxes):
            clashing = [other for other, where in boxes[index + 1 :] if box.overlaps(where)]
            assert not clashing, (words, clashing)


def test_start_up_is_drawn_on_a_log_axis_with_its_medians_in_words():
    drawing = FIGURES["startup"]()
    assert drawing.truth == "recorded"
    assert {axes.get_xscale() for axes in drawing.figure.axes} == {"log"}
    assert f"{percentile(RUN.kinds['OCI container'].startup_ms, 50):.1f} ms" in drawing.alt


def test_live_samples_do_not_change_the_words():
    assert virtualization.startup(RUN, [0.5]).alt == virtualization.startup(RUN, [5.0]).alt


def test_the_fitted_line_is_told_in_words():
    sizes = RUN.kinds["OCI container"].memory
    model = fit_memory([size.count for size in sizes], [size.pss_kib / 1024 for size in sizes])
    assert f"{model.fixed_mib:.1f} + {model.each_mib:.1f}" in FIGURES["model"]().alt


def only(kind, **changes):
    return dataclasses.replace(RUN, kinds={kind: dataclasses.replace(RUN.kinds[kind], **changes)})


def test_a_recording_without_containers_can_be_drawn():
    assert "process" in virtualization_memory.memory_per_instance(only("process")).alt
    assert "virtual machine" in virtualization_memory.memory_model(only("virtual machine")).alt


def test_a_recording_without_memory_is_refused_with_a_way_out():
    with pytest.raises(PlanesError, match="recorded"):
        virtualization_memory.memory_per_instance(only("process", memory=[]))


def test_the_view_from_above_is_told_for_every_path():
    assert "a from layer 1; d/ hidden; d/b hidden" in FIGURES["pile"]().alt


def test_every_limit_is_told_for_every_host():
    assert "m5.large 58/29; m5.xlarge 120/58" in FIGURES["density"]().alt
