"""`planes lab` and `planes reset`: the course in a folder of the learner's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from planes.errors import PlanesError
from planes.workspace import START, Workspace, learner_folder, unit_named

Folder = Annotated[Path, typer.Argument(help="Your folder; made on first use.")]
InFolder = Annotated[
    Path | None, typer.Option("--folder", help="Your folder. Default: the one you are in, or work/.")
]


def lab(
    folder: Folder = Path("work"),
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    port: Annotated[int, typer.Option(help="TCP port of JupyterLab on this machine.")] = 8888,
    token: Annotated[str, typer.Option(help="Fixed access token; a new one each time when not given.")] = "",
    copy_only: Annotated[bool, typer.Option("--copy-only", help="Copy the course, then stop.")] = False,
) -> None:
    """Copy the course into your folder and open JupyterLab at its start page.

    What you changed is never overwritten: an update says what it left alone.
    """
    folder = folder.expanduser().resolve()
    delivery = Workspace(folder).deliver()
    _trust(folder, delivery.new + delivery.updated)
    if str(delivery):
        typer.echo(delivery)
    typer.echo(f"Your folder: {folder}")
    if not copy_only:
        if address := _address_of_running(folder):
            typer.echo(f"The course is already open at {address}")
            return
        raise typer.Exit(_jupyterlab(folder, browser, port, token))


def reset(
    unit: Annotated[str, typer.Argument(help="A unit by number or name: 01 or 01-virtualization.")],
    folder: InFolder = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a unit's lesson and assignment back as the course has them. Yours are kept under backups/."""
    folder = (folder or learner_folder() or Path("work")).expanduser().resolve()
    workspace, name = Workspace(folder), unit_named(unit)
    if not workspace.exists:
        raise PlanesError(
            f"There is no course in {folder}. Say where yours is: planes reset {unit} --folder F"
        )
    changed = workspace.changed(name)
    if not changed:
        typer.echo(f"Nothing in unit {name} differs from the course.")
        return
    typer.echo("These files differ from the course:\n" + "\n".join(f"  {path}" for path in changed))
    if not yes and not typer.confirm("Put them back as the course has them? Yours are kept as a backup."):
        typer.echo("Nothing was changed.")
        raise typer.Exit(1)
    backup = workspace.reset(name)
    _trust(folder, changed)
    typer.echo(f"Unit {name} is as the course has it. Your versions: {backup}")


def _trust(folder: Path, names: list[str]) -> None:
    """Sign the notebooks just copied, as `jupyter trust` does, so that JupyterLab shows all their outputs."""
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for name in names:
        if name.endswith(".ipynb"):
            notary.sign(nbformat.read(folder / name, as_version=4))


def _address_of_running(folder: Path) -> str:
    """Return the start page's address on a server that already runs in this folder; nothing where none."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        if Path(server.get("root_dir") or "/").resolve() != folder or server.get("sock"):
            continue
        try:
            # Its file may be left over, and its process number be another's by now.
            socket.create_connection((server["hostname"], server["port"]), timeout=1).close()
        except (OSError, KeyError):
            continue
        token = f"?token={server['token']}" if server.get("token") else ""
        return f"{server['url']}lab/tree/{START}{token}"
    return ""


def _jupyterlab(folder: Path, browser: bool, port: int, token: str) -> int:
    """Run JupyterLab until it is stopped and return its exit code."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", f"--port={port}"]
    command += [f"--LabApp.default_url=/lab/tree/{START}"]
    if not browser:
        command.append("--no-browser")
    if token:
        command.append(f"--IdentityProvider.token={token}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    if os.name != "nt":
        # By itself the server takes a login shell where it has no terminal of its own, and there the
        # user's profile may set PATH anew: then `planes` is not found. This one keeps the PATH below.
        shell = os.environ.get("SHELL") or shutil.which("bash") or "sh"
        command.append(f"--ServerApp.terminado_settings={ {'shell_command': [shell]} }")
    # nbgrader starts its helpers by name; they are beside this Python. The settings in jupyter/ keep
    # JupyterLab from asking about news and updates: the course needs no network. In a class, Assignment
    # List hands in what is in the learner's assignments/, the notebooks that the lessons lead to.
    environment = dict(os.environ) | {"PLANES_ASSIGNMENTS": str(folder / "assignments")}
    _put_first(environment, "PATH", Path(sys.executable).parent)
    _put_first(environment, "JUPYTER_CONFIG_PATH", Path(__file__).parent / "jupyter")
    try:
        return subprocess.call(command, cwd=folder, env=environment)
    except KeyboardInterrupt:
        return 0


def _put_first(environment: dict[str, str], name: str, folder: Path) -> None:
    environment[name] = os.pathsep.join(filter(None, [str(folder), environment.get(name)]))
