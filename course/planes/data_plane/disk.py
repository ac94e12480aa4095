"""Pulling images: the layers on one machine's disk and the link they come through."""

from __future__ import annotations

from collections.abc import Iterable

from planes.data_plane.protocol import Container, Fetch


class Disk:
    """The layers one machine has or is downloading.

    The link is modelled as a queue: one layer at a time at full bandwidth, later pulls behind earlier
    ones. A layer that somebody else is already downloading is waited for, not downloaded twice. Space
    is unlimited: nothing is cleaned up.

    Attributes:
        layers: by digest, the virtual second from which the layer is complete.
    """

    __slots__ = ("_link_free_at", "layers")

    def __init__(self) -> None:
        self.layers: dict[str, float] = {}
        self._link_free_at = 0.0

    def pull(self, containers: Iterable[Container], host: str, now: float, fetch: Fetch) -> float:
        """Queue the layers that are missing.

        Args:
            containers: whose images are needed.
            host: asked for the layer, for the registry's record.
            now: virtual seconds.
            fetch: says how many seconds one layer takes; raises PlanesError if it cannot be had.

        Returns:
            The virtual second at which every layer is complete; `now` or less if they all are.
        """
        layers, complete_at = self.layers, now
        for container in containers:
            for layer in container.layers:
                ready_at = layers.get(layer.digest)
                if ready_at is None:
                    ready_at = max(now, self._link_free_at) + fetch(layer, host)
                    self._link_free_at = layers[layer.digest] = ready_at
                complete_at = max(complete_at, ready_at)
        return complete_at

    def lose_power(self, now: float) -> None:
        """Forget every layer that was not complete."""
        self.layers = {digest: at for digest, at in self.layers.items() if at <= now}
        self._link_free_at = now
