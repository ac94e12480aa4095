"""Container technology on AWS: a working model of its three planes, to be called from notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["PlanesError", "World", "__version__"]

from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.world import World


def __getattr__(name: str) -> Any:
    # The world is loaded when first asked for, so that `import planes` stays quick.
    if name == "World":
        from planes.world import World

        return World
    raise AttributeError(f"module 'planes' has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """Offer `%planes` in a notebook after `%load_ext planes`."""
    from planes.grading import magic

    magic.load_ipython_extension(shell)
