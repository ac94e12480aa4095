"""Which requirement, changed alone, changes the choice?"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, NamedTuple

from planes import facts
from planes.choosing.decide import Choice, choose
from planes.choosing.needs import Needs


class Change(NamedTuple):
    """One requirement changed alone, and what is chosen then."""

    need: str
    before: object
    after: object
    choice: Choice
    changes: str
    """"control plane", "capacity" or "" when the choice stays."""


def changes(needs: Needs) -> list[Change]:
    """Change each requirement alone and choose again: a yes becomes a no, a number its other extreme."""
    now = choose(needs)
    found = []
    for field in fields(needs):
        before = getattr(needs, field.name)
        after = _other(field.name, before)
        changed: dict[str, Any] = {field.name: after}
        choice = choose(replace(needs, **changed))
        if choice.control_plane != now.control_plane:
            what = "control plane"
        else:
            what = "capacity" if choice.capacity != now.capacity else ""
        found.append(Change(field.name, before, after, choice, what))
    return found


def _other(name: str, value: object) -> object:
    if name == "use_percent":
        return 40.0 if float(str(value)) > 60 else 95.0
    if name == "hosts_in_one_cluster":
        most = facts.number("D92")
        return 10 if int(str(value)) > most else int(2 * most)
    return not value
