"""Amazon EKS: clusters, node groups, Fargate profiles, and the Kubernetes control plane behind them."""

from planes.control_plane.eks.eks import Eks

__all__ = ["Eks"]
