"""What hosts and control planes get of the registry, and what is left of it while it is down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from planes.data_plane.protocol import Layer
from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.registry import Registry

Resolved = tuple[str, tuple[Layer, ...], Mapping[str, str]]
"""An image's digest, layers and labels."""


class ImageSupply:
    """The registry as the other planes see it.

    Args:
        registry: returns it; it is built when something is first asked of it.
        is_down: whether it answers nobody now.
    """

    def __init__(self, registry: Callable[[], Registry], is_down: Callable[[], bool]) -> None:
        self._registry, self._is_down = registry, is_down
        self._resolved: dict[str, Resolved] = {}

    def fetch(self, layer: Layer, host: str) -> float:
        """Return how many seconds a host takes to download a layer.

        Raises:
            PlanesError: the registry is down.
        """
        if self._is_down():
            raise PlanesError("the registry does not answer")
        return self._registry().fetch(layer.digest, layer.size, host)

    def resolve(self, reference: str) -> Resolved:
        """Return what an image reference means.

        While the registry is down, hosts still know the manifests that were resolved before.

        Raises:
            PlanesError: there is no such image, or the registry is down and it was never resolved.
        """
        if not self._is_down():
            digest, layers, labels = self._registry().resolve(reference)
            found = (digest, tuple(Layer(*layer) for layer in layers), labels)
            by_digest = f"{reference.partition('@')[0]}@{digest}"
            self._resolved[reference] = self._resolved[by_digest] = found
        elif reference not in self._resolved:
            raise PlanesError(f"the registry does not answer, and {reference} was never resolved before")
        return self._resolved[reference]
