"""The judge believes data of known classes, and nothing else."""

from __future__ import annotations

import contextlib
import pickle
import socket
import sys
import threading

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the judge runs on Linux")

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


class Always:
    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.fixture
def court():
    """A judge, and the names of a learner whose kernel answers from a thread."""
    from planes.grading import answers, judge

    ours, theirs = socket.socketpair()
    names: dict = {}

    def answer():
        with theirs, contextlib.suppress(EOFError, OSError):
            line = answers.line(theirs, names)
            while True:
                line.serve()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    found = judge.Court()
    found.learner = judge.Learner(ours)
    yield found, names
    ours.close()
    thread.join()


def _error(answer) -> str:
    return next((one["ename"] for one in answer["outputs"] if one["output_type"] == "error"), "")


@given(PLAIN)
def test_plain_values_come_through_unchanged(value):
    from planes.grading import transport

    assert transport.read_suspiciously(transport.pack(value)) == value


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data):
    from planes.grading import transport

    with contextlib.suppress(transport.RefusedError):
        transport.read_suspiciously(data)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(3.0),
        np.float64(2),
        pd.DataFrame({"a": [1, 2]}),
        pd.Timestamp("2026-01-01"),
        {1, 2},
        range(3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_fields_own_values_come_through(value):
    from planes.grading import transport

    assert type(transport.read_suspiciously(transport.pack(value))) is type(value)


def test_a_figure_comes_through_with_its_scales_and_labels():
    from planes.grading import transport

    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 10], label="x")
    axes.set_yscale("log")
    axes.xaxis.set_major_formatter(lambda value, position: "a")
    axes.legend()
    found = transport.read_suspiciously(transport.pack(figure))
    assert found.axes[0].get_yscale() == "log" and found.axes[0].get_legend() is not None


@pytest.mark.parametrize(
    "call", [(eval, ("1",)), (getattr, ("", "join")), (__import__, ("os",)), (open, ("/x",))]
)
def test_calls_hidden_in_a_pickle_are_refused(call):
    from planes.grading import transport

    class Trick:
        def __reduce__(self):
            return call

    with pytest.raises(transport.RefusedError):
        transport.read_suspiciously(pickle.dumps(Trick()))


def test_a_function_is_called_where_it_lives(court):
    found, names = court
    names["double"] = lambda value: value * 2
    assert _error(found.run("assert double(21) == 42", ["double"])) == ""


def test_an_object_that_equals_everything_earns_nothing(court):
    found, names = court
    names["answer"] = Always
    assert _error(found.run("assert answer() == 42", ["answer"])) == "AssertionError"


def test_a_name_that_is_missing_is_a_name_error(court):
    found, _ = court
    assert _error(found.run("double(1)", ["double"])) == "NameError"


def test_an_error_keeps_its_class(court):
    found, names = court

    def check(value):
        raise KeyError(value)

    names["check"] = check
    assert _error(found.run("check('x')", ["check"])) == "KeyError"


def test_what_a_call_does_to_its_arguments_is_seen(court):
    found, names = court
    names["sort"] = lambda values: values.sort()
    assert _error(found.run("data = [3, 1, 2]\nsort(data)\nassert data == [1, 2, 3]", ["sort"])) == ""


def test_what_a_function_prints_is_printed_here(court):
    found, names = court
    names["say"] = lambda: print("hello")
    source = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n    say()\n"
    assert _error(found.run(f"{source}assert out.getvalue() == 'hello\\n'", ["say"])) == ""


def test_a_last_value_is_the_cells_result_for_partial_credit(court):
    found, names = court
    names["half"] = lambda: 2.5
    outputs = found.run("half()", ["half"])["outputs"]
    assert outputs[0]["output_type"] == "execute_result" and outputs[0]["data"] == {"text/plain": "2.5"}
