"""AWS's published CLI examples for ECS, ECR, EKS and Application Auto Scaling, run against the model.

The examples come with the aws CLI and are read from there. Beside this file is the table of what became of
each; `PYTHONPATH=tests python -m clients.test_cli_examples` prints it anew.

    works         the model answers, as the documentation shows; `differs` names what is not as shown, and why
    refused       the model refuses it as AWS does today, or as it says: a version of old, another service
    not modelled  the model does not have the operation, and says so
    no call       the CLI itself does not take the command
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from clients.cli_compare import differences
from clients.cli_reader import SERVICES, Example, cli_python, read
from clients.cli_worlds import prepare
from planes.world import World

pytestmark = pytest.mark.usefixtures("well_shaped")

TABLE = Path(__file__).with_name("cli_examples.csv")
REFUSALS = {
    "InvalidParameterException",
    "NoUpdateAvailableException",
    "NotFoundException",
    "UnsupportedFeatureException",
    "ValidationException",
}


@dataclass
class Outcome:
    """What became of one example."""

    result: str
    why: str = ""
    differs: tuple[str, ...] = ()


def run(example: Example) -> Outcome:
    """Run one example in an account that has what it takes for granted."""
    if not example.calls:
        return Outcome("no call", example.error)
    call = example.calls[0]
    service, name = call["service"], call.get("operation") or call["waiter"]
    world = World(seed=1)
    params = prepare(world, service, name, call["params"], example.output)
    client = world.client(service)
    try:
        if "waiter" in call:
            client.get_waiter(xform_name(name)).wait(**params)
            return Outcome("works")
        answer = getattr(client, xform_name(name))(**params)
    except ClientError as error:
        found = error.response["Error"]
        if found["Code"] == "UnsupportedOperation":
            return Outcome("not modelled", found["Message"].partition(".")[0])
        assert found["Code"] in REFUSALS, error
        return Outcome("refused", found["Message"])
    if example.output is None or call.get("own") or "--query" in " ".join(example.words):
        return Outcome("works")
    return Outcome("works", "", tuple(differences(example.output, answer, params)))


def fingerprint(example: Example) -> str:
    """Return a short mark of a command: an example that was rewritten since is not held to the table."""
    return sha256(" ".join(example.words).encode()).hexdigest()[:8]


def table() -> dict[tuple[str, str], dict[str, str]]:
    """Return the rows of the table by example and mark of its command."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["example"], row["command"]): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    python = cli_python()
    if python is None:
        pytest.skip("needs the aws CLI, version 1, for its examples (sh .ci/tools FOLDER gets it)")
    return read(python)


@pytest.mark.parametrize("service", SERVICES)
def test_examples_end_as_the_table_says(examples, service):
    rows, faults, count = table(), [], 0
    for example in examples:
        row = rows.get((example.id, fingerprint(example)))
        if row is None or example.id.split("/")[0] != service:
            continue
        count += 1
        outcome = run(example)
        if (outcome.result, "; ".join(outcome.differs)) != (row["result"], row["differs"]):
            faults.append(f"{example.id}: {outcome}, not {row['result']} {row['differs']}")
    assert not faults, "\n".join(faults)
    assert count, f"none of the examples of {service} in the table is among those of this CLI"


def test_every_difference_and_refusal_in_the_table_has_a_reason():
    rows = table().values()
    assert [
        row["example"] for row in rows if (row["result"] != "works" or row["differs"]) and not row["why"]
    ] == []


def main() -> None:
    """Print the table, with the reasons of the present one."""
    python = cli_python()
    assert python is not None, "needs the aws CLI, version 1"
    reasons = {example: row["why"] for (example, _), row in table().items()} if TABLE.exists() else {}
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["example", "command", "result", "differs", "why"])
    for example in read(python):
        outcome = run(example)
        why = reasons.get(example.id) or (outcome.why if outcome.result != "works" else "")
        writer.writerow([example.id, fingerprint(example), outcome.result, "; ".join(outcome.differs), why])


if __name__ == "__main__":
    main()
