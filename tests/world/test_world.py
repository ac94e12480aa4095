import subprocess
import sys

import pytest
from planes import facts, rules
from planes.data_plane import Container, Registration, Workload
from planes.errors import PlanesError
from planes.invariants import violations
from planes.world import World


@pytest.fixture
def empty():
    return World(seed=3)


def host(world, **options):
    return world.ec2.launch("m5.large", Registration(2000, 8000, 3), lambda report: None, **options)


def test_a_world_starts_at_second_zero(empty):
    assert empty.now == 0
    assert len(empty.events) == 0


@pytest.mark.parametrize(
    ("duration", "now"), [({"seconds": 5}, 5), ({"minutes": 2}, 120), ({"hours": 1, "seconds": 1}, 3601)]
)
def test_time_passes_as_asked(empty, duration, now):
    empty.run(**duration)
    assert empty.now == now


def test_a_condition_ends_the_run(empty):
    seen = []
    empty.clock.at(10, seen.append, 1)
    assert empty.run(hours=1, until=lambda: bool(seen))
    assert empty.now == 10


def test_a_condition_that_never_comes_ends_after_the_time_given(empty):
    assert not empty.run(minutes=1, until=lambda: False)
    assert empty.now == 60


def test_a_condition_that_holds_already_lets_no_time_pass(empty):
    assert empty.run(until=lambda: True)
    assert empty.now == 0


@pytest.mark.parametrize(
    "duration", [{}, {"seconds": -1}, {"hours": float("inf")}, {"seconds": float("nan")}]
)
def test_time_must_be_positive_and_finite(empty, duration):
    with pytest.raises(PlanesError, match="positive"):
        empty.run(**duration)


def test_an_outage_ends_after_its_minutes(empty):
    empty.outage("registry", minutes=5)
    empty.run(minutes=4.9)
    assert empty.is_down("registry")
    empty.run(minutes=0.1)
    assert not empty.is_down("registry")
    assert [(fault.what, fault.since, fault.until) for fault in empty.faults] == [("registry", 0, 300)]


@pytest.mark.parametrize(("first", "second", "ends"), [(5, 10, 600), (10, 5, 600)])
def test_of_outages_that_overlap_the_longest_counts(empty, first, second, ends):
    empty.outage("registry", minutes=first)
    empty.outage("registry", minutes=second)
    empty.run(hours=1)
    assert empty.faults[0].until == ends


def test_an_outage_does_not_end_a_failure(empty):
    empty.outage("registry", minutes=5)
    empty.fail("registry")
    empty.run(hours=1)
    assert empty.is_down("registry")


def test_a_later_outage_is_not_ended_by_the_plan_of_an_earlier_one(empty):
    empty.outage("registry", minutes=10)
    empty.recover("registry")
    empty.run(minutes=5)
    empty.outage("registry", minutes=10)
    empty.run(minutes=6)
    assert empty.is_down("registry")
    empty.run(minutes=4)
    assert not empty.is_down("registry")


@pytest.mark.parametrize("what", ["ecs", "eks"])
def test_the_control_plane_covers_both(empty, what):
    empty.outage("control plane", minutes=1)
    assert empty.is_down(what)


def test_one_control_plane_can_be_down_alone(empty):
    empty.outage("ecs", minutes=1)
    assert not empty.is_down("eks")


@pytest.mark.parametrize("what", ["moon", "us-west-2a", "i-none"])
def test_only_what_there_is_can_fail(empty, what):
    with pytest.raises(PlanesError, match="cannot fail"):
        empty.fail(what)


@pytest.mark.parametrize("minutes", [0, -1, float("inf"), float("nan")])
def test_an_outage_has_a_length(empty, minutes):
    with pytest.raises(PlanesError, match="positive number of minutes"):
        empty.outage("registry", minutes)


def test_faults_are_in_the_events(empty):
    empty.outage("us-east-1a", minutes=1)
    empty.run(minutes=2)
    assert [(event.time, event.what) for event in empty.events.where(plane="world")] == [
        (0, "fault"),
        (60, "repaired"),
    ]


@pytest.mark.parametrize(
    "call", [lambda w: w.add_hosts("none", "m5.large", 1), lambda w: w.offer_load("none", 1)]
)
def test_an_unknown_cluster_or_service_is_named(empty, call):
    with pytest.raises(PlanesError, match="named 'none'"):
        call(empty)


def test_a_host_costs_its_seconds(empty):
    host(empty)
    empty.run(hours=2)
    running = empty.events.where(what="host running")[0].time
    (charge,) = empty.bill()
    assert charge.usd == pytest.approx(0.096 * (7200 - running) / 3600, rel=1e-3)


def test_a_host_costs_a_minute_at_least(empty):
    name = host(empty)
    empty.run(until=lambda: empty.ec2.hosts[name].state == "running")
    empty.ec2.terminate(name, "")
    empty.run(1)
    (charge,) = empty.bill()
    assert charge.seconds == 60


def test_a_spot_host_costs_less_by_the_smallest_published_discount(empty):
    host(empty)
    host(empty, spot=True)
    empty.run(hours=10)
    on_demand, spot = empty.bill()
    expected = 1 - facts.get("CP08").low / 100
    assert spot.usd / on_demand.usd == pytest.approx(expected, rel=1e-2)


def test_a_microvm_costs_what_the_rule_says(empty):
    workload = Workload("w", 250, 512, (Container("app", "a", ()),))
    empty.fargate.start(workload, "fargate/us-east-1a", lambda report: None)
    empty.run(hours=1)
    (charge,) = empty.bill()
    assert charge.usd == rules.fargate.cost(256, 512, charge.seconds)


def test_a_microvm_that_never_began_to_pull_costs_nothing(empty):
    workload = Workload("w", 250, 512, (Container("app", "a", ()),))
    empty.fargate.start(workload, "fargate/us-east-1a", lambda report: None)
    empty.run(1)
    assert empty.bill()[0].usd == 0


def test_it_says_where_when_and_what_is_down(empty):
    empty.outage("registry", minutes=5)
    assert repr(empty) == (
        "World(seed=3): us-east-1, second 0, 0 hosts, 0 Fargate workloads, 1 events, down: registry"
    )


def test_a_lost_layer_is_a_violation(empty):
    empty.registry.add_image("shop/web:1", size_mib=10)
    assert violations(empty) == []
    repository = empty.registry.repository("shop/web")
    repository.links.pop(next(iter(repository.images.values())).manifest.layers[0]["digest"])
    assert "without its blob" in violations(empty)[0]


def test_importing_the_package_is_light():
    code = (
        "import sys, threading, planes; "
        "heavy = {'boto3', 'pandas', 'matplotlib', 'numpy'} & set(sys.modules); "
        "print(threading.active_count(), sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split(" ", 1) == ["1", "[]\n"]
