"""Kubernetes versions on EKS: which there are, and for how long they are supported."""

from __future__ import annotations

from datetime import date

from planes import facts
from planes.control_plane.eks.errors import invalid_parameter
from planes.facts import KubernetesVersion

CALENDAR_DATE = date(2026, 11, 22)
"""The day the calendar was compiled. Support is judged on that day, whatever the virtual clock says: virtual
second 0 is no real day of the course."""


def supported() -> list[KubernetesVersion]:
    """Return the versions a cluster can be created with, newest first. Source: facts.calendar()."""
    versions = [v for v in facts.calendar() if v.end_of_extended_support > CALENDAR_DATE]
    return sorted(versions, key=lambda v: minor(v.version), reverse=True)


def default() -> str:
    """Return the version of a cluster that names none: the newest known. AWS's own default may lag behind."""
    return supported()[0].version


def minor(version: str) -> int:
    """Return the minor number of a version such as "1.36"."""
    return int(version.split(".")[1])


def checked(version: str) -> str:
    """Return a version that is supported.

    Raises:
        EksError: InvalidParameterException.
    """
    names = [v.version for v in supported()]
    if version not in names:
        raise invalid_parameter(f"unsupported Kubernetes version {version}; supported are {', '.join(names)}")
    return version


def support(version: KubernetesVersion) -> str:
    """Return "standard-support", "extended-support" or "unsupported". Source: E55."""
    if version.end_of_standard_support >= CALENDAR_DATE:
        return "standard-support"
    return "extended-support" if version.end_of_extended_support >= CALENDAR_DATE else "unsupported"
