"""The days: what is promised about the hidden ones holds for all of them."""

from __future__ import annotations

import pytest
from planes import capstone
from planes.capstone.scenario import MINUTES, MOST, PEAK, RELEASE_MINUTE
from planes.errors import PlanesError

DAYS = [capstone.Scenario.example(), *(capstone.Scenario.hidden(seed) for seed in range(40))]


def faults(day, kind):
    return [fault for fault in day.faults if fault.kind == kind]


def test_the_same_seed_gives_the_same_day_and_another_seed_another():
    assert capstone.Scenario.hidden(3) == capstone.Scenario.hidden(3)
    assert capstone.Scenario.hidden(3).traffic != capstone.Scenario.hidden(4).traffic


def test_a_seed_is_an_integer():
    with pytest.raises(PlanesError, match="integer seed"):
        capstone.Scenario.hidden("three")


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_no_minute_brings_more_than_was_promised(day):
    for service, per_minute in day.traffic.items():
        assert len(per_minute) == MINUTES
        assert min(per_minute) > 0 and max(per_minute) <= MOST * PEAK[service]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_every_day_has_a_host_a_zone_and_a_spot_fault_away_from_the_release(day):
    for kind in ("host", "zone", "spot"):
        (fault,) = faults(day, kind)
        assert fault.minute >= 0 and fault.minute + fault.minutes < MINUTES
        assert 0 <= fault.pick < 1
        assert abs(fault.minute - RELEASE_MINUTE) >= 75


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_the_zone_is_lost_when_much_is_at_stake(day):
    (zone,) = faults(day, "zone")
    web = day.traffic["web"]
    assert max(web[zone.minute : zone.minute + zone.minutes]) >= 0.6 * max(web)


def test_peaks_fall_on_many_hours():
    hours = {day.traffic["web"].index(max(day.traffic["web"])) // 60 for day in DAYS}
    assert len(hours) >= 8


def test_a_load_holds_its_first_value_before_the_day_and_its_last_after_it():
    day = capstone.Scenario.example()
    load = day.load("web", begin=900.0)
    web = day.traffic["web"]
    assert [load(0.0), load(900.0), load(960.0), load(1e9)] == [web[0], web[0], web[1], web[-1]]
