"""Two applications that need conflicting versions of one library, and the image that gives each its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from planes.errors import PlanesError
from planes.registry import layers
from planes.rules.oci import digest

TAX_1 = 'VERSION = "1.0"\n\n\ndef tax(amount):\n    return amount * 0.19\n'
TAX_2 = (
    'VERSION = "2.0"\nRATES = {"DE": 0.19, "JP": 0.10}\n\n\n'
    "def tax(amount, country):\n    return amount * RATES[country]\n"
)
_TILL = 'import tax\n\nprint(f"till: tax {tax.tax(100):.2f}, library {tax.VERSION}")\n'
_SHOP = "import tax\n\nprint(f\"shop: tax {tax.tax(100, 'JP'):.2f}, library {tax.VERSION}\")\n"

# Starts on the machine's own Python, then makes the given folder its root, so that it sees no other file.
_RUNNER = """
import os, sys
root, program = sys.argv[1:]
try:
    os.chroot(root)
    os.chdir("/")
    root = ""
except (AttributeError, PermissionError):
    pass
sys.path[:] = [root + "/lib"]
sys.dont_write_bytecode = True
with open(root + "/" + program) as file:
    code = file.read()
exec(compile(code, program, "exec"))
"""


class Application(NamedTuple):
    """A program of one file and the library versions it needs."""

    name: str
    program: str
    requires: Mapping[str, str]


class Outcome(NamedTuple):
    """How a run ended: `ok`, and the line it printed or the last line of its error."""

    ok: bool
    line: str


@dataclass(frozen=True)
class Image:
    """A tiny container image: layers, lowest first, and the command to run.

    Attributes:
        layers: tar archives.
        command: path of the program inside.
    """

    layers: tuple[bytes, ...]
    command: str

    @property
    def digests(self) -> list[str]:
        """The name of each layer, lowest first."""
        return [digest(layer) for layer in self.layers]


TILL = Application("till", _TILL, {"tax": "1.0"})
SHOP = Application("shop", _SHOP, {"tax": "2.0"})
LIBRARIES: dict[tuple[str, str], str] = {("tax", "1.0"): TAX_1, ("tax", "2.0"): TAX_2}


def build(application: Application) -> Image:
    """An image of an application: a base layer, a layer with its libraries, a layer with its program."""
    base = layers.make_layer({"etc/os-release": "NAME=tiny\n"})
    libraries = layers.make_layer(
        {f"lib/{name}.py": _library(name, version) for name, version in application.requires.items()}
    )
    program = layers.make_layer({f"app/{application.name}.py": application.program})
    return Image((base, libraries, program), f"app/{application.name}.py")


def run(image: Image, folder: Path) -> Outcome:
    """Unpack an image into `folder` and run its command with that folder as its root file system."""
    return run_in_root(layers.unpack(image.layers, folder), image.command)


def install_together(applications: Sequence[Application], folder: Path) -> Path:
    """Install applications one after the other into one root, as on a shared machine: the last wins."""
    everything = [layer for application in applications for layer in build(application).layers]
    return layers.unpack(everything, folder)


def run_in_root(root: Path, program: str) -> Outcome:
    """Run a Python program that lies below `root`.

    Where the system allows it the program sees `root` as its whole file system (chroot, in a user
    namespace if need be); elsewhere only its library path is its own.
    """
    python = [sys.executable, "-I", "-S", "-c", _RUNNER, str(root), program]
    ended = subprocess.run(
        [*_may_change_root(), *python], capture_output=True, text=True, timeout=60, check=False
    )
    text = ended.stdout if ended.returncode == 0 else ended.stderr
    lines = text.strip().splitlines()
    return Outcome(ended.returncode == 0, lines[-1] if lines else "")


def conflicts(applications: Sequence[Application]) -> dict[str, dict[str, str]]:
    """Libraries that two applications need in different versions: `{library: {application: version}}`."""
    wanted: dict[str, dict[str, str]] = {}
    for application in applications:
        for library, version in application.requires.items():
            wanted.setdefault(library, {})[application.name] = version
    return {library: needs for library, needs in wanted.items() if len(set(needs.values())) > 1}


def _library(name: str, version: str) -> str:
    if (name, version) not in LIBRARIES:
        known = ", ".join(f"{library} {number}" for library, number in LIBRARIES)
        raise PlanesError(f"No library {name} {version}. Allowed: {known}. See lesson 01.")
    return LIBRARIES[name, version]


def _may_change_root() -> list[str]:
    """A prefix that lets an ordinary Linux user change its root, where namespaces are allowed."""
    if sys.platform != "linux" or os.geteuid() == 0 or shutil.which("unshare") is None:
        return []
    prefix = ["unshare", "--user", "--map-root-user"]
    works = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if works else []
