"""Covers: the grammar of Kubernetes quantities, exactness, the API server's errors."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules.kubernetes import QuantityError, canonical_quantity, parse_quantity

FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
SUFFIX = "unable to parse quantity's suffix"
NUMBER = "unable to parse numeric part of quantity"
DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1", 1),
        ("100m", Fraction(1, 10)),
        ("0.5", Fraction(1, 2)),
        (".5", Fraction(1, 2)),
        ("1.", 1),
        ("1.G", 10**9),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1e+3", 1000),
        ("1E-3", Fraction(1, 1000)),
        ("1E", 10**18),
        ("0.5Gi", 2**29),
        ("1.5Gi", 3 * 2**29),
        ("128Mi", 2**27),
        ("-1Ki", -1024),
        ("+7", 7),
        ("00012", 12),
        ("250n", Fraction(250, 10**9)),
        ("3u", Fraction(3, 10**6)),
        ("12.3k", 12300),
        ("9223372036854775808", 2**63),
        ("1000E", 10**21),
    ],
)
def test_a_quantity_has_its_exact_value(text, value):
    assert parse_quantity(text) == value


@pytest.mark.parametrize(("text", "value"), [("8Ei", 2**63 - 1), ("-8Ei", 1 - 2**63), ("7Ei", 7 * 2**60)])
def test_a_binary_quantity_is_capped(text, value):
    assert parse_quantity(text) == value


@pytest.mark.parametrize(
    ("text", "nanos"), [("0.1n", 1), ("-0.1n", -1), ("1.5n", 2), ("1e-20", 1), ("0e-20", 0)]
)
def test_what_is_finer_than_a_billionth_is_rounded_away_from_zero(text, nanos):
    assert parse_quantity(text) == Fraction(nanos, 10**9)


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "1 Gi", "aoeu", "1.1.M", "1+1.0M", "0.1am", "1Gib", "١", "1,5", "1/2"]
)
def test_a_wrong_form_gets_the_api_servers_words(text):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    assert caught.value.reason == FORM
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    "text", ["1i", ".5i", "-3.01i", "1K", "1ki", "0.1mi", "-3.01e-", "1e", "1Gii", "1mm"]
)
def test_a_wrong_suffix_gets_the_api_servers_words(text):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    assert caught.value.reason == SUFFIX


@pytest.mark.parametrize("value", [None, True, [], b"1", {}])
def test_what_is_neither_text_nor_number_is_refused(value):
    with pytest.raises(PlanesError, match="is not a quantity"):
        parse_quantity(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(QuantityError):
        parse_quantity(number)


def test_an_absurd_exponent_is_refused_at_once():
    with pytest.raises(QuantityError, match="suffix"):
        parse_quantity("1e999999999")


@pytest.mark.parametrize(
    ("number", "value"), [(2, 2), (0.1, Fraction(1, 10)), (1e-7, Fraction(1, 10**7)), (-3, -3)]
)
def test_a_number_is_what_yaml_would_write(number, value):
    assert parse_quantity(number) == value


@given(st.integers(-(10**6), 10**6), st.sampled_from(sorted(DECIMAL)))
def test_decimal_suffixes_are_powers_of_ten(number, suffix):
    assert parse_quantity(f"{number}{suffix}") == number * Fraction(10) ** DECIMAL[suffix]


@given(st.integers(0, 7), st.sampled_from(sorted(BINARY)))
def test_binary_suffixes_are_powers_of_1024(number, suffix):
    assert parse_quantity(f"{number}{suffix}") == number * 1024 ** BINARY[suffix]


@given(st.integers(-(10**15), 10**15))
def test_a_value_written_in_nanos_comes_back(nanos):
    assert parse_quantity(f"{nanos}n") * 10**9 == nanos


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_decimal_text_keeps_its_value(number):
    assert parse_quantity(format(number, "f")) == Fraction(number)


@given(st.text(alphabet="0123456789.+-eEinumkKMGTP ", max_size=8))
def test_any_text_gives_a_value_or_the_api_servers_error(text):
    try:
        value = parse_quantity(text)
    except QuantityError as error:
        assert error.reason in (FORM, SUFFIX, NUMBER)
    else:
        assert parse_quantity(value) == value


@pytest.mark.parametrize("text", ["Pi", "-Ei", ".Pi", "e-10", "+E-12"])
def test_the_largest_binary_and_smallest_decimal_powers_need_a_digit(text):
    with pytest.raises(QuantityError) as error:
        parse_quantity(text)
    assert error.value.reason == NUMBER


@pytest.mark.parametrize("text", ["+", "-", ".", "Ki", "k", "Ti", "E", "e5", "e-9"])
def test_other_missing_digits_count_as_zero(text):
    assert parse_quantity(text) == 0


@pytest.mark.parametrize("text", ["1e", "1e+", "1K", "1ki", "1m5", "--1", "1-", "1Ki5", "1ee1"])
def test_an_unknown_suffix_is_named(text):
    with pytest.raises(QuantityError) as error:
        parse_quantity(text)
    assert error.value.reason == SUFFIX


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0.5Gi", "512Mi"),
        ("1.5Gi", "1536Mi"),
        ("1024Mi", "1Gi"),
        ("1000Ki", "1000Ki"),
        ("0.1Ki", "102400m"),
        ("1.0001Mi", "1048680857600u"),
        ("1000m", "1"),
        ("0.1", "100m"),
        (0.1, "100m"),
        (2, "2"),
        ("1.5", "1500m"),
        ("1000", "1k"),
        ("1024", "1024"),
        ("-1000m", "-1"),
        ("0Gi", "0"),
        ("1e4", "10e3"),
        ("5e-1", "500e-3"),
        ("1E6", "1e6"),
        ("1000Ei", "9223372036854775807"),
        (Fraction(1, 4), "250m"),
    ],
)
def test_a_quantity_is_written_back_without_fraction_and_with_the_largest_suffix(text, canonical):
    """As recorded from the API server's own package."""
    assert canonical_quantity(text) == canonical


@given(st.integers(-(10**12), 10**12), st.sampled_from([*DECIMAL, *BINARY, "e2", "E-5"]))
def test_writing_a_quantity_back_keeps_its_value(number, suffix):
    value = parse_quantity(f"{number}{suffix}")
    assert parse_quantity(canonical_quantity(f"{number}{suffix}")) == value
