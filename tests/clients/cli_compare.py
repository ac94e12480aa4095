"""What AWS's documentation shows that a command prints, beside what the model answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

ROOT_DEPTH = 2
"""A member that is printed this far from the top belongs to every answer, whatever the account holds."""
DIFFERS_BY_NATURE = ("createdAt", "events", "healthStatus", "kubernetesNetworkConfig", "message")


def differences(expected: Any, got: Any, params: dict[str, Any]) -> list[str]:
    """Return the paths at which an answer is not what the documentation determines.

    It determines the members of the answer, the kind of every value, each status, and each value that the
    command itself gave under the same name.
    """
    found: list[str] = []
    _compare(expected, got, "", 0, _given(params), found)
    return sorted(set(found))


def _given(params: Any, name: str = "") -> set[tuple[str, str]]:
    """Return what a command gave: (name, value) pairs."""
    if isinstance(params, dict):
        return {pair for key, value in params.items() for pair in _given(value, key)}
    if isinstance(params, list):
        return {pair for value in params for pair in _given(value, name)}
    return {(name.lower().removesuffix("s"), str(params))}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def _compare(
    expected: Any, got: Any, path: str, depth: int, given: set[tuple[str, str]], found: list[str]
) -> None:
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            if name in got:
                _compare(value, got[name], f"{path}.{name}".lstrip("."), depth + 1, given, found)
            elif depth < ROOT_DEPTH:
                found.append(f"no {path}.{name}".replace(" .", " "))
    elif isinstance(expected, list) and isinstance(got, list):
        for one, other in zip(expected, got, strict=False):
            _compare(one, other, path, depth, given, found)
    elif not isinstance(got, datetime):
        name = path.rpartition(".")[2]
        is_given = (name.lower().removesuffix("s"), str(expected)) in given
        is_determined = is_given or ("status" in name.lower() and name not in DIFFERS_BY_NATURE)
        if _kind(expected) != _kind(got) or (is_determined and expected != got):
            found.append(f"{path}: {got}"[:100])
