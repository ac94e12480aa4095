"""What one submission may take of the grader's time, and what a person sees of it."""

from __future__ import annotations

import sys

import grading_demo as demo
import nbformat
import pytest

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")
@pytest.mark.slow
def test_cells_that_wait_end_with_the_time_for_all_of_them(course, run_batch):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout = 5", "timeout = 1"))
    notebook = demo.submission()
    waiting = [nbformat.v4.new_code_cell("import time\ntime.sleep(0.9)") for _ in range(40)]
    notebook.cells[1:1] = waiting
    demo.hand_in(course, "waits", notebook)
    result = run_batch(course, jobs=1)["waits"]
    late = [words for words in result.faults if "too long in all" in words]
    assert len(late) >= 25 and result.score == 0


def _cleaned(cell):
    from planes.grading.passive import KeepPassive

    notebook = nbformat.v4.new_notebook(cells=[cell])
    KeepPassive().preprocess(notebook, {})
    return cell


def test_outputs_keep_text_pictures_and_plain_html():
    data = {
        "text/plain": "a",
        "text/html": f"<table><td>1</td></table>{SCRIPT}",
        "image/png": "AAAA",
        "application/javascript": "alert(1)",
        "image/svg+xml": "<svg/>",
    }
    output = nbformat.v4.new_output("display_data", data=data, metadata={"image/png": {"width": "1"}})
    kept = _cleaned(nbformat.v4.new_code_cell("x", outputs=[output])).outputs[0]
    assert set(kept.data) == {"text/plain", "text/html", "image/png"}
    assert "<table>" in kept.data["text/html"] and "<script" not in kept.data["text/html"]
    assert kept.metadata == {"image/png": {}}


def test_a_learners_text_keeps_its_words_and_loses_its_scripts():
    cell = _cleaned(nbformat.v4.new_markdown_cell(f"If a < b, **bold** <b>too</b> {SCRIPT}"))
    assert "**bold** <b>too</b>" in cell.source and "<script" not in cell.source


def test_a_text_without_tags_is_left_as_it_is():
    words = "If a < b and b > c, then `a << c`."
    assert _cleaned(nbformat.v4.new_markdown_cell(words)).source == words


def test_characters_that_no_file_or_terminal_takes_are_replaced():
    from planes.grading.printable import printable

    assert printable("caf\u00e9 \ud800\x1b[2J\u202e\n") == "caf\u00e9 \ufffd\ufffd[2J\ufffd\n"
