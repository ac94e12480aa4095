"""A day that was played: it repeats exactly, counts every request, and its page tells what happened."""

from __future__ import annotations

import pytest
from capstone.designs import CARELESS, ENOUGH, FARGATE, GOOD, NIGHT, changed, design, ec2, example
from planes import capstone, facts
from planes.capstone.scenario import MINUTES

FLEET = design("eks", ec2("c5.2xlarge", 3), ENOUGH)


@pytest.fixture(scope="module")
def day():
    return capstone.play(FLEET, example())


@pytest.fixture(scope="module")
def short():
    """A day of too few copies in one zone, with a careless release."""
    made = design("eks", ec2("c5.2xlarge", 3), NIGHT) | {"zones": ["us-east-1b"]}
    for service in made["services"].values():
        service["deployment"] = CARELESS["eks"]
    return capstone.play(made, example())


def test_the_same_design_and_day_give_the_same_result(day):
    again = capstone.play(FLEET, example())
    assert (again.lines, again.cost_usd, again.incidents) == (day.lines, day.cost_usd, day.incidents)


def test_every_request_that_came_is_counted_once(day, short):
    for played in (day, short):
        for name, line in played.lines.items():
            assert sum(line.offered) == pytest.approx(60 * sum(example().traffic[name]))
            if name != "worker":  # a job may be done in a later minute than it came in
                assert line.served == pytest.approx(
                    [came - lost for came, lost in zip(line.offered, line.lost, strict=True)]
                )


def test_the_release_and_every_fault_are_incidents(day):
    assert [(i.kind, i.time) for i in day.incidents] == [
        ("host", "09:20"),
        ("release", "12:00"),
        ("spot", "15:00"),
        ("zone", "19:00"),
    ]


def test_copies_go_with_the_zone_that_is_lost(day):
    answering = day.lines["web"].answering
    assert answering[19 * 60 - 1] == 15
    assert 8 <= answering[19 * 60 + 1] <= 11


def test_a_fixed_fleet_on_eks_costs_its_hosts_and_the_fee_of_the_control_plane(day):
    hours = MINUTES / 60 + 0.25
    hosts = 3 * facts.instance("c5.2xlarge").usd_per_hour
    assert day.total_usd == pytest.approx(hours * (hosts + facts.number("CE10.standard")), rel=0.02)
    assert [minute for minute, _ in day.cost_usd][-1] == MINUTES


def test_losses_are_put_down_to_what_caused_them(short):
    by_kind = {
        kind: sum(i.lossy_minutes for i in short.incidents if i.kind == kind)
        for kind in ("release", "zone", "spot", "load")
    }
    assert by_kind["release"] >= 1
    assert by_kind["zone"] >= 60
    assert by_kind["load"] >= 60
    assert by_kind["spot"] == 0


def test_a_design_that_is_read_already_can_be_played():
    assert capstone.read(capstone.read(FLEET)) == capstone.read(FLEET)


def test_the_page_of_a_good_day_says_so():
    page = capstone.result_page(capstone.play(GOOD["ECS, a fixed fleet"], example()))
    assert page.truth == "modelled"
    assert "100 of 100 points" in page.alt and "No minute was lossy." in page.alt


def test_the_page_names_what_went_wrong_and_one_suggestion(short):
    page = capstone.result_page(short)
    written = "\n".join(text.get_text() for axes in page.figure.axes for text in axes.texts)
    assert "19:00  zone us-east-1b was lost for 60 minutes" in written
    assert "Suggestion: Use two or three zones" in written
    assert "Most was lost from" in page.alt


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (design("eks", FARGATE, NIGHT), "more copies, or scaling"),
        (changed("EKS, a fixed fleet", deployment=CARELESS["eks"]), "answering during the release"),
        (design("eks", ec2("c5.2xlarge", 7), ENOUGH), "fewer or smaller hosts"),
        (design("eks", ec2("m5.xlarge", 6, spot_percent=100), ENOUGH), "less on Spot"),
        (design("ecs", ec2("m5.large", 7), NIGHT, target=50), "Let the hosts grow (max_hosts)"),
        (GOOD["EKS, a fixed fleet"], "Scenario.hidden(seed)"),
    ],
)
def test_the_suggestion_fits_the_mistake(made, words):
    assert words in capstone.suggestion(capstone.play(made, example()))


def test_reasons_name_the_service_that_did_worst(short):
    result = capstone.score(short)
    assert result.reasons[0].startswith("Service level 0.0 of 50: ")
    assert result.total == round(result.service_level + result.cost + result.recovery, 1)
