"""The in-process client of a cluster's Kubernetes API: what kubectl does, as methods."""

from planes.clients.kubernetes.client import Kubernetes
from planes.clients.kubernetes.results import Objects

__all__ = ["Kubernetes", "Objects"]
