"""The Kubernetes API over HTTP, for kubectl and other real clients. Needs the extra `serve`.

kubernetes_app(world, token, lock)    an ASGI application; the cluster `shop` is below /shop
"""

from planes.clients.kubernetes.http.app import KubernetesApp

__all__ = ["KubernetesApp"]
