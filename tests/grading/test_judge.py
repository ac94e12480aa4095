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


def _named(module: str, name: str) -> bytes:
    """The step of a pickle that names a class, also one that a module has only imported."""
    parts = [b"\x8c" + bytes([len(part)]) + part.encode() for part in (module, name)]
    return b"".join(parts) + pickle.STACK_GLOBAL


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("botocore.stub", "_ANY"),
        ("kiwisolver", "Variable"),
        ("matplotlib", "subprocess.Popen"),
        ("matplotlib.figure", "Figure.savefig"),
        ("matplotlib.testing.compare", "_Converter"),
        ("numpy", "memmap"),
        ("planes.world", "World"),
    ],
)
def test_classes_that_do_more_than_hold_data_are_refused(module, name):
    from planes.grading import transport

    with pytest.raises(transport.RefusedError):
        transport.read_suspiciously(b"\x80\x04" + _named(module, name) + b")R.")


@pytest.mark.parametrize("steps", [b"}\x8c\x04failK\x01sb", b")R", b"K\x01a", b"K\x01K\x02s", b"(K\x01e"])
def test_a_pickle_may_name_what_was_lent_but_not_change_or_call_it(steps):
    from planes.grading import transport

    lent = type("Lent", (list,), {})()
    assert transport.read_suspiciously(b"\x80\x04K\x00Q.", lambda name: lent) is lent
    with pytest.raises(transport.RefusedError):
        transport.read_suspiciously(b"\x80\x04K\x00Q" + steps + b".", lambda name: lent)
    assert not lent and not vars(lent)


def test_a_pickle_may_not_change_a_class():
    from planes.grading import transport

    data = b"\x80\x04" + _named("planes.virtualization.models", "MemoryModel")
    with pytest.raises(transport.RefusedError):
        transport.read_suspiciously(data + b"N}\x8c\x09total_mibK\x01s\x86b.")


def test_a_figure_with_a_method_of_its_own_is_refused():
    from planes.grading import transport

    figure, other = Figure(), Figure()
    figure.subplots().get_yscale = other.subplots().get_yscale
    with pytest.raises(transport.RefusedError, match="get_yscale"):
        transport.read_suspiciously(transport.pack(figure))


def test_own_kinds_of_plain_values_come_as_plain_ones():
    from planes.grading import transport

    class Pair(tuple):
        __slots__ = ()

    class Table(dict):
        def __eq__(self, other):
            return True

        __hash__ = None

    found = transport.read_suspiciously(transport.pack([Pair((1, 2)), Table(a=1)]))
    assert found == [(1, 2), {"a": 1}] and list(map(type, found)) == [tuple, dict]


def test_an_answer_that_came_before_its_question_does_not_count(court):
    from planes.grading import transport

    found, _ = court
    ours, theirs = socket.socketpair()
    transport.send(theirs, {"outputs": [], "patched": [], "judging": []})
    found.learner.sock = ours
    assert found.run_in_place("assert False")["gone"]
    ours.close(), theirs.close()


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
