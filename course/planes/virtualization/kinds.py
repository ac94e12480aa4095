"""Four ways to run the same small program: as a process, in namespaces, as an OCI container, in a VM.

Every way starts one shell that prints `ready` and then waits. A way that this machine does not offer raises
`UnavailableError` with one sentence that says what is missing.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from planes.virtualization import rootfs

PAYLOAD = "echo ready; read line"
_RUNC_NUMBER = count(1)


class UnavailableError(Exception):
    """This machine does not offer this way of running; the message is one sentence."""


@dataclass(frozen=True)
class Launch:
    """How to start one instance, and what is special about it.

    Attributes:
        command: makes the argument list; called once per instance.
        tool: what does the work, for the label: `unshare`, `runc`, `QEMU, emulated processor`.
        family_is_ours: whether all processes of the instance descend from the one we start, so that
            their memory can be summed. Docker's do not: its daemon starts them.
        ends_with_input: whether closing its input ends it; a virtual machine has to be switched off.
        clean_up: what to run when an instance had to be killed.
        patience_seconds: how long to wait for `ready`.
    """

    command: Callable[[], list[str]]
    tool: str
    family_is_ours: bool = True
    ends_with_input: bool = True
    clean_up: Callable[[list[str]], object] = lambda command: None
    patience_seconds: float = 10.0


def process(folder: Path, kernel: Path | None = None) -> list[Launch]:
    """A plain process: no isolation, the base line."""
    program = rootfs.busybox()
    if program is not None:
        command = [str(program), "sh", "-c", PAYLOAD]
    elif shutil.which("sh"):
        command = ["sh", "-c", PAYLOAD]
    else:
        command = [sys.executable, "-I", "-S", "-c", "print('ready', flush=True); input()"]
    return [Launch(lambda: command, Path(command[0]).name)]


def namespaces(folder: Path, kernel: Path | None = None) -> list[Launch]:
    """A process in six namespaces with a root file system of its own."""
    _require_linux("Namespaces are a feature of the Linux kernel")
    root = _shared_rootfs(folder)
    shell = ["/bin/busybox", "sh", "-c", PAYLOAD]
    ways = []
    if shutil.which("unshare"):
        flags = ["--user", "--map-root-user", "--mount", "--uts", "--ipc", "--net", "--pid", "--fork"]
        unshare = ["unshare", *flags, "--kill-child", f"--root={root}", *shell]
        ways.append(Launch(lambda: unshare, "unshare"))
    if shutil.which("bwrap"):
        bwrap = ["bwrap", "--unshare-all", "--die-with-parent", "--bind", str(root), "/", *shell]
        ways.append(Launch(lambda: bwrap, "bubblewrap"))
    if not ways:
        raise UnavailableError("Neither unshare (util-linux) nor bwrap (bubblewrap) is installed.")
    return ways


def oci_container(folder: Path, kernel: Path | None = None) -> list[Launch]:
    """A container started by an OCI runtime, or by an engine on top of one."""
    ways = [_runc(folder)] if shutil.which("runc") and rootfs.busybox() else []
    ways += [_engine(name) for name in ("podman", "docker") if _engine_has_busybox(name)]
    if not ways:
        raise UnavailableError(
            "No runc with busybox, and no podman or docker that runs and holds the image busybox."
        )
    return ways


def virtual_machine(folder: Path, kernel: Path | None = None) -> list[Launch]:
    """A virtual machine with 128 MiB: QEMU's microvm, on KVM where that works, else emulated."""
    if shutil.which("qemu-system-x86_64") is None:
        raise UnavailableError("QEMU (qemu-system-x86_64) is not installed.")
    if rootfs.busybox() is None or platform.machine() not in ("x86_64", "AMD64"):
        raise UnavailableError(
            "The virtual machine needs a static busybox built for x86-64; there is none here."
        )
    image = find_kernel(kernel)
    initramfs = rootfs.make_initramfs(folder / "initramfs.cpio")
    ways = (
        [_qemu(image, initramfs, "kvm", "QEMU, accelerated by KVM")] if os.access("/dev/kvm", os.W_OK) else []
    )
    return [*ways, _qemu(image, initramfs, "tcg", "QEMU, emulated processor")]


KINDS: dict[str, Callable[[Path, Path | None], list[Launch]]] = {
    "process": process,
    "namespaces": namespaces,
    "OCI container": oci_container,
    "virtual machine": virtual_machine,
}


def find_kernel(given: Path | None = None) -> Path:
    """The Linux kernel for the virtual machine.

    Looks at `given`, at the environment variable PLANES_KERNEL, in the cache folder of `planes` and in /boot.

    Raises:
        UnavailableError: when no readable kernel is there.
    """
    import platformdirs

    named = [given, *(Path(text) for text in [os.environ.get("PLANES_KERNEL")] if text)]
    cache = Path(platformdirs.user_cache_dir("planes"))
    usual = sorted(cache.glob("vmlinuz*")) + sorted(Path("/boot").glob("vmlinuz*"), key=_cloud_first)
    for candidate in [*named, *usual]:
        if candidate and os.access(candidate, os.R_OK) and candidate.is_file():
            return candidate
    raise UnavailableError(
        f"No Linux kernel (vmlinuz) for the virtual machine was found in /boot or in {cache}; "
        "on Debian the package linux-image-cloud-amd64 has a small one."
    )


def _cloud_first(path: Path) -> tuple[bool, str]:
    return "cloud" not in path.name, path.name


def _require_linux(sentence: str) -> None:
    if sys.platform != "linux":
        raise UnavailableError(f"{sentence}; this machine runs {platform.system()}.")


def _shared_rootfs(folder: Path) -> Path:
    if rootfs.busybox() is None:
        raise UnavailableError(
            "A root file system needs a static busybox (package busybox-static); it is not installed."
        )
    return rootfs.make_rootfs(folder / "rootfs")


def _runc(folder: Path) -> Launch:
    bundle = folder / "bundle"
    rootfs.make_rootfs(bundle / "rootfs")
    flags = [] if _is_root() else ["--rootless"]
    subprocess.run(["runc", "spec", *flags, "--bundle", str(bundle)], check=False, capture_output=True)
    config = json.loads((bundle / "config.json").read_text())
    config["process"].update(terminal=False, args=["/bin/busybox", "sh", "-c", PAYLOAD])
    (bundle / "config.json").write_text(json.dumps(config))
    state = str(folder / "runc-state")

    def command() -> list[str]:
        name = f"planes-{os.getpid()}-{next(_RUNC_NUMBER)}"
        return ["runc", "--root", state, "run", "--bundle", str(bundle), name]

    def delete(command: list[str]) -> None:
        subprocess.run([*command[:3], "delete", "--force", command[-1]], check=False, capture_output=True)

    return Launch(command, "runc", clean_up=delete)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _engine_has_busybox(name: str) -> bool:
    if shutil.which(name) is None:
        return False
    try:
        answer = subprocess.run(
            [name, "image", "inspect", "busybox"], capture_output=True, timeout=10, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return answer.returncode == 0


def _engine(name: str) -> Launch:
    command = [name, "run", "--rm", "--interactive", "--network=none", "busybox", "sh", "-c", PAYLOAD]
    return Launch(lambda: command, name, family_is_ours=False, patience_seconds=30)


def _qemu(kernel: Path, initramfs: Path, accelerator: str, tool: str) -> Launch:
    # With ACPI left on, about every second emulated boot hangs; the course's guest does not need it.
    command = ["qemu-system-x86_64", "-M", "microvm,acpi=off", "-accel", accelerator, "-m", "128"]
    command += ["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-serial", "stdio"]
    command += ["-kernel", str(kernel), "-initrd", str(initramfs)]
    command += ["-append", "console=ttyS0 quiet reboot=t panic=-1"]
    patience = 8 if accelerator == "kvm" else 60
    return Launch(lambda: command, tool, ends_with_input=False, patience_seconds=patience)
