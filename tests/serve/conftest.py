"""A served world, and the real clients that are driven against it."""

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from planes.clients.serve import Server
from planes.world import World

SPEED = 30  # virtual seconds per second: a rollout takes less than a second
_numbers = itertools.count(1)


def make_world() -> World:
    """Return a world with an EKS cluster of three nodes and an application in two versions."""
    world = World(seed=1)
    world.eks.add_cluster("shop")
    world.add_hosts("shop", "m5.large", 3)
    for version in (1, 2):
        world.registry.add_image(f"shop/web:{version}", size_mib=50, start_seconds=2)
    world.run(minutes=2)
    return world


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    """Serve such a world while the tests of a module run."""
    with make_world().serve(speed=SPEED) as server:
        yield server


@dataclass
class Tool:
    """A command line client in a home folder of its own."""

    command: list[str]
    environment: dict[str, str]
    folder: Path
    options: list[str] = field(default_factory=list)

    def __call__(
        self, *words: str, stdin: str | None = None, fails: bool = False, seconds: float = 30
    ) -> str:
        """Run it and return what it printed, on stderr if it was to fail."""
        done = subprocess.run(
            [*self.command, *words, *self.options],
            env=self.environment,
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert (done.returncode != 0) == fails, f"{words}: {done.stdout}{done.stderr}"
        return done.stderr if fails else done.stdout

    def json(self, *words: str):
        """Run it and return what it printed, read as JSON."""
        return json.loads(self(*words))


def environment(server: Server, home: Path) -> dict[str, str]:
    """Return a client's environment: the server's lines, and nothing of this machine's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        **server.environment(),
    }


def kubectl_command() -> str | None:
    """Return where kubectl 1.30 or newer is."""
    found = shutil.which("kubectl")
    if found is None:
        return None
    done = subprocess.run([found, "version", "--client", "-o", "json"], capture_output=True, text=True)
    version = json.loads(done.stdout)["clientVersion"] if done.returncode == 0 else {"minor": "0"}
    return found if int(version["minor"].rstrip("+")) >= 30 else None


def aws_command() -> str | None:
    """Return where an aws CLI is that reads AWS_ENDPOINT_URL: 1.29, 2.13 or newer."""
    found = shutil.which("aws")
    if found is None:
        return None
    done = subprocess.run([found, "--version"], capture_output=True, text=True)
    if done.returncode:
        return None
    major, minor = (int(part) for part in done.stdout.split()[0].partition("/")[2].split(".")[:2])
    return found if (major, minor) >= (1, 29) and (major, minor) not in {(2, n) for n in range(13)} else None


@pytest.fixture(scope="session")
def kubectl_path() -> str:
    found = kubectl_command()
    if found is None:
        pytest.skip("needs kubectl 1.30 or newer (sh .ci/tools FOLDER gets it)")
    return found


@pytest.fixture(scope="session")
def aws_path() -> str:
    found = aws_command()
    if found is None:
        pytest.skip("needs the aws CLI, 1.29, 2.13 or newer (sh .ci/tools FOLDER gets it)")
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def space(served: Server) -> str:
    """Return a namespace of the test's own."""
    name = f"test-{next(_numbers)}"
    with served.lock:
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        served.world.kubernetes("shop").create(body)
    return name


@pytest.fixture
def kubectl(served: Server, kubectl_path: str, home: Path, space: str) -> Tool:
    """Return kubectl, working in a namespace of the test's own."""
    return Tool([kubectl_path, "-n", space], environment(served, home), home)


@pytest.fixture
def aws(served: Server, aws_path: str, home: Path) -> Tool:
    """Return the aws CLI."""
    return Tool([aws_path, "--output", "json"], environment(served, home), home)


def deployment(name: str = "web", image: str = "shop/web:1", replicas: int = 2) -> str:
    """Return a manifest."""
    return json.dumps(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": name},
            "spec": {
                "replicas": replicas,
                "selector": {"matchLabels": {"app": name}},
                "template": {
                    "metadata": {"labels": {"app": name}},
                    "spec": {
                        "containers": [
                            {"name": name, "image": image, "resources": {"requests": {"cpu": "50m"}}}
                        ]
                    },
                },
            },
        }
    )
