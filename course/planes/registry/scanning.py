"""Scanning: the packages in an image against a small list of made-up weaknesses.

The list, advisories.csv, is invented for the course: no entry is a real CVE. What is read is what a basic
scan reads, the operating system's package database (here Debian's) as the layers leave it (F47).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from planes.errors import PlanesError
from planes.registry.catalog import PACKAGES_PATH
from planes.registry.errors import RegistryError
from planes.registry.layers import union
from planes.registry.manifests import IMAGE_CONFIGS, Manifest
from planes.registry.repository import Repository, matches_wildcard

if TYPE_CHECKING:
    from planes.registry.registry import Registry

SCAN_SECONDS = 30.0  # the model's choice
PAUSE_SECONDS = 24 * 3600.0  # one scan per image in that time (F83)
SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")


class ScanUnsupported(RegistryError):  # noqa: N818
    """Something that is not an image of one platform."""


class ScanLimit(RegistryError):  # noqa: N818
    """The image was scanned less than a day ago."""


class Advisory(NamedTuple):
    """One made-up weakness of a package below a version."""

    name: str
    package: str
    fixed_in: str
    severity: str
    description: str


class Finding(NamedTuple):
    """An advisory that applies, and the version found."""

    advisory: Advisory
    version: str


@dataclass(slots=True)
class Scan:
    """One scan of one image. Times are virtual seconds; status as in ECR's ScanStatus."""

    started_at: float
    status: str = "IN_PROGRESS"
    description: str = ""
    completed_at: float | None = None
    findings: list[Finding] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the number of findings by severity."""
        return dict(Counter(finding.advisory.severity for finding in self.findings))


class Scanner:
    """Scans images on push, where that is set, and on demand."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.scans: dict[tuple[str, str], Scan] = {}

    def on_push(self, repository: Repository, manifest: Manifest) -> None:
        """Scan a new image if its repository or the registry's scanning rules say so."""
        is_new = (repository.name, manifest.digest) not in self.scans
        if is_new and _is_image(manifest) and self.frequency(repository) == "SCAN_ON_PUSH":
            self.start(repository, manifest.digest)

    def frequency(self, repository: Repository) -> str:
        """Return SCAN_ON_PUSH, CONTINUOUS_SCAN or MANUAL."""
        for rule in self._registry.settings.scan_rules:
            if any(matches_wildcard(repository.name, entry["filter"]) for entry in rule["repositoryFilters"]):
                return rule["scanFrequency"]
        return "SCAN_ON_PUSH" if repository.scan_on_push else "MANUAL"

    def start(self, repository: Repository, digest: str) -> Scan:
        """Begin a scan; it is complete SCAN_SECONDS later."""
        manifest = repository.find(digest).manifest
        if not _is_image(manifest):
            raise ScanUnsupported(f"The media type '{manifest.media_type}' is not supported.")
        now = self._registry.clock.now
        last = self.scans.get((repository.name, digest))
        if last is not None and now - last.started_at < PAUSE_SECONDS:
            raise ScanLimit("The scan quota per image has been exceeded. Wait and try again.")
        scan = self.scans[repository.name, digest] = Scan(now)
        self._registry.clock.after(SCAN_SECONDS, self._finish, repository, digest, scan)
        return scan

    def _finish(self, repository: Repository, digest: str, scan: Scan) -> None:
        if digest not in repository.images or repository.name not in self._registry.repositories:
            scan.status, scan.description = "FAILED", "The image was deleted."
            return
        scan.completed_at = self._registry.clock.now
        packages = self._packages(repository, repository.images[digest].manifest)
        if packages is None:
            scan.status = "UNSUPPORTED_IMAGE"
            scan.description = (
                "UnsupportedImageError: The operating system and/or package manager are not supported."
            )
            return
        scan.status, scan.description = "COMPLETE", "The scan was completed successfully."
        scan.findings = find(packages)
        self._registry.record(f"{repository.name}@{digest}", "image scanned", findings=scan.counts())

    def _packages(self, repository: Repository, manifest: Manifest) -> dict[str, str] | None:
        """Return versions by package, or None where there is no package database to read."""
        layers = []
        for descriptor in manifest.layers:
            if self._registry.has_blob(repository.name, descriptor["digest"]):
                layers.append(self._registry.blobs.read(descriptor["digest"]))
        try:
            entry = union(layers).get(PACKAGES_PATH)
        except PlanesError:
            return None
        return None if entry is None else _parse_packages(entry.content.decode(errors="replace"))


def find(packages: Mapping[str, str]) -> list[Finding]:
    """Return the advisories that apply to these versions, the gravest first."""
    found = [
        Finding(advisory, packages[advisory.package])
        for advisory in advisories()
        if advisory.package in packages and _numbers(packages[advisory.package]) < _numbers(advisory.fixed_in)
    ]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.advisory.severity))


@cache
def advisories() -> tuple[Advisory, ...]:
    """Return the made-up advisories."""
    text = resources.files("planes.registry").joinpath("advisories.csv").read_text(encoding="utf-8")
    return tuple(Advisory(**row) for row in csv.DictReader(text.splitlines()))


def _is_image(manifest: Manifest) -> bool:
    return manifest.config is not None and manifest.config["mediaType"] in IMAGE_CONFIGS


def _parse_packages(text: str) -> dict[str, str]:
    found, name = {}, ""
    for line in text.splitlines():
        key, _, value = line.partition(": ")
        if key == "Package":
            name = value.strip()
        elif key == "Version" and name:
            found[name] = value.strip()
    return found


def _numbers(version: str) -> tuple[int, ...]:
    """Versions compare by their numbers: enough for a made-up list, not for Debian's real rules."""
    return tuple(int(number) for number in re.findall(r"\d+", version))
