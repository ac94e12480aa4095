"""docs/serving.md: every command in it is run, in its order, as a reader would run it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from serve.conftest import environment

pytestmark = [pytest.mark.xdist_group("serve-documentation"), pytest.mark.slow]
TEXT = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


def test_the_commands_work(served, home, kubectl_path, aws_path):
    start, *rest = blocks("sh")
    assert start.startswith("planes serve")
    given = environment(served, home)
    given["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), given["PATH"]])
    script = "set -e\n" + "".join(rest)
    done = subprocess.run(["sh", "-c", script], env=given, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'deployment "web" successfully rolled out' in done.stdout
    assert "deployment.apps/web rolled back" in done.stdout
    assert 'horizontalpodautoscaler.autoscaling "web" deleted' in done.stdout


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_the_python_examples_work(served, home, number):
    given = {**environment(served, home), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", blocks("python")[number]]
    done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_options_are_those_of_the_command():
    named = set(re.findall(r"^\| `(--[a-z]+)", TEXT, flags=re.MULTILINE))
    from planes.cli.serve import serve

    assert named == {f"--{name}" for name in serve.__annotations__ if name != "return"}
