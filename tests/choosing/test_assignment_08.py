"""What assignment 08 says about the capstone is what the capstone does."""

import json

import pytest
from gate.course import ROOT
from planes.capstone import meter, scenario, scoring


@pytest.fixture(scope="module")
def task() -> str:
    path = ROOT / "source" / "08-choosing" / "08-choosing.ipynb"
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]}
    return cells["ex09-task"]


def test_the_task_tells_the_peak_of_every_service(task):
    for name, peak in scenario.PEAK.items():
        assert f"| `{name}` | {peak:g} " in task


def test_the_task_tells_the_marks_for_service_level_and_cost(task):
    assert f"{100 * scoring.FULL_LEVEL:g} % earns all, {100 * scoring.NO_LEVEL:g} % nothing" in task
    assert f"{scenario.BUDGET_USD:g} USD a day earns all, {scoring.NO_BUDGETS:g} times" in task


def test_the_task_tells_when_a_request_is_in_time(task):
    assert f"at most {100 * meter.BUSY_LIMIT:g} % busy" in task
    assert meter.ALLOWED_DELAY_SECONDS == 600 and "within ten minutes" in task


@pytest.mark.parametrize(
    ("kind", "words"),
    [("release", "the release"), ("host", "the host"), ("zone", "the zone"), ("spot", "Spot")],
)
def test_the_task_tells_the_marks_for_recovery(task, kind, words):
    rule = scoring.RECOVERY[kind]
    line = next(line for line in task.splitlines() if line.strip().startswith(f"- {words}"))
    assert f"{rule.points:g} points" in line
    assert f"with {rule.none} nothing" in line
    assert (f"{rule.allowed} lossy" if rule.allowed else "none is free") in line
