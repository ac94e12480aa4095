"""Virtual seconds as the dates that API objects carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
"""The date and time of virtual second 0, as in `World.epoch`."""


def moment(seconds: float) -> datetime:
    """Return the date and time of a virtual second, in whole milliseconds."""
    return EPOCH + timedelta(milliseconds=int(seconds * 1000))


def timestamp(seconds: float) -> str:
    """Return a virtual second as Kubernetes writes it, in whole seconds."""
    return (EPOCH + timedelta(seconds=int(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


def age(seconds: float) -> str:
    """Return a duration as kubectl's AGE column writes it: 45s, 3m12s, 5h, 2d."""
    whole = max(0, int(seconds))
    if whole < 120:
        return f"{whole}s"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes < 10:
        rest = whole % 60
        return f"{minutes}m{rest}s" if rest else f"{minutes}m"
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        rest = minutes % 60
        return f"{hours}h{rest}m" if rest else f"{hours}h"
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        rest = hours % 24
        return f"{days}d{rest}h" if rest else f"{days}d"
    return f"{days}d"
