import enum
import sys
from collections import Counter, OrderedDict, namedtuple
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from planes.learning import CodeRaised, NotTried, WrongAnswer, expect, expect_value, wording

NAN = float("nan")
Point = namedtuple("Point", "x y")
Colour = enum.Enum("Colour", "RED BLUE")


class Chameleon:
    """Says that it equals anything and is whatever is asked for."""

    __hash__ = object.__hash__

    def __init__(self, claims: type = object) -> None:
        self._claims = claims

    @property
    def __class__(self):
        return self._claims

    def __repr__(self):
        return "chameleon"

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __len__(self):
        return 1

    def __float__(self):
        return 2.0

    __int__ = __index__ = lambda self: 2


def pretending(base: type) -> type:
    """Return a subclass of a built-in type whose instances equal anything."""
    return type("Pretending", (base,), {"__eq__": lambda a, b: True, "__hash__": base.__hash__})


def give(value):
    def answer():
        return value

    return expect(answer)


def text_of(failure) -> list[str]:
    return str(failure.value).splitlines()


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


# What the learner reads


def test_a_failure_names_call_result_expectation_and_nudge():
    def median_ms(samples):
        return sum(samples) / len(samples)

    with pytest.raises(WrongAnswer) as failure:
        expect(median_ms, [3, 1, 8]).returns(float).equal(3, nudge="Sort the samples first.")
    assert text_of(failure) == [
        "Call:     median_ms([3, 1, 8])",
        "Got:      4.0 (a float)",
        "Expected: 3",
        "Look at:  Sort the samples first.",
    ]


def test_without_a_nudge_there_are_three_lines():
    with pytest.raises(WrongAnswer) as failure:
        give(1).equal(2)
    assert len(text_of(failure)) == 3


def test_an_untouched_stub_is_not_tried():
    def stub(x):
        raise NotImplementedError()

    with pytest.raises(NotTried) as failure:
        expect(stub, 1).returns(int).equal(2, nudge="Add one.")
    assert "nothing yet" in str(failure.value)
    assert "Replace that line" in str(failure.value)


def test_an_error_in_the_code_is_told_from_a_wrong_answer():
    def divide(x):
        return x / 0

    with pytest.raises(CodeRaised) as failure:
        expect(divide, 1).equal(2)
    assert text_of(failure)[1] == (
        "Got:      the error ZeroDivisionError: division by zero, at: return x / 0"
    )


@pytest.mark.parametrize(
    "error", [SystemExit(1), RecursionError(), AssertionError("mine"), ValueError("a\nb")]
)
def test_any_error_of_the_code_is_reported_in_one_line(error):
    def answer():
        raise error

    with pytest.raises(CodeRaised) as failure:
        expect(answer).equal(1)
    assert len(text_of(failure)) == 3


def test_an_interrupt_goes_through():
    def answer():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        expect(answer)


def test_something_that_is_no_function():
    with pytest.raises(CodeRaised, match="5 is not a function"):
        expect(5, 1).equal(1)


def test_long_values_are_shortened_and_the_place_is_named():
    right = list(range(500))
    with pytest.raises(WrongAnswer) as failure:
        give([*right[:400], -1, *right[401:]]).equal(right)
    assert text_of(failure)[1:] == [
        "Got:      [0, 1, 2, 3, … 495 more …, 499], at [400]: -1",
        "Expected: [0, 1, 2, 3, … 495 more …, 499], at [400]: 400",
    ]


def test_a_small_value_is_shown_whole_where_the_words_may_name_any_item():
    small = dict.fromkeys("ABCDEFGH", "EC2 or Fargate")
    with pytest.raises(WrongAnswer) as failure:
        give(small).satisfies(lambda value: False, "the right answers for D to H")
    assert text_of(failure)[1] == f"Got:      {small}"
    for large in (list(range(1000)), ["x" * 300]):
        with pytest.raises(WrongAnswer) as failure:
            give(large).satisfies(lambda value: False, "something else")
        assert len(text_of(failure)[1]) <= 110


def test_long_arguments_are_shortened_and_short_ones_are_not():
    def plan(samples, rate, name):
        return 0

    with pytest.raises(WrongAnswer) as failure:
        expect(plan, list(range(1000)), rate="x" * 500, name="web").equal(1)
    line = text_of(failure)[0]
    assert line.startswith("Call:     plan([0, 1, 2, ") and " more …, 999], rate='xxx" in line
    assert line.endswith("name='web')") and len(line) <= 110


@pytest.mark.parametrize(
    ("got", "expected", "one", "other"),
    [
        ("a" * 300 + "b", "a" * 300 + "X", "291 characters … aaaaaaaaaab'", "291 characters … aaaaaaaaaaX'"),
        (list(range(200)), list(range(201)), " 198, 199]", " 198, 199, 200]"),
        ([["x" * 99, 1]], [["x" * 99, 2]], ", at [0][1]: 1", ", at [0][1]: 2"),
    ],
)
def test_what_is_long_and_begins_alike_is_told_apart(got, expected, one, other):
    with pytest.raises(WrongAnswer) as failure:
        give(got).equal(expected)
    lines = text_of(failure)
    assert lines[1].endswith(one) and lines[2].endswith(other)


def test_numbers_of_numpy_are_shown_as_plain_ones():
    with pytest.raises(WrongAnswer) as failure:
        give({"mean": np.float64(2.0), "counts": [np.int64(3)]}).equal({"mean": 2.0, "counts": [4]})
    assert text_of(failure)[1] == "Got:      {'mean': 2.0, 'counts': [3]}"


def test_a_long_error_is_shortened():
    def answer():
        raise ValueError("no " * 500)

    with pytest.raises(CodeRaised) as failure:
        expect(answer).equal(1)
    line = text_of(failure)[1]
    assert len(line) < 300 and " characters … " in line


def test_a_value_that_cannot_be_printed():
    class Shy:
        def __repr__(self):
            raise ValueError

    with pytest.raises(WrongAnswer, match="<Shy object>"):
        give(Shy()).equal(1)


def test_a_met_expectation_says_so_without_being_read_as_partial_credit(shell):
    with capture_output() as captured:
        shell.run_cell("from planes.learning import expect; expect(abs, -1).equal(1)")
    assert [output.data for output in captured.outputs] == [{"text/plain": "As expected."}]


def test_a_notebook_shows_the_message_only(shell):
    with capture_output() as captured:
        shell.run_cell("from planes.learning import expect; expect(abs, -1).equal(2)")
    assert captured.stdout.splitlines() == ["WrongAnswer", "Call:     abs(-1)", "Got:      1", "Expected: 2"]


# The call


def test_the_function_gets_copies():
    samples = [3, 1, 2]

    def greedy(values, *, more):
        values.clear()
        more.append(1)

    more = [[]]
    expect(greedy, samples, more=more)
    assert samples == [3, 1, 2]
    assert more == [[]]


def test_what_cannot_be_copied_is_passed_on():
    assert expect(sum, (n for n in range(4))).equal(6)


def test_stderr_of_the_function_is_dropped(capsys):
    def noisy():
        print("careful", file=sys.stderr)
        return 1

    expect(noisy).equal(1)
    assert capsys.readouterr().err == ""


def test_the_function_is_called_once():
    calls = []
    expect(lambda: calls.append(1) or 5).returns(int).equal(5).close(5.0)
    assert calls == [1]


# Types


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (2, float),
        (2.5, float),
        (np.float32(2), float),
        (np.int64(2), int),
        (np.bool_(True), bool),
        (Point(1, 2), tuple),
        (Counter("ab"), dict),
        ([1], (list, tuple)),
        (np.array([1]), np.ndarray),
        (None, type(None)),
    ],
)
def test_types_a_right_answer_may_have(value, wanted):
    give(value).returns(wanted)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (True, int),
        (True, float),
        (2.0, int),
        ("2", float),
        (1, bool),
        (None, float),
        ((1,), list),
        (Chameleon(float), float),
        (Chameleon(list), list),
        ((n for n in [1]), list),
    ],
)
def test_types_a_wrong_answer_has(value, wanted):
    with pytest.raises(WrongAnswer, match=r"Expected: an? "):
        give(value).returns(wanted)


def test_a_generator_is_named_and_not_consumed():
    numbers = (n for n in [1, 2])
    with pytest.raises(WrongAnswer, match="a generator; list"):
        give(numbers).equal([1, 2])
    assert list(numbers) == [1, 2]


# Equality

VALUES = [
    0,
    2,
    -1.5,
    1j,
    "x",
    b"x",
    True,
    NAN,
    [],
    [1, "a", NAN],
    (1, [2]),
    {"a": [1, {2}], 3: NAN},
    {1, "a", (2, 3)},
    frozenset({1}),
    Point(1, 2),
    Colour.RED,
    datetime(2026, 1, 5, tzinfo=UTC),
    range(3),
    np.arange(6).reshape(2, 3),
    np.array([1.0, NAN]),
    np.array(["a", "b"]),
    pd.DataFrame({"a": [1.0, NAN]}),
    pd.Series([1, 2]),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_equals_itself(value):
    give(value).equal(value)


@pytest.mark.parametrize("expected", VALUES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("other", [*VALUES, None], ids=lambda value: type(value).__name__)
def test_different_values_do_not_equal(expected, other):
    if expected is other or {type(expected), type(other)} == {tuple, Point}:
        return
    with pytest.raises(WrongAnswer):
        give(other).equal(expected)


@pytest.mark.parametrize("expected", VALUES, ids=lambda value: type(value).__name__)
def test_an_object_that_equals_anything_equals_nothing(expected):
    with pytest.raises(WrongAnswer):
        give(Chameleon(type(expected))).equal(expected)


@pytest.mark.parametrize("base", [int, float, str, list, dict, set, tuple, frozenset])
def test_a_subclass_that_equals_anything_is_compared_by_its_contents(base):
    expected = base([(1, 2)]) if base in (list, dict, set, tuple, frozenset) else base("7")
    with pytest.raises(WrongAnswer):
        give(pretending(base)()).equal(expected)


@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: (1, x), lambda x: {"a": x}, lambda x: {x}])
def test_a_pretender_inside_a_container_is_found(wrap):
    with pytest.raises(WrongAnswer):
        give(wrap(Chameleon(int))).equal(wrap(5))


def test_a_pretending_key_is_found():
    with pytest.raises(WrongAnswer):
        give({Chameleon(str): 1}).equal({"a": 1})


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (2.0, 2),
        (np.float64(2), 2),
        (np.int32(2), 2.0),
        ([np.int64(1), 2], [1, 2]),
        (OrderedDict(b=1, a=2), {"a": 2, "b": 1}),
        (Point(1, 2), (1, 2)),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        ({np.str_("a"): np.int64(1)}, {"a": 1}),
    ],
)
def test_right_answers_written_otherwise(got, expected):
    give(got).equal(expected)


@pytest.mark.parametrize(
    ("got", "expected"), [(1, True), (True, 1), ([1], (1,)), ("1", 1), ([1, 2, 3], [1, 2])]
)
def test_kinds_of_value_are_kept_apart(got, expected):
    with pytest.raises(WrongAnswer):
        give(got).equal(expected)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=10,
)


@given(PLAIN)
def test_every_plain_value_equals_its_copy_and_not_a_list_of_it(value):
    import copy

    give(copy.deepcopy(value)).equal(value)
    with pytest.raises(WrongAnswer):
        give([value]).equal(value)


@given(PLAIN, st.integers(20, 120))
def test_every_plain_value_fits_where_it_is_shown(value, longest):
    assert len(wording.short(value, longest)) <= longest


# Tolerance


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1.0 + 1e-9, 1),
        ([1, 2 + 1e-9], [1, 2]),
        ({"a": 1e9 + 1}, {"a": 1e9}),
        (np.array([1, 2 + 1e-9]), np.array([1.0, 2.0])),
        (float("inf"), float("inf")),
        (NAN, NAN),
        (1j + 1e-9, 1j),
    ],
)
def test_close_accepts_rounding(got, expected):
    give(got).close(expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [(1.01, 1), ([1], [1, 1]), ("1", 1), (None, 1), (Chameleon(float), 2.0), (NAN, 1), (True, 1)],
)
def test_close_refuses_the_rest(got, expected):
    with pytest.raises(WrongAnswer):
        give(got).close(expected)


def test_absolute_tolerance():
    give(0.004).close(0, abs=0.01)


# Errors and questions


def test_the_expected_error():
    expect(int, "x").raises(ValueError)
    expect({}.__getitem__, "x").raises(LookupError)


def test_no_error_where_one_is_expected():
    with pytest.raises(WrongAnswer, match="Expected: the error ValueError"):
        give(1).raises(ValueError, nudge="Refuse negative counts.")


def test_another_error_than_expected():
    with pytest.raises(CodeRaised, match="TypeError"):
        expect(int, []).raises(ValueError)


def test_a_stub_is_not_tried_where_an_error_is_expected():
    def stub():
        raise NotImplementedError()

    with pytest.raises(NotTried):
        expect(stub).raises(ValueError)


def test_a_question_about_the_value():
    give([1, 2]).satisfies(lambda got: len(got) == 2, "two values")


@pytest.mark.parametrize("holds", [lambda got: False, lambda got: got.axes[0]])
def test_a_question_answered_no_or_not_at_all(holds):
    with pytest.raises(WrongAnswer, match="Expected: an axis with a log scale"):
        give(5).satisfies(holds, "an axis with a log scale")


def test_a_variable():
    expect_value("answer", {"a": 1}).is_a(dict).equal({"a": 1})
    with pytest.raises(WrongAnswer, match="Value:    answer"):
        expect_value("answer", 3).equal(4)


@pytest.mark.parametrize("value", [None, ...])
def test_a_variable_not_set(value):
    with pytest.raises(NotTried):
        expect_value("answer", value).equal(4)
