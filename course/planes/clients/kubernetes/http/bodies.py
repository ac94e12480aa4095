"""Request bodies: JSON, YAML, and the few kinds that kubectl writes as protobuf."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from planes.clients.kubernetes.http import protobuf
from planes.control_plane.eks.patches import APPLY, JSON_PATCH, MERGE, STRATEGIC
from planes.control_plane.eks.status import ApiError, bad_request

MAX_BYTES = 3 * 2**20
"""The API server takes no bigger bodies."""
_JSON = ("application/json", "", "text/plain", JSON_PATCH, MERGE, STRATEGIC)
_YAML = ("application/yaml", APPLY)
PATCHES = (JSON_PATCH, MERGE, STRATEGIC, APPLY)


def media_type(header: str) -> str:
    """Return a Content-Type without its parameters."""
    return header.partition(";")[0].strip().lower()


def decode(data: bytes, content_type: str) -> Any:
    """Return a body as JSON, None if there is none.

    Raises:
        ApiError: BadRequest, or UnsupportedMediaType with what to use instead.
    """
    if not data:
        return None
    kind = media_type(content_type)
    try:
        if kind in _JSON:
            return json.loads(data, parse_constant=_no_number)
        if kind in _YAML:
            return _read_yaml(data)
        if kind == protobuf.MEDIA_TYPE:
            return protobuf.decode(data)
    except protobuf.UnknownKindError as error:
        raise _unsupported(f"{error}; send application/json (kubectl apply does)") from None
    except RecursionError:
        raise bad_request("the body is nested too deeply") from None
    except ValueError as error:
        raise bad_request(f"the body of the request cannot be read as {kind or 'JSON'}: {error}") from None
    raise _unsupported(f"the body of the request was in an unknown format - {kind}; send application/json")


def check_patch(kind: str) -> str:
    """Return the media type of a patch.

    Raises:
        ApiError: UnsupportedMediaType.
    """
    if kind not in PATCHES:
        accepted = ", ".join(PATCHES)
        raise _unsupported(
            f"the body of the request was in an unknown format - accepted media types include: {accepted}"
        )
    return kind


def _unsupported(message: str) -> ApiError:
    return ApiError(415, "UnsupportedMediaType", message)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _read_yaml(data: bytes) -> Any:
    import yaml

    try:
        read = yaml.safe_load(data)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    # Plain JSON, so that dates do not get into the store.
    return json.loads(json.dumps(read, default=str))
