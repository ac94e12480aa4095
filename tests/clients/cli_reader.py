"""AWS's published CLI examples, read from an installed aws CLI: nothing of their text is kept here.

The CLI's own parser turns each command into the call it makes, in one process of the CLI's Python.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import shutil
import subprocess
import textwrap
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SERVICES = ("ecs", "ecr", "eks", "application-autoscaling")

PLACEHOLDERS = {
    "my-eks-addon": "vpc-cni",
    "MyRepository": "my-repository",
    "<region>": "us-east-1",
    "<aws_account_id>": "123456789012",
}
"""What some examples have where a reader is to put a value of their own → such a value."""

# Runs in the CLI's Python: reads commands and files, prints what each command would call.
_TRANSLATE = """
import base64, contextlib, io, json, os, sys, tempfile
from awscli.clidriver import CLIOperationCaller, create_clidriver
from awscli.customizations.waiters import WaiterCaller
import awscli

def plain(value):
    if isinstance(value, (bytes, bytearray)):
        return {"base64": base64.b64encode(value).decode()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

def operation(self, service, name, parameters, parsed):
    calls.append({"service": service, "operation": name, "params": parameters})
    return 0

def waiter(self, service, name, parameters, parsed):
    calls.append({"service": service, "waiter": self._waiter_name, "params": parameters})
    return 0

def own(params, model, **_):
    # A command of the CLI's own making, such as get-login-password, asks through a client.
    service = model.service_model.service_name
    calls.append({"service": service, "operation": model.name, "params": dict(params), "own": True})
    raise SystemExit(0)

CLIOperationCaller.invoke, WaiterCaller.invoke = operation, waiter
driver = create_clidriver()
driver.session.register("provide-client-params", own)
for case in json.load(sys.stdin):
    calls = []
    noise = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, text in case["files"].items():
            with open(name, "w") as file:
                file.write(text)
        try:
            with contextlib.redirect_stdout(noise), contextlib.redirect_stderr(noise):
                status = driver.main(case["words"])
        except SystemExit as stopped:
            status = stopped.code
        os.chdir("/")
    answer = {"calls": calls, "error": "" if status == 0 else f"{status}: {noise.getvalue().strip()[-400:]}"}
    print(json.dumps(answer, default=plain))
"""


@dataclass
class Example:
    """One command of the documentation.

    Attributes:
        id: file and number, such as "ecs/run-task/1".
        output: what the documentation shows that it prints, read as JSON; None if that is not JSON.
        calls: what the command calls: service, operation or waiter, params; own if the CLI asks for itself.
        error: why the CLI itself does not take the command.
    """

    id: str
    words: list[str]
    files: dict[str, str] = field(default_factory=dict)
    output: Any = None
    calls: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""


def cli_python() -> Path | None:
    """Return the Python of an aws CLI version 1 on the path."""
    found = shutil.which("aws")
    for name in ("python", "python3", "python.exe") if found else ():
        python = Path(found).resolve().with_name(name)
        if python.exists() and _examples_folder(python) is not None:
            return python
    return None


def _examples_folder(python: Path) -> Path | None:
    where = "import awscli.clidriver, os; print(os.path.dirname(awscli.__file__))"
    done = subprocess.run([str(python), "-c", where], capture_output=True, text=True)
    folder = Path(done.stdout.strip()) / "examples"
    return folder if done.returncode == 0 and folder.is_dir() else None


def read(python: Path) -> list[Example]:
    """Return the examples of the modelled services, each with the calls it makes."""
    folder = _examples_folder(python)
    assert folder is not None
    found = [
        example
        for service in SERVICES
        for path in sorted((folder / service).rglob("*.rst"))
        for example in _examples(path, path.relative_to(folder).with_suffix("").as_posix())
    ]
    for example in found:
        for name in _files(example):
            example.files.setdefault(name, "a file whose content is not shown")
    cases = json.dumps([{"words": example.words, "files": example.files} for example in found])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "not-used",
        "AWS_SECRET_ACCESS_KEY": "not-used",
    }
    done = subprocess.run(
        [str(python), "-c", _TRANSLATE], input=cases, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    for example, line in zip(found, done.stdout.splitlines(), strict=True):
        answer = json.loads(line)
        example.calls, example.error = _bytes(answer["calls"]), answer["error"]
    return found


def _bytes(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"base64"}:
            return base64.b64decode(value["base64"])
        return {key: _bytes(item) for key, item in value.items()}
    return [_bytes(item) for item in value] if isinstance(value, list) else value


def _blocks(text: str) -> list[tuple[str, str]]:
    """Return (line before, indented text) of every literal block."""
    blocks: list[tuple[str, str]] = []
    before, lines = "", []
    for line in [*text.splitlines(), "end"]:
        if line.strip() and not line.startswith((" ", "\t")):
            if any(indented.strip() for indented in lines):
                blocks.append((before, "\n".join(lines).strip("\n")))
            before, lines = line.strip(), []
        else:
            lines.append(line)
    return blocks


def _examples(path: Path, name: str) -> list[Example]:
    examples: list[Example] = []
    text = path.read_text(encoding="utf-8")
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    for before, block in _blocks(text):
        command = _command(block)
        if command is not None:
            examples.append(Example(f"{name}/{len(examples) + 1}", command))
        elif examples:
            _add(examples[-1], before, block)
    return examples


def _command(block: str) -> list[str] | None:
    text = block.strip()
    if not text.startswith("aws "):
        return None
    text = re.sub(r"\\[ \t]*\n", " ", text)
    words = shlex.split(text)[1:]
    words = words[: words.index("|")] if "|" in words else words
    return [re.sub(r"^(fileb?://).*/", r"\1", word) for word in words]


def _add(example: Example, before: str, block: str) -> None:
    """Add an output, or the content of the file that the command reads."""
    if re.match(r"(\w+ )*output", before, re.IGNORECASE) or not _files(example):
        if example.output is None:
            with suppress(ValueError):
                example.output = json.loads(block)
        return
    wanted = _files(example)
    for name in [name for name in wanted if name in before] or wanted[:1]:
        example.files.setdefault(name, textwrap.dedent(block))


def _files(example: Example) -> list[str]:
    return re.findall(r"fileb?://([^\s'\"]+)", " ".join(example.words))
