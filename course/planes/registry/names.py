"""The grammar of repository names, tags and image references."""

from __future__ import annotations

import re
from typing import NamedTuple

from planes.registry.digests import is_digest
from planes.registry.errors import NameInvalid, PullError, TagInvalid

# Source: OCI distribution specification, "Pulling manifests" (F31, F32).
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_NAME = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")


def is_name(text: str) -> bool:
    """Return whether `text` is a repository name (at most 256 characters, as in ECR)."""
    return len(text) <= 256 and _NAME.fullmatch(text) is not None


def is_tag(text: str) -> bool:
    """Return whether `text` is a tag."""
    return _TAG.fullmatch(text) is not None


def check_name(text: str) -> str:
    """Return `text` if it is a repository name, else raise NameInvalid."""
    if not is_name(text):
        raise NameInvalid(
            f"{text!r} is not a repository name: lower-case letters and digits, separated by one of "
            ". _ __ - and /, at most 256 characters."
        )
    return text


def check_tag(text: str) -> str:
    """Return `text` if it is a tag, else raise TagInvalid."""
    if not is_tag(text):
        raise TagInvalid(
            f"{text!r} is not a tag: 1 to 128 letters, digits, underscores, periods and hyphens, "
            "not beginning with a period or hyphen."
        )
    return text


class Reference(NamedTuple):
    """An image reference taken apart: `host/repository:tag@digest`."""

    host: str | None
    repository: str
    tag: str | None
    digest: str | None

    @property
    def wanted(self) -> str:
        """The digest if there is one, else the tag; `latest` where neither was given."""
        return self.digest or self.tag or "latest"

    def __str__(self) -> str:
        """Return the reference as one writes it, with the tag that was meant."""
        name = f"{self.host}/{self.repository}" if self.host else self.repository
        return f"{name}@{self.digest}" if self.digest else f"{name}:{self.wanted}"


def parse_reference(text: str) -> Reference:
    """Take an image reference apart.

    The first component is a host if it has a period or a colon or is `localhost`, as in Docker.

    Raises:
        PullError: not a reference, in the words of a container runtime.
    """
    rest, at, digest = text.partition("@")
    host: str | None = None
    first, slash, others = rest.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        host, rest = first, others
    name, colon, tag = rest.partition(":")
    if name != name.lower():
        raise PullError(f"invalid reference format: repository name ({name}) must be lowercase")
    valid = is_name(name) and (not colon or is_tag(tag)) and (not at or is_digest(digest))
    if not valid:
        raise PullError(f"invalid reference format: {text!r}")
    return Reference(host, name, tag or None, digest or None)
