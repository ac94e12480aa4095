"""The `planes` command. Each subcommand's module is imported when it is asked for, not before."""

from __future__ import annotations

import importlib
from typing import Any

import typer
from typer.core import TyperGroup

from planes.errors import PlanesError

COMMANDS = {
    "lab": "planes.cli.lab",
    "reset": "planes.cli.lab",
    "doctor": "planes.cli.machine",
    "measure": "planes.cli.machine",
    "release": "planes.cli.release",
    "serve": "planes.cli.serve",
    "step": "planes.cli.serve",
    "grade": "planes.grading.commands",
    "report": "planes.grading.commands",
    "check": "planes.grading.commands",
    "progress": "planes.grading.commands",
    "image": "planes.grading.commands",
}
"""The module of each subcommand. In it, a function of the subcommand's name, as typer reads functions."""


class _Commands(TyperGroup):
    """A group whose subcommands are loaded by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        one = typer.Typer(add_completion=False)
        one.command(cmd_name)(getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name))
        return typer.main.get_command(one)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PlanesError as error:
            typer.echo(error, err=True)
            raise typer.Exit(2) from None


app = typer.Typer(cls=_Commands, add_completion=False, no_args_is_help=True)


@app.callback()
def _planes() -> None:
    """Container technology on AWS, in JupyterLab on a working model of its three planes."""
