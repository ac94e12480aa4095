"""`planes doctor`: what this machine has, what each thing is for, and how to mend what is missing."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

OLDEST_PYTHON = (3, 11)
LEAST_FREE_MIB = 500
_REINSTALL = "Install the course again: make lab, or pip install -r requirements.txt"
_NEW_USER_NAMESPACE = 0x10000000  # CLONE_NEWUSER of unshare(2)


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes:
        name: what was looked at.
        ok: whether it is there and works.
        needed: whether the course needs it; the rest makes more of it work.
        found: what was found, in a few words.
        purpose: what it is for.
        mend: what to do where it is missing.
    """

    name: str
    ok: bool
    needed: bool
    found: str
    purpose: str
    mend: str

    @property
    def state(self) -> str:
        """The verdict in a word: "ok", "missing" or "optional"."""
        return "ok" if self.ok else ("missing" if self.needed else "optional")


def examine(folder: Path | None = None) -> list[Check]:
    """Look at this machine and return every check, in the order a reader would mend them.

    Args:
        folder: the learner's folder, whose disk is looked at; the current one when not given.
    """
    return [
        _python(),
        _packages(),
        _kernel(),
        _nbgrader(),
        _disk(folder or Path.cwd()),
        _sandbox(),
        *_measuring_tools(),
    ]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "Python",
        sys.version_info >= OLDEST_PYTHON,
        True,
        f"{version} in {sys.prefix}",
        "runs the course",
        "Install Python 3.11 or newer, then: make lab PYTHON=python3.12",
    )


def _packages() -> Check:
    missing = sorted({name for name in _required_packages() if not _installed(name)})
    found = f"not installed: {', '.join(missing)}" if missing else "all installed"
    return Check("Packages", not missing, True, found, "JupyterLab, nbgrader and the libraries", _REINSTALL)


def _required_packages() -> Iterator[str]:
    """Yield the distributions that the package and its `course` extra ask for on this machine."""
    from packaging.requirements import Requirement

    for text in metadata.requires("planes") or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": "course"}):
            yield requirement.name


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _kernel() -> Check:
    found, ok = "none named python3", False
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

        try:
            program = KernelSpecManager().get_kernel_spec("python3").argv[0]
            # A bare "python" is this one: jupyter_client puts its own interpreter there.
            ok = not Path(program).is_absolute() or Path(program).parent == Path(sys.executable).parent
            found = "python3 runs this Python" if ok else f"python3 runs another Python: {program}"
        except NoSuchKernel:
            pass
    except ImportError:
        found = "jupyter_client is not installed"
    return Check(
        "Notebook kernel",
        ok,
        True,
        found,
        "runs the cells of a notebook",
        f"{sys.executable} -m ipykernel install --sys-prefix --name python3",
    )


def _nbgrader() -> Check:
    wanted = {"server extension": _nbgrader_on_the_server(), "JupyterLab extension": _nbgrader_in_the_page()}
    missing = [name for name, there in wanted.items() if not there]
    found = f"not enabled: {', '.join(missing)}" if missing else "enabled in JupyterLab"
    mend = "jupyter server extension enable --sys-prefix --py nbgrader; else: " + _REINSTALL
    return Check("nbgrader", not missing, True, found, "Validate, Assignment List and Formgrader", mend)


def _nbgrader_on_the_server() -> bool:
    from jupyter_core.paths import jupyter_config_path

    for folder in jupyter_config_path():
        for path in Path(folder, "jupyter_server_config.d").glob("nbgrader*.json"):
            names = json.loads(path.read_text("utf-8")).get("ServerApp", {}).get("jpserver_extensions", {})
            if any(names.values()):
                return True
    return False


def _nbgrader_in_the_page() -> bool:
    from jupyter_core.paths import jupyter_path

    return any(any(Path(folder).glob("**/nbgrader/package.json")) for folder in jupyter_path("labextensions"))


def _disk(folder: Path) -> Check:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // 2**20
    ok = free >= LEAST_FREE_MIB and os.access(folder, os.W_OK)
    found = f"{free:,} MiB free" if os.access(folder, os.W_OK) else f"{folder} cannot be written"
    return Check(
        "Disk", ok, True, found, "your notebooks", f"Free {LEAST_FREE_MIB} MiB, or name another folder"
    )


def _sandbox() -> Check:
    if sys.platform == "linux" and _in_child(_may_unshare):
        found, ok = "user namespaces", True
    else:
        engine = next(filter(_answers, ("podman", "docker")), None)
        found, ok = (engine or "none"), engine is not None
    mend = (
        "Allow user namespaces: sysctl kernel.unprivileged_userns_clone=1 (Debian), "
        "kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu)"
        if sys.platform == "linux"
        else "Install Podman or Docker and start it"
    )
    return Check("Sandbox", ok, False, found, "planes check, planes grade: runs answers apart", mend)


def _may_unshare() -> bool:
    return bool(ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER_NAMESPACE) == 0)


def _in_child(question: Callable[[], bool]) -> bool:
    """Ask in a process of its own, because asking changes the process."""
    code = f"import sys; from planes.doctor import {question.__name__} as ask; sys.exit(not ask())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def _answers(engine: str) -> bool:
    """Tell whether a container engine is installed and running."""
    if shutil.which(engine) is None:
        return False
    try:
        return subprocess.run([engine, "info"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _measuring_tools() -> Iterator[Check]:
    on_linux = sys.platform == "linux"
    tools = {
        "unshare": ("a namespaced container", "apt install util-linux"),
        "bwrap": ("a namespaced container, quicker to set up", "apt install bubblewrap"),
        "runc": ("an OCI container", "apt install runc"),
        "qemu-system-x86_64": ("a virtual machine", "apt install qemu-system-x86 linux-image-cloud-amd64"),
    }
    for name, (purpose, mend) in tools.items():
        path = shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin:/sbin")
        yield Check(
            name,
            path is not None,
            False,
            path or "not installed",
            f"planes measure: {purpose}",
            mend if on_linux else "Only on Linux; lesson 01 shows the recorded run in its place",
        )
