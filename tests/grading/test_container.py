"""Inside a container without extra rights: sandboxes where the engine lets them be, else a clear refusal."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")

ASK = "from planes.grading.support import why_no_sandbox; print(why_no_sandbox())"


def _ask(*container: str) -> str:
    done = subprocess.run(
        [*container, sys.executable, "-c", ASK], capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode:
        pytest.skip(f"no such container can be made here: {done.stderr[-200:]}")
    return done.stdout.strip()


def _needs(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")


def test_a_container_that_allows_user_namespaces_has_sandboxes():
    _needs("bwrap")
    assert _ask("bwrap", "--unshare-all", "--dev-bind", "/", "/", "--proc", "/proc") == ""


def test_a_container_that_forbids_namespaces_is_told_how_to_be_started():
    _needs("setpriv")
    forbid = (
        "echo 0 > /proc/sys/user/max_user_namespaces;"
        ' exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin "$@"'
    )
    reason = _ask("unshare", "-Ur", "sh", "-ec", forbid, "sh")
    assert "forbids new namespaces" in reason and "--security-opt seccomp=unconfined" in reason
