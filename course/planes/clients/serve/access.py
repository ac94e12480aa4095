"""What a user of a served world is given: a kubeconfig, and lines to paste."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path


def write_kubeconfig(path: Path, base: str, token: str, clusters: Sequence[str]) -> None:
    """Write a kubeconfig that only its owner can read, with a context for each cluster.

    Args:
        path: of the file.
        base: URL below which the clusters' APIs are.
        token: for clients that send bearer tokens over plain HTTP; kubectl takes the one in `base`.
        clusters: names; the first is the current context.
    """
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "clusters": [{"name": name, "cluster": {"server": f"{base}/{name}"}} for name in clusters],
        "users": [{"name": "planes", "user": {"token": token}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": "planes"}} for name in clusters],
        "current-context": clusters[0] if clusters else "",
    }
    # JSON is YAML, too.
    path.touch(mode=0o600)
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def instructions(environment: Mapping[str, str], registry_host: str) -> str:
    """Return the lines to paste into a shell: for AWS clients and for kubectl; then what else there is."""
    aws = [(name, value) for name, value in environment.items() if name != "KUBECONFIG"]
    if os.name == "nt":
        first = "; ".join(f'$env:{name} = "{value}"' for name, value in aws)
        second = f'$env:KUBECONFIG = "{environment["KUBECONFIG"]}"'
    else:
        first = "export " + " ".join(f"{name}={value}" for name, value in aws)
        second = f"export KUBECONFIG={environment['KUBECONFIG']}"
    return (
        f"{first}\n{second}\n\n"
        "A cluster made later:   aws eks update-kubeconfig --name NAME\n"
        "Let virtual time pass:  planes step 60\n"
        "Push an image:          aws ecr get-login-password | skopeo login --tls-verify=false "
        f"--username AWS --password-stdin {registry_host}"
    )
