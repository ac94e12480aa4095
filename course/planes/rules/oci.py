"""OCI image rules: digests and chain ids."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from planes.errors import PlanesError

_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


def digest(bytes: bytes) -> str:
    """Return the digest of exactly these bytes: "sha256:" and 64 lower-case hexadecimal digits.

    Source: F09. Writing the same JSON differently gives another digest.
    """
    return f"sha256:{hashlib.sha256(bytes).hexdigest()}"


def chain_id(diff_ids: Sequence[str]) -> str:
    """Return the ChainID of layers stacked in this order, the base layer first.

    The ChainID of one layer is its DiffID; each further layer gives the digest of
    "<ChainID so far> <DiffID>". Source: F13.

    Args:
        diff_ids: digests of the uncompressed layers, such as "sha256:…".

    Raises:
        PlanesError: there is no layer, or one is not a sha256 digest.
    """
    for diff_id in diff_ids:
        if not _SHA256.fullmatch(diff_id):
            raise PlanesError(
                f"{diff_id!r} is not a DiffID: 'sha256:' and 64 lower-case hexadecimal digits are. "
                "See facts.get('F09')."
            )
    if not diff_ids:
        raise PlanesError("A ChainID needs at least one DiffID. See facts.get('F13').")
    chain = diff_ids[0]
    for diff_id in diff_ids[1:]:
        chain = digest(f"{chain} {diff_id}".encode())
    return chain
