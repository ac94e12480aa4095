"""The capstone's claims: many ways lead to full marks, and the obvious mistakes lose what they should.

Every claim is played through the model; the hidden days are others than the grader's.
"""

from __future__ import annotations

import pytest
from capstone.designs import (
    CARELESS,
    ENOUGH,
    FARGATE,
    FOR_THE_EXAMPLE,
    GOOD,
    NIGHT,
    ZONES,
    changed,
    design,
    ec2,
    example,
    hidden,
    marks,
)

PLANES = ("ecs", "eks")
FLEETS = {"ecs": "ECS, a fixed fleet", "eks": "EKS, a fixed fleet"}


def test_there_are_five_designs_on_each_control_plane():
    planes = [made["control_plane"] for made in GOOD.values()]
    assert [planes.count(name) for name in PLANES] == [5, 5]


@pytest.mark.parametrize(("seed", "name"), list(enumerate(GOOD)))
def test_a_good_design_earns_full_marks_on_the_visible_day_and_on_a_hidden_one(seed, name):
    for scenario in (example(), hidden(seed)):
        result = marks(GOOD[name], scenario)
        assert result.total == 100.0, (scenario.name, result.reasons)


@pytest.mark.parametrize("control_plane", PLANES)
@pytest.mark.parametrize("zone", ZONES[:2])
def test_one_zone_loses_the_service_level_and_the_recovery_from_its_loss(control_plane, zone):
    made = design(control_plane, ec2("c5.2xlarge", 3), ENOUGH) | {"zones": [zone]}
    result = marks(made, hidden(4))
    assert result.service_level == 0.0
    assert any(reason.startswith("Recovery from zone 0.0") for reason in result.reasons)
    assert result.total < 50


@pytest.mark.parametrize("control_plane", PLANES)
def test_no_headroom_loses_when_a_zone_is_lost_at_the_peak(control_plane):
    hosts = {"ecs": ec2("m5.xlarge", 3), "eks": ec2("m5.xlarge", 4)}[control_plane]
    result = marks(design(control_plane, hosts, FOR_THE_EXAMPLE), hidden(5))
    assert result.service_level < 45
    assert result.total < 85


@pytest.mark.parametrize("capacity", [FARGATE, ec2("m5.xlarge", 2, 12)], ids=["Fargate", "EC2"])
def test_copies_that_are_kept_nearly_full_lose_although_they_scale(capacity):
    result = marks(design("ecs", capacity, {"web": 2, "api": 2, "worker": 1}, target=95), hidden(4))
    assert result.service_level < 45
    assert result.total < 90


@pytest.mark.parametrize(
    "made",
    [
        design("ecs", FARGATE | {"spot_percent": 100}, NIGHT, target=50),
        design("ecs", ec2("m5.xlarge", 6, spot_percent=100), ENOUGH),
        design("eks", ec2("m5.xlarge", 6, spot_percent=100), ENOUGH),
    ],
    ids=["Fargate Spot", "Spot hosts on ECS", "Spot hosts on EKS"],
)
def test_everything_on_spot_loses_when_spot_is_taken_back(made):
    result = marks(made, hidden(4))
    assert result.service_level < 35
    assert any(reason.startswith("Recovery from spot 0.0") for reason in result.reasons)


@pytest.mark.parametrize("control_plane", PLANES)
@pytest.mark.parametrize(("times", "most"), [(2.0, 5.0), (3.0, 0.0)])
def test_oversized_loses_the_marks_for_cost(control_plane, times, most):
    oversized = changed(FLEETS[control_plane])
    oversized["capacity"]["min_hosts"] *= int(times)
    oversized["capacity"]["max_hosts"] = oversized["capacity"]["min_hosts"]
    result = marks(oversized, hidden(4))
    assert result.cost <= most
    assert result.service_level == 50.0


@pytest.mark.parametrize("control_plane", PLANES)
def test_a_release_that_stops_everything_loses_its_marks(control_plane):
    careless = changed(FLEETS[control_plane], deployment=CARELESS[control_plane])
    result = marks(careless, hidden(4))
    assert any(reason.startswith("Recovery from release 0.0 of 10") for reason in result.reasons)
    assert result.total <= 90


def test_a_release_without_room_for_new_copies_is_never_complete_and_loses_its_marks():
    full = design("eks", ec2("m5.xlarge", 3), {"web": 8, "api": 8, "worker": 5})
    (words,) = [r for r in marks(full, hidden(4)).reasons if r.startswith("Recovery from release")]
    assert "it was not complete after 60 minutes" in words


@pytest.mark.parametrize("control_plane", PLANES)
def test_no_scaling_loses_at_the_peak(control_plane):
    result = marks(design(control_plane, FARGATE, NIGHT), hidden(4))
    assert result.service_level < 10


@pytest.mark.parametrize("control_plane", PLANES)
def test_a_design_tuned_to_the_visible_curve_loses_on_hidden_days(control_plane):
    tuned = design(control_plane, FARGATE, FOR_THE_EXAMPLE)
    seen, unseen = marks(tuned, example()), marks(tuned, hidden(5))
    assert seen.total >= 97
    assert unseen.total < 90
