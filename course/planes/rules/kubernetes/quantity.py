"""Kubernetes quantities such as 100m, 0.5Gi or 1e3, exactly."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from planes.errors import PlanesError

FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
SUFFIX_WRONG = "unable to parse quantity's suffix"
NUMBER_WRONG = "unable to parse numeric part of quantity"

_FORM = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_EXPONENT = re.compile(r"[eE]([+-]?[0-9]+)")
_LARGEST_EXPONENT = 1000
_LARGEST_BINARY = 2**63 - 1
_WITHOUT_DIGITS = -9
"""A text without digits is 0, but not with a smaller power of ten or Pi or Ei: as in the API server."""


class QuantityError(PlanesError):
    """A malformed quantity. `reason` is the API server's own sentence, `text` what was given."""

    def __init__(self, text: object, reason: str) -> None:
        super().__init__(f"{text!r} is not a quantity: {reason}")
        self.text, self.reason = text, reason


def parse_quantity(text: str | int | float | Fraction) -> Fraction:
    """Return the exact value of a Kubernetes quantity: "100m" is 1/10, "0.5Gi" is 536870912.

    The grammar is the API server's: a sign, digits with an optional point, and a suffix: n, u, m, k,
    M, G, T, P or E (powers of ten), Ki to Ei (powers of two), or an exponent such as e3. As there, a
    value finer than a billionth is rounded away from zero to billionths, a value with a binary suffix
    is capped at 2⁶³ − 1, and missing digits count as zero (but "Pi", "Ei" and "e-10" alone are
    refused). A number stands for its own decimal text, as in YAML. Only exponents beyond ±1000 are
    refused here and not there.

    Source: K8S staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go.

    Raises:
        QuantityError: the text is malformed; `reason` has the API server's words.
    """
    if isinstance(text, Fraction):
        return text
    written = _as_text(text)
    form = _FORM.fullmatch(written) if written and written.isascii() else None
    if form is None:
        raise QuantityError(text, FORMAT_WRONG)
    sign, whole, decimals, suffix = form[1], form[2] or "", form[3] or "", form[4]
    factor = _factor(text, suffix)
    if not whole + decimals and (suffix in ("Pi", "Ei") or factor < Fraction(10) ** _WITHOUT_DIGITS):
        raise QuantityError(text, NUMBER_WRONG)
    value = Fraction(int(whole + decimals or "0"), 10 ** len(decimals)) * factor
    value = Fraction(math.ceil(value * 10**9), 10**9)
    if suffix in _BINARY:
        value = min(value, Fraction(_LARGEST_BINARY))
    return -value if sign == "-" else value


def _as_text(quantity: object) -> str:
    """Return a text as it is, a number as YAML would write it; anything else is refused."""
    if isinstance(quantity, str):
        return quantity
    if isinstance(quantity, bool) or not isinstance(quantity, int | float):
        raise QuantityError(quantity, FORMAT_WRONG)
    return repr(quantity)


def _factor(text: object, suffix: str) -> Fraction:
    """Return what a suffix multiplies by."""
    if suffix in _DECIMAL:
        return Fraction(10) ** _DECIMAL[suffix]
    if suffix in _BINARY:
        return Fraction(2) ** _BINARY[suffix]
    exponent = _EXPONENT.fullmatch(suffix)
    if exponent is None or abs(int(exponent[1])) > _LARGEST_EXPONENT:
        raise QuantityError(text, SUFFIX_WRONG)
    return Fraction(10) ** int(exponent[1])


def canonical_quantity(text: str | int | float | Fraction) -> str:
    """Return a quantity as the API server writes it back: "0.5Gi" is "512Mi", "1000m" is "1".

    Without a fraction and with the largest suffix of the kind it was given in: powers of ten, powers of
    two, or an exponent. A binary quantity below 1024 or with a fraction is written in powers of ten.

    Source: K8S staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go.

    Raises:
        QuantityError: the text is malformed.
    """
    value = parse_quantity(text)
    form = None if isinstance(text, Fraction) else _FORM.fullmatch(_as_text(text))
    suffix = form[4] if form is not None else ""
    if suffix in _BINARY and abs(value) >= 1024 and value.denominator == 1:
        number, power = _reduced(value, 1024, largest=6)
        return f"{number}{('', *_BINARY)[power]}"
    exponential = suffix not in _DECIMAL and suffix not in _BINARY
    number, power = _reduced(value, 1000, largest=_LARGEST_EXPONENT if exponential else 6)
    if exponential:
        return f"{number}e{3 * power}" if power else str(number)
    return f"{number}{tuple(_DECIMAL)[power + 3]}"


def _reduced(value: Fraction, base: int, largest: int) -> tuple[int, int]:
    """Return a whole number and the largest power of `base` whose product is `value`."""
    power = 0
    while value.denominator != 1:
        value, power = value * base, power - 1
    while value and value.numerator % base == 0 and power < largest:
        value, power = value / base, power + 1
    return int(value), power
