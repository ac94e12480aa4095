"""The registry plane: repositories, images of content-addressed layers, tags, and what keeps them clean.

Where things live:

    names, digests     grammar of repository names, tags, references and digests
    blobs              the content-addressed store, in memory or on disk, with streamed uploads
    state              repositories on disk
    tokens             authorization tokens
    manifests          manifests and indexes: exact bytes, what they refer to
    repository         one repository: images, tags, settings
    registry           the registry of one account and Region: push, pull, delete, garbage collection
    pulling            resolve a reference as a container runtime does, and what a transfer costs
    public             a small offline set of well-known public images
    catalog            `add_image`: images of real bytes for lessons, in one line
    image, layers      building, reading and unpacking images in Python
"""

from planes.registry.errors import RegistryError
from planes.registry.pulling import Resolved
from planes.registry.registry import Registry

__all__ = ["Registry", "RegistryError", "Resolved"]
