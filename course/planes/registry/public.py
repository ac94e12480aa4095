"""A small set of well-known public images, made up offline so that `nginx` or `busybox` can be pulled.

Names are real, bytes are not: each image is made by `add_image`, its declared size of the order of the real
one (the model's choice), for amd64 and arm64. The model does not interpret commands, so an operating system
image runs on, as if it slept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from planes.registry.names import Reference

if TYPE_CHECKING:
    from planes.registry.registry import Registry


class PublicImage(NamedTuple):
    """Declared size of the layers, number of layers, and seconds until the program answers."""

    size_mib: float
    layers: int
    start_seconds: float


_LIBRARY = {
    "alpine": PublicImage(4, 1, 0.1),
    "amazonlinux": PublicImage(55, 1, 0.1),
    "busybox": PublicImage(2, 1, 0.1),
    "debian": PublicImage(47, 1, 0.1),
    "httpd": PublicImage(57, 6, 0.5),
    "memcached": PublicImage(30, 6, 0.3),
    "mysql": PublicImage(220, 10, 15.0),
    "nginx": PublicImage(70, 7, 0.5),
    "node": PublicImage(380, 8, 0.5),
    "postgres": PublicImage(150, 14, 3.0),
    "python": PublicImage(360, 7, 0.5),
    "redis": PublicImage(45, 7, 0.5),
    "ubuntu": PublicImage(30, 1, 0.1),
    "wordpress": PublicImage(230, 22, 3.0),
}
_IMAGES = (
    {f"docker.io/library/{name}": image for name, image in _LIBRARY.items()}
    | {f"public.ecr.aws/docker/library/{name}": image for name, image in _LIBRARY.items()}
    | {
        "public.ecr.aws/amazonlinux/amazonlinux": _LIBRARY["amazonlinux"],
        "public.ecr.aws/nginx/nginx": _LIBRARY["nginx"],
        "public.ecr.aws/eks-distro/kubernetes/pause": PublicImage(0.3, 1, 0.0),
        "quay.io/prometheus/node-exporter": PublicImage(12, 3, 0.3),
        "quay.io/prometheus/prometheus": PublicImage(120, 10, 2.0),
        "registry.k8s.io/hpa-example": PublicImage(190, 10, 1.0),
        "registry.k8s.io/pause": PublicImage(0.3, 1, 0.0),
        "ghcr.io/opencontainers/example": PublicImage(5, 2, 0.2),
    }
)
# Which tags exist upstream is not known here: version numbers and these few words do.
_TAGS = re.compile(r"(latest|stable|mainline|alpine|v?\d.*)")


def public_name(reference: Reference) -> str | None:
    """Return `host/repository` of a public image, or None if this set does not have it.

    Without a host it is Docker Hub, and without a `/` its `library`, as in Docker.
    """
    host = reference.host or "docker.io"
    is_short = host == "docker.io" and "/" not in reference.repository
    name = f"{host}/{'library/' if is_short else ''}{reference.repository}"
    return name if name in _IMAGES else None


def ensure_public(registry: Registry, name: str, tag: str) -> None:
    """Make the public image `name:tag` in the registry of public images, if such a tag exists upstream."""
    repository = registry.ensure_repository(name)
    if tag not in repository.tags and _TAGS.fullmatch(tag):
        image = _IMAGES[name]
        registry.add_image(f"localhost/{name}:{tag}", architectures=("amd64", "arm64"), **image._asdict())
