"""Grade inside a Linux container, where this system has no namespaces of its own: macOS and Windows."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from planes.errors import PlanesError

ENGINES = ("podman", "docker")
IMAGE = "planes-grader"
BASE = f"docker.io/library/python:{sys.version_info.major}.{sys.version_info.minor}-slim"
_EXTRAS = ("course", "kubernetes", "neighbours", "serve")


@dataclass(frozen=True)
class Container:
    """A container engine that runs the grader, with everything it needs, in a Linux container."""

    engine: str
    system: str = sys.platform

    def command(self, arguments: list[str], name: str, folder: Path, terminal: bool) -> list[str]:
        """Return the engine's command line.

        Args:
            arguments: those of `planes`.
            name: the container's.
            folder: the course folder, the only one that the container sees.
            terminal: whether to show progress on this terminal.
        """
        # The container is no wall here: the grader makes a sandbox for every submission inside it.
        # To make them it needs the rights that engines take from containers by default.
        paths = "unmask=ALL" if Path(self.engine).stem == "podman" else "systempaths=unconfined"
        options = ("seccomp=unconfined", "apparmor=unconfined", "label=disable", paths)
        return [
            *(self.engine, "run", "--rm", "--name", name, "--network", "none", "--cap-add", "SYS_ADMIN"),
            *(part for option in options for part in ("--security-opt", option)),
            *(("--interactive", "--tty") if terminal else ()),
            *self._owner(),
            *("--mount", f"type=bind,source={folder},target=/course", "--workdir", "/course"),
            *(IMAGE, "python", "-m", "planes.grading", *arguments),
        ]

    def _owner(self) -> list[str]:
        """Say whose files root in the container writes. Elsewhere than on Linux the engine sees to it."""
        if not self.system.startswith("linux"):
            return []
        return ["--env", f"PLANES_OWNER={os.getuid()}:{os.getgid()}"]

    def run(self, arguments: list[str]) -> int:
        """Run `planes` with these arguments in a container and return its exit code.

        Ctrl-C reaches the grader, which puts what is graded into the gradebook; a second one ends it.
        """
        name = f"{IMAGE}-{os.getpid()}"
        terminal = sys.stdin.isatty() and sys.stdout.isatty()
        process = subprocess.Popen(self.command(arguments, name, Path.cwd(), terminal))
        try:
            return _wait(process)
        finally:
            if process.poll() is None:
                subprocess.run([self.engine, "kill", name], capture_output=True, check=False)
                process.wait()


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait()
    except KeyboardInterrupt:  # the engine has had it too, and passes it on
        return process.wait()


def find() -> Container | None:
    """Return an engine that has the image, if there is one."""
    for name in ENGINES:
        engine = shutil.which(name)
        if engine and _succeeds(engine, "image", "inspect", IMAGE):
            return Container(engine)
    return None


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def build(base: str = BASE) -> int:
    """Build the image with this very package and the versions installed here; return the exit code.

    Args:
        base: an image with Python.

    Raises:
        PlanesError: there is no container engine.
    """
    engine = next((path for path in map(shutil.which, ENGINES) if path), None)
    if not engine:
        raise PlanesError(f"There is no container engine here: install {' or '.join(ENGINES)}.")
    with tempfile.TemporaryDirectory(prefix="planes-image-") as name:
        write_context(Path(name))
        command = [engine, "build", "--tag", IMAGE, "--build-arg", f"BASE={base}", name]
        return subprocess.run(command, check=False).returncode


def write_context(folder: Path) -> None:
    """Write what the image is built from: the recipe, this package, and the versions of all others."""
    import planes

    here = Path(__file__).parent
    shutil.copy(here / "Containerfile", folder / "Dockerfile")
    site = folder / "site"
    skip = shutil.ignore_patterns("__pycache__", "_course")  # the course folder is mounted
    shutil.copytree(Path(planes.__file__).parent, site / "planes", ignore=skip)
    installed = importlib.metadata.distribution("planes")
    about = site / f"planes-{installed.version}.dist-info"
    about.mkdir()
    for part in ("METADATA", "entry_points.txt"):
        (about / part).write_text(installed.read_text(part) or "", encoding="utf-8")
    wanted = map(Requirement, installed.requires or [])
    names = [_bare(one) for one in wanted if _is_needed(one)]
    (folder / "requirements.txt").write_text("\n".join([*names, ""]))
    (folder / "constraints.txt").write_text(_versions())


def _versions() -> str:
    """Return the versions that the repository pins; without it, those that are installed here."""
    repository = Path(__file__).parents[3]
    if (repository / "course" / "planes").is_dir():
        return (repository / "requirements.txt").read_text(encoding="utf-8")
    found = {one.name: one.version for one in importlib.metadata.distributions()}
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()) if name != "planes")


def _is_needed(requirement: Requirement) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *_EXTRAS))


def _bare(requirement: Requirement) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}"
