"""Reading manifests: YAML text with one or several documents, or dicts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from planes.control_plane.eks.resources import Resource, of_manifest
from planes.control_plane.eks.status import bad_request


def read(manifest: str | Mapping[str, Any]) -> list[tuple[Resource, dict[str, Any]]]:
    """Return the objects of a manifest with their kinds.

    Raises:
        ApiError: the text is no YAML, a document is no object, or the model has no such kind.
    """
    found = []
    for body in _documents(manifest):
        if not isinstance(body, dict):
            raise bad_request(f"a manifest is an object with apiVersion, kind and metadata, not {body!r:.60}")
        if body.get("kind") == "List":
            found += [pair for item in body.get("items") or () for pair in read(item)]
            continue
        for field in ("kind", "apiVersion"):
            if not body.get(field):
                raise bad_request(f"Object '{field[0].upper() + field[1:]}' is missing in the manifest")
        resource = of_manifest(body["apiVersion"], body["kind"])
        if resource is None:
            raise bad_request(
                f'no matches for kind "{body["kind"]}" in version "{body["apiVersion"]}"; '
                "ensure CRDs are installed first"
            )
        if not isinstance(body.get("metadata"), dict):
            raise bad_request(f"error validating data: {body['kind']} has no metadata")
        found.append((resource, body))
    return found


def _documents(manifest: str | Mapping[str, Any]) -> Iterator[Any]:
    if not isinstance(manifest, str):
        # Plain JSON, so that dates or tuples of a caller do not get into the store.
        yield json.loads(json.dumps(manifest, default=str))
        return
    import yaml

    try:
        documents = list(yaml.safe_load_all(manifest))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error)
        raise bad_request(f"error converting YAML to JSON: yaml{where}: {problem}") from None
    yield from (document for document in documents if document is not None)
