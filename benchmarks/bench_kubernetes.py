"""5,000 nodes and 150,000 pods, the limit Kubernetes itself publishes, and how the cost grows.

Covers: API server, scheduler, controllers, kubelets and data plane together.
Scenario: nodes register, 50 Deployments of 3,000 pods are applied and scheduled, ten of them are updated, one
zone is lost; in all an hour passes. From 1/16 to the full size.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench_data_plane import peak_mib
from planes.plots.figure import canvas, finish
from planes.world import World
from table import cpu_seconds, show

NODES, DEPLOYMENTS, PODS_PER_NODE = 5_000, 50, 30
FRACTIONS = (16, 8, 4, 2, 1)
PICTURE = Path(__file__).parent.parent / "artifacts" / "kubernetes-growth.png"


def manifest(name: str, image: str, replicas: int) -> dict[str, object]:
    """Return a Deployment."""
    resources = {"requests": {"cpu": "250m", "memory": "512Mi"}}
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": [{"name": "app", "image": image, "resources": resources}]},
    }
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def scenario(nodes: int) -> World:
    """Play the hour on a cluster of this many nodes."""
    world = World(seed=1)
    for tag in ("1", "2"):
        world.registry.add_image(f"shop/web:{tag}", size_mib=100)
    world.eks.add_cluster("large")
    kubernetes = world.kubernetes("large")
    world.add_hosts("large", "m5.4xlarge", nodes)
    world.run(minutes=2)
    replicas = nodes * PODS_PER_NODE // DEPLOYMENTS
    for number in range(DEPLOYMENTS):
        kubernetes.apply(manifest(f"web-{number}", "shop/web:1", replicas))
    world.run(minutes=8)
    answering = sum(report.state == "answering" for report in world.ec2.running().values())
    if answering != replicas * DEPLOYMENTS:
        raise SystemExit(
            f"{answering} of {replicas * DEPLOYMENTS} pods answer: the scenario is not what it says"
        )
    for number in range(DEPLOYMENTS // 5):
        kubernetes.apply(manifest(f"web-{number}", "shop/web:2", replicas))
    world.run(minutes=20)
    world.fail("us-east-1b")
    world.run(minutes=30)
    return world


def one_size(nodes: int) -> None:
    """Print CPU seconds, peak memory and events of one run, for the parent."""
    worlds: list[World] = []
    seconds = cpu_seconds(lambda: worlds.append(scenario(nodes)))
    print(seconds, peak_mib(), len(worlds[0].events))


def draw(pods: list[int], seconds: list[float]) -> None:
    """Save the growth as a picture, beside the line of twice the cost for twice the pods."""
    figure, axes = canvas(width=6.0, height=3.6)
    axes.loglog(pods, seconds, marker="o", label="measured")
    axes.loglog(pods, [seconds[0] * count / pods[0] for count in pods], linestyle=":", label="proportional")
    axes.set_xlabel("pods (log scale)")
    axes.set_ylabel("CPU seconds (log scale)")
    axes.set_xticks(pods, [f"{count:,}" for count in pods], minor=False)
    axes.set_yticks([5, 10, 20, 50], ["5", "10", "20", "50"], minor=False)
    axes.minorticks_off()
    axes.legend()
    ends = [f"{cost:.1f} CPU seconds at {count:,} pods" for cost, count in zip(seconds, pods, strict=True)]
    told = f"One virtual hour cost {ends[0]} and {ends[-1]}."
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(finish(figure, alt=told, truth="measured here", note="one run at each size").png)
    print(f"drawn: {PICTURE.relative_to(PICTURE.parent.parent)}")


def main() -> None:
    """Run every size in a process of its own, print the growth and draw it."""
    rows: list[tuple[object, ...]] = []
    sizes: list[int] = []
    costs: list[float] = []
    for fraction in FRACTIONS:
        nodes = NODES // fraction
        command = [sys.executable, __file__, str(nodes)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        seconds, memory, events = float(output[0]), float(output[1]), int(output[2])
        growth = f"{seconds / costs[-1]:.2f}" if costs else ""
        pods = nodes * PODS_PER_NODE // DEPLOYMENTS * DEPLOYMENTS
        rows.append((f"1/{fraction}", f"{nodes:,}", f"{pods:,}", f"{events:,}", seconds, memory, growth))
        sizes.append(pods)
        costs.append(seconds)
    show(
        "One virtual hour of Kubernetes",
        ("size", "nodes", "pods", "events", "CPU s", "peak MiB", "ratio to half"),
        rows,
        "wanted: full size below 60 CPU s and 2,048 MiB, a ratio of at most 2.3 from one size to the next",
    )
    draw(sizes, costs)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_size(int(sys.argv[1]))
    else:
        main()
