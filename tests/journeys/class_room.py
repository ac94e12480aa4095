"""A class on one machine: an instructor's course folder with an exchange, and learners' homes."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from gate.course import ROOT, Unit, read, text

# As the instructor's page says: prepend the settings of the class to the course's own.
_EXCHANGE = "c.Exchange.root = {exchange!r}\n"


class ClassRoom:
    """One course folder with one unit, made by copying what a clone of the repository holds."""

    def __init__(self, folder: Path, unit: Unit) -> None:
        self.folder, self.unit = folder, unit
        self.course, self.exchange = folder / "course", folder / "exchange"
        shutil.copytree(unit.source.parent, self.course / "source" / unit.name)
        self.exchange.mkdir(mode=0o777)
        self.exchange.chmod(0o777)
        settings = (ROOT / "nbgrader_config.py").read_text("utf-8")
        (self.course / "nbgrader_config.py").write_text(settings + self.exchange_setting, "utf-8")

    @property
    def exchange_setting(self) -> str:
        """The line that tells nbgrader where the class meets."""
        return _EXCHANGE.format(exchange=str(self.exchange))

    def configure(self, home: Path) -> None:
        """Tell a learner's nbgrader where the class meets, as /etc/jupyter/nbgrader_config.py would."""
        (home / "config").mkdir(parents=True, exist_ok=True)
        line = "c = get_config()\n" + self.exchange_setting
        (home / "config" / "nbgrader_config.py").write_text(line, "utf-8")

    def run(self, *words: str, accept: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        """Run `python -m …` in the course folder; fail unless it ends with an accepted code."""
        result = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.course,
            capture_output=True,
            text=True,
            timeout=300,
            env=dict(os.environ) | {"COLUMNS": "160"},
        )
        assert result.returncode in accept, f"{words}: {result.stdout[-3000:]}{result.stderr[-3000:]}"
        return result

    def planes(self, *words: str, accept: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        """Run the `planes` command in the course folder."""
        return self.run("planes.grading", *words, accept=accept)

    def shell(self, command: str, accept: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        """Run a command line as the docs show it, with this environment activated."""
        program, *words = shlex.split(command)
        return self.run({"planes": "planes.grading"}.get(program, program), *words, accept=accept)

    def hand_in(self, learner: str, content: str, when: str) -> None:
        """Put a notebook into the exchange as `nbgrader submit`, run by that learner, does."""
        inbound = self.exchange / f"planes/inbound/{learner}+{self.unit.name}+{when} UTC+0"
        inbound.mkdir(parents=True)
        (inbound / f"{self.unit.name}.ipynb").write_text(content, "utf-8")
        (inbound / "timestamp.txt").write_text(f"{when} UTC", "utf-8")

    def answered(self, count: int, other: Mapping[str, str] | None = None) -> str:
        """Return the learner's notebook with the first few exercises right.

        Args:
            count: how many.
            other: answers to use in place of the instructor's, by exercise.
        """
        notebook = read(self.unit.release)
        chosen = [one for one in self.unit.exercises[:count] if not one.by_hand]
        right = {one.name: text(one.cells["solution"]) for one in chosen} | dict(other or {})
        for cell in notebook["cells"]:
            if cell["id"] in right and count:
                cell["source"] = right[cell["id"]]
        return json.dumps(notebook)
