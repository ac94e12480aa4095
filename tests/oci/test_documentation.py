"""The commands of docs/serving.md on images are run in their order, as a reader would run them."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from oci.tools import Client, check_layout
from planes.world import World
from serve.conftest import aws_command, environment, kubectl_command

pytestmark = [pytest.mark.xdist_group("oci-documentation"), pytest.mark.slow]
TEXT = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```bash\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


def test_the_commands_on_images_work(tmp_path):
    tools = {"kubectl 1.30 or newer": kubectl_command(), "an aws CLI of 1.29, 2.13 or newer": aws_command()}
    if missing := [name for name, path in tools.items() if path is None]:
        pytest.skip(f"needs {' and '.join(missing)} (sh .ci/tools FOLDER gets it)")
    world = World(seed=1)
    world.eks.add_cluster("shop")
    world.add_hosts("shop", "m5.large", 1)
    world.run(minutes=2)
    with world.serve(speed=30) as server:
        client = Client(server, tmp_path)
        for tool in ("buildah", "podman", "skopeo"):
            client.need(tool)
        given = environment(server, tmp_path) | client.environment()
        folders = [str(Path(path).parent) for path in tools.values()]
        given["PATH"] = os.pathsep.join([*folders, given["PATH"]])
        script = "set -e\n" + "".join(COMMANDS)
        done = subprocess.run(
            ["sh", "-c", script], env=given, cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'deployment "hello" successfully rolled out' in done.stdout
    assert "refused: the tag is immutable" in done.stdout
    assert "because the tag is immutable" in done.stderr
    assert list(world.registry.repository("shop/hello").tags) == ["1"]
    check_layout(
        tmp_path / "hello", json.loads((tmp_path / "hello/index.json").read_text())["manifests"][0]["digest"]
    )
