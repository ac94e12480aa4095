"""ECR lifecycle policies: what is wrong with one, and which images it would expire or archive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planes.errors import PlanesError
from planes.rules.lifecycle_policy import has_tags, storage_class, validate_lifecycle

__all__ = ["evaluate_lifecycle", "validate_lifecycle"]

_DAY_SECONDS = 86_400
_NAMES = {
    "digest": ("digest", "imageDigest"),
    "tags": ("tags", "imageTags"),
    "pushed_at": ("pushed_at", "imagePushedAt"),
    "pulled_at": ("pulled_at", "lastRecordedPullTime"),
    "activated_at": ("activated_at", "lastActivatedAt"),
    "archived_at": ("archived_at", "lastArchivedAt"),
    "subject": ("subject", "subjectManifestDigest"),
    "referenced_by": ("referenced_by",),
    "storage_class": ("storage_class",),
    "status": ("status", "imageStatus"),
}


@dataclass(frozen=True, slots=True)
class _Image:
    digest: str
    tags: tuple[str, ...]
    counted_from: Any
    pulled_at: Any
    archived_at: Any
    subject: str | None
    referenced_by: tuple[str, ...]
    archived: bool


def evaluate_lifecycle(
    policy: Mapping[str, Any] | str, images: Iterable[Mapping[str, Any]], now: datetime | float
) -> dict[str, int]:
    """Return the images a lifecycle policy acts on: the priority of the acting rule by image digest.

    All rules are evaluated by ascending priority number. A rule identifies the images with its tag
    status, tags and storage class, counts or ages them from the push (or from the last restoration out
    of the archive), and marks those that go beyond its number, except images that a rule before it
    identified: those are claimed, marked or not. So each image is acted on by one rule or none.

    An image in a manifest list stays as long as the list does. A referrer (signature, SBOM) is not
    evaluated itself; it goes with its subject. Of two images pushed at the same instant the later in
    `images` counts as the newer one; AWS does not say. "Since" means longer ago than the number of days.

    Source: F60 to F65, F68, F70, F71.

    Args:
        policy: as `put_lifecycle_policy` takes it, a dictionary or its JSON text.
        images: dictionaries with `digest`, `tags`, `pushed_at`, and optionally `pulled_at`,
            `activated_at`, `archived_at`, `subject` (digest), `referenced_by` (digests of manifest
            lists) and `storage_class` ("standard" or "archive"). The names of `describe_images`
            (`imageDigest`, `imageTags`, `imagePushedAt`, …) do as well.
        now: a datetime, or seconds if the images' times are seconds.

    Raises:
        PlanesError: the policy is not valid, or an image lacks its digest or push time.
    """
    violations = validate_lifecycle(policy)
    if violations:
        raise PlanesError("The lifecycle policy is not valid: " + " ".join(violations))
    rules = (json.loads(policy) if isinstance(policy, str) else policy)["rules"]
    known = [_image(image) for image in images]
    subjects = [image for image in known if image.subject is None]
    marked: dict[str, int] = {}
    claimed: set[str] = set()
    for rule in sorted(rules, key=lambda rule: rule["rulePriority"]):
        identified = [image for image in subjects if _identifies(rule["selection"], image)]
        for image in _beyond(rule["selection"], identified, now):
            if image.digest not in claimed:
                marked[image.digest] = rule["rulePriority"]
        claimed.update(image.digest for image in identified)
    _keep_listed(marked, known)
    by_digest = {image.digest: image for image in known}
    roots = {image.digest: _root(image, by_digest) for image in known}
    return {digest: marked[root] for digest, root in roots.items() if root in marked}


def _image(image: Mapping[str, Any]) -> _Image:
    """Read one image under either set of names."""
    value = {name: next((image[key] for key in keys if key in image), None) for name, keys in _NAMES.items()}
    if value["digest"] is None or value["pushed_at"] is None:
        raise PlanesError(f"An image needs a 'digest' and the time 'pushed_at': {dict(image)!r}.")
    return _Image(
        digest=value["digest"],
        tags=tuple(value["tags"] or ()),
        counted_from=value["activated_at"] if value["activated_at"] is not None else value["pushed_at"],
        pulled_at=value["pulled_at"],
        archived_at=value["archived_at"],
        subject=value["subject"],
        referenced_by=tuple(value["referenced_by"] or ()),
        archived=value["storage_class"] == "archive" or value["status"] == "ARCHIVED",
    )


def _identifies(selection: Mapping[str, Any], image: _Image) -> bool:
    """Tell whether an image has the storage class, tag status and tags a rule speaks of."""
    if image.archived != (storage_class(selection) == "archive"):
        return False
    if selection["tagStatus"] == "any":
        return True
    if selection["tagStatus"] == "untagged":
        return not image.tags
    return has_tags(selection, image.tags)


def _beyond(selection: Mapping[str, Any], images: list[_Image], now: datetime | float) -> list[_Image]:
    """Return the identified images that are more than the rule's number, in count or in days."""
    number = selection["countNumber"]
    if selection["countType"] == "imageCountMoreThan":
        by_age = sorted(images, key=lambda image: image.counted_from)
        return by_age[: max(len(by_age) - number, 0)]
    since = {"sinceImagePushed": _pushed, "sinceImagePulled": _pulled, "sinceImageTransitioned": _archived}
    start = since[selection["countType"]]
    return [image for image in images if _seconds(start(image), now) > number * _DAY_SECONDS]


def _pushed(image: _Image) -> Any:
    return image.counted_from


def _pulled(image: _Image) -> Any:
    """Return the last pull; an image never pulled counts from its push or restoration."""
    return image.counted_from if image.pulled_at is None else image.pulled_at


def _archived(image: _Image) -> Any:
    return image.counted_from if image.archived_at is None else image.archived_at


def _seconds(start: Any, now: Any) -> float:
    """Return the seconds from `start` to `now`, both datetimes or both seconds."""
    try:
        passed = now - start
    except TypeError as error:
        raise PlanesError(
            f"Times of images and 'now' are all datetimes (with or all without a time zone) or all seconds; "
            f"{start!r} and {now!r} do not go together."
        ) from error
    return float(passed.total_seconds() if isinstance(now, datetime) else passed)


def _keep_listed(marked: dict[str, int], images: list[_Image]) -> None:
    """Take the mark off images in a manifest list that stays, until nothing changes any more."""
    present = {image.digest for image in images}
    while True:
        kept = [
            image.digest
            for image in images
            if image.digest in marked
            and any(parent in present and parent not in marked for parent in image.referenced_by)
        ]
        if not kept:
            return
        for digest in kept:
            del marked[digest]


def _root(image: _Image, by_digest: Mapping[str, _Image]) -> str:
    """Return the digest of the image itself, or of the subject at the end of its chain of subjects."""
    seen = {image.digest}
    while image.subject is not None and image.subject in by_digest and image.subject not in seen:
        image = by_digest[image.subject]
        seen.add(image.digest)
    return image.digest
