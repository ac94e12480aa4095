"""`planes serve` and `planes step`: a world on loopback for kubectl, the aws CLI and OCI clients."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from planes.errors import PlanesError

_BOOT_SECONDS = 120


def serve(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="TCP port on 127.0.0.1; 0 takes a free one.")
    ] = 0,
    speed: Annotated[
        float, typer.Option(min=0, help="Virtual seconds per second; with 0 only steps count.")
    ] = 1,
    directory: Annotated[
        Path | None, typer.Option(help="Where the registry keeps pushed layers; in memory if not given.")
    ] = None,
    cluster: Annotated[
        list[str] | None, typer.Option(help="An EKS cluster to begin with; may be given several times.")
    ] = None,
    nodes: Annotated[int, typer.Option(min=0, help="m5.large nodes of each of these clusters.")] = 3,
    seed: Annotated[int, typer.Option(help="Decides ids, launch times and ties.")] = 0,
) -> None:
    """Serve a new world on 127.0.0.1 until Ctrl-C: AWS services, the Kubernetes API and the registry."""
    from planes.world import World

    world = World(seed=seed)
    server = world.serve(port=port, speed=speed, directory=directory)
    for name in cluster or ["shop"]:
        world.eks.add_cluster(name)
        if nodes:
            world.add_hosts(name, "m5.large", nodes)
    world.run(seconds=_BOOT_SECONDS)
    server.run_forever(lambda: typer.echo(f"{server.instructions()}\nStop with Ctrl-C."))


def step(
    seconds: Annotated[float, typer.Argument(help="Virtual seconds.")],
) -> None:
    """Let virtual time pass in the world that AWS_ENDPOINT_URL and AWS_ACCESS_KEY_ID lead to."""
    url, token = os.environ.get("AWS_ENDPOINT_URL"), os.environ.get("AWS_ACCESS_KEY_ID", "")
    if not url:
        raise PlanesError("AWS_ENDPOINT_URL is not set. Paste the lines that planes serve printed.")
    request = urllib.request.Request(f"{url}/planes/run?seconds={seconds}", method="POST")
    request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request) as response:
            now = json.load(response)["now"]
    except urllib.error.HTTPError as error:
        raise PlanesError(json.load(error)["message"]) from None
    except (urllib.error.URLError, ValueError) as error:
        raise PlanesError(f"No world answers on {url} ({error}). Is planes serve still running?") from None
    typer.echo(f"It is virtual second {now:g}.")
