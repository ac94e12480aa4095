import pytest
from planes import facts
from planes.data_plane.protocol import Behaviour
from planes.errors import PlanesError


def test_a_host_runs_after_about_the_published_launch_time(lab):
    mean = facts.number("B37")
    host = lab.host(running=False)
    lab.run(0.8 * mean - 0.01)
    assert lab.ec2.hosts[host].state == "pending"
    lab.run(0.4 * mean + 0.02)
    assert lab.ec2.hosts[host].state == "running"
    assert [(report.host, report.state) for report in lab.hosts_heard] == [(host, "running")]


def test_launch_times_vary_with_the_seed_and_agree_with_it(lab):
    other = lab.__class__(seed=1)
    third = lab.__class__(seed=2)
    times = []
    for each in (lab, other, third):
        each.host()
        times.append(each.events.where(what="host running")[0].time)
    assert times[0] == times[1] != times[2]


def test_hosts_spread_over_the_zones(lab):
    hosts = [lab.host(running=False) for _ in range(6)]
    assert sorted(lab.ec2.hosts[host].zone for host in hosts) == sorted(2 * lab.ec2.zones)


def test_a_pending_host_offers_nothing(lab):
    lab.host(running=False)
    assert lab.ec2.offers() == []


def test_a_host_offers_what_was_registered(lab):
    host = lab.host(ports=(22,))
    assert lab.ec2.offers() == [(host, "us-east-1a", 2000, 8000, 3, {22})]


def test_a_start_takes_capacity_at_once(lab):
    host = lab.host()
    lab.start(host, own_address=True, host_ports=(80,))
    assert lab.ec2.offer(host)[2:] == (1750, 7488, 2, {80})


def test_an_end_gives_it_back(lab):
    host = lab.host(ports=(22,))
    lab.start(host, own_address=True, host_ports=(80,))
    lab.ec2.stop("w", "")
    lab.run(1)
    assert lab.ec2.offer(host)[2:] == (2000, 8000, 3, {22})


@pytest.mark.parametrize(
    ("what", "workload"),
    [
        ("CPU", {"cpu_millicores": 2001}),
        ("memory", {"memory_mib": 8001}),
        ("ports", {"host_ports": (22,)}),
    ],
)
def test_a_host_refuses_what_does_not_fit(lab, what, workload):
    lab.start(lab.host(ports=(22,)), **workload)
    lab.run(0)
    assert lab.last().state == "failed"
    assert f"not enough {what} left" in lab.last().reason


def test_a_host_refuses_when_its_addresses_are_used_up(lab):
    host = lab.host(addresses=1)
    lab.start(host, "first", own_address=True)
    lab.start(host, "second", own_address=True)
    lab.start(host, "third", own_address=False)
    lab.run(30)
    assert [lab.last(name).state for name in ("first", "second", "third")] == [
        "answering",
        "failed",
        "answering",
    ]


@pytest.mark.parametrize("host", ["i-none", None])
def test_no_host_means_a_failed_start(lab, host):
    lab.start(host or lab.host(running=False))
    lab.run(0)
    assert lab.states() == ["failed"]


def test_a_draining_host_offers_nothing_and_runs_on(lab):
    host = lab.host()
    lab.start(host)
    lab.ec2.drain(host)
    lab.run(30)
    assert lab.ec2.offers() == []
    assert lab.last().state == "answering"


def test_termination_stops_the_workloads(lab):
    host = lab.host()
    lab.start(host)
    lab.run(30)
    lab.ec2.terminate(host, "scaled in")
    lab.run(0)
    assert lab.last()[2:] == ("stopped", "scaled in", {"app": 137})
    assert lab.hosts_heard[-1] == (host, "terminated", "scaled in")
    assert host not in lab.ec2.hosts


def test_a_failed_host_falls_silent(lab):
    host = lab.host()
    lab.start(host)
    lab.run(30)
    heard = list(lab.heard)
    lab.ec2.fail(host)
    lab.run(600)
    assert lab.heard == heard
    assert lab.ec2.running() == {}
    assert lab.ec2.silent == {host: 90}
    assert lab.ec2.offers() == []


def test_a_repaired_host_is_empty_and_keeps_its_layers(lab):
    host = lab.host()
    lab.start(host)
    lab.run(30)
    lab.ec2.fail(host)
    lab.ec2.recover(host)
    lab.run(60)
    assert lab.hosts_heard[-1][:2] == (host, "running")
    assert lab.ec2.silent == {}
    assert lab.ec2.offer(host).cpu_millicores == 2000
    assert set(lab.ec2.hosts[host].layers) == {"sha256:base", "sha256:app"}


def test_a_download_is_lost_with_the_power(lab):
    host = lab.host()
    lab.start(host)
    lab.run(4.5)
    lab.ec2.fail(host)
    assert set(lab.ec2.hosts[host].layers) == {"sha256:base"}


def test_a_host_that_fails_while_booting_does_not_run_until_repaired(lab):
    host = lab.host(running=False)
    lab.ec2.fail(host)
    lab.run(60)
    assert lab.ec2.hosts[host].state == "failed"


def test_a_failed_host_can_be_terminated(lab):
    host = lab.host()
    lab.ec2.fail(host)
    lab.ec2.terminate(host, "replaced")
    lab.run(0)
    assert lab.ec2.silent == {}
    assert lab.ec2.hosts == {}


def test_a_zone_takes_its_hosts_with_it(lab):
    hosts = [lab.host(zone, running=False) for zone in lab.ec2.zones]
    lab.run(60)
    lab.ec2.fail_zone("us-east-1b")
    assert [lab.ec2.hosts[host].state for host in hosts] == ["running", "failed", "running"]


def test_nothing_is_launched_in_a_zone_that_is_down(lab):
    lab.ec2.fail_zone("us-east-1a")
    assert lab.ec2.hosts[lab.host()].zone == "us-east-1b"
    assert lab.ec2.zones_up() == ("us-east-1b", "us-east-1c")
    with pytest.raises(PlanesError, match="InsufficientInstanceCapacity"):
        lab.host("us-east-1a")


def test_a_zone_comes_back_with_its_hosts(lab):
    host = lab.host()
    lab.ec2.fail_zone("us-east-1a")
    lab.run(60)
    lab.ec2.recover_zone("us-east-1a")
    lab.run(60)
    assert lab.ec2.hosts[host].state == "running"


def test_spot_is_warned_two_minutes_before_its_end(lab):
    host = lab.host(spot=True)
    lab.start(host)
    lab.run(30)
    lab.ec2.interrupt(host)
    lab.run(119)
    assert lab.last().state == "warned"
    assert lab.hosts_heard[-1].state == "warned"
    lab.run(1)
    assert lab.last().state == "stopped"
    assert host not in lab.ec2.hosts


def test_a_warning_does_not_hide_that_a_container_answers(lab):
    host = lab.host(spot=True)
    lab.start(host, behaviour=Behaviour(start_seconds=20))
    lab.run(10)
    lab.ec2.interrupt(host)
    lab.run(30)
    assert lab.states()[-2:] == ["warned", "answering"]


def test_on_demand_is_not_interrupted(lab):
    with pytest.raises(PlanesError, match="On-Demand"):
        lab.ec2.interrupt(lab.host())


def test_a_host_is_billed_from_running_to_its_end(lab):
    host = lab.host()
    running = lab.events.where(what="host running")[0].time
    lab.run(100)
    lab.ec2.terminate(host, "")
    lab.run(1000)
    (used,) = lab.ec2.usage(lab.clock.now)
    assert used == (host, "m5.large", False, 0, 0, 160 - running)


def test_an_unknown_type_zone_or_host_is_refused(lab):
    with pytest.raises(PlanesError):
        lab.ec2.launch("m5.tiny", None, print)
    with pytest.raises(PlanesError, match="us-east-1a, us-east-1b, us-east-1c"):
        lab.host("eu-west-1a")
    with pytest.raises(PlanesError, match="no host 'i-none'"):
        lab.ec2.drain("i-none")
