"""The registry plane's face for real tools: the OCI distribution protocol over HTTP.

    app         the application: authentication, routes, errors
    blobs       blobs and upload sessions
    manifests   manifests, tags, referrers

Needs the extra `serve` (Starlette); nothing here is imported by `import planes`.
"""

from planes.clients.oci.app import registry_app

__all__ = ["registry_app"]
