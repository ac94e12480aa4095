"""Digests: `algorithm:encoded` over exact bytes."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from planes.registry.errors import DigestInvalid

# Source: OCI image specification, descriptor.md (F09). BLAKE3 is registered too, but the standard
# library has no implementation of it, so this registry answers that it is not supported.
HEX_DIGITS = {"sha256": 64, "sha512": 128}
_SYNTAX = re.compile(r"([a-z0-9]+(?:[+._-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)")


def digest_of(data: bytes, algorithm: str = "sha256") -> str:
    """Return the digest of exactly these bytes."""
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"


def split_digest(digest: str) -> tuple[str, str]:
    """Return (algorithm, hexadecimal part) of a digest this registry supports.

    Raises:
        DigestInvalid: wrong syntax, wrong length, upper case, or an algorithm that is not supported.
    """
    match = _SYNTAX.fullmatch(digest)
    if match is None:
        raise DigestInvalid(f"{digest!r} is not a digest: expected algorithm:hexadecimal, such as sha256:…")
    algorithm, encoded = match.groups()
    if algorithm not in HEX_DIGITS:
        raise DigestInvalid(f"Digest algorithm {algorithm!r} is not supported; use sha256 or sha512.")
    if re.fullmatch(rf"[a-f0-9]{{{HEX_DIGITS[algorithm]}}}", encoded) is None:
        raise DigestInvalid(
            f"{digest!r} is not a digest: {algorithm} needs {HEX_DIGITS[algorithm]} lower-case hex digits."
        )
    return algorithm, encoded


def is_digest(text: str) -> bool:
    """Return whether `text` is a digest this registry supports."""
    try:
        split_digest(text)
    except DigestInvalid:
        return False
    return True


def new_hash(digest_or_algorithm: str) -> Any:
    """Return a hashlib object for the algorithm of a digest."""
    return hashlib.new(digest_or_algorithm.partition(":")[0])
