"""From a place to an end, on an EC2 host; Fargate shares every step."""

import pytest
from planes.data_plane.protocol import Behaviour, Container, Layer, Workload
from planes.errors import PlanesError


def test_a_workload_is_pulled_started_and_answers(lab):
    lab.start(lab.host())
    lab.run(30)
    assert lab.states() == ["pulling", "running", "answering"]


def test_nothing_is_reported_from_within_start(lab):
    lab.start(lab.host())
    assert lab.heard == []


def test_a_pull_takes_the_sum_of_its_layers(lab):
    lab.start(lab.host())
    lab.run(30)
    assert lab.time_of("image pulled") - lab.time_of("pulling image") == pytest.approx(5)


def test_it_answers_after_its_start_seconds(lab):
    lab.start(lab.host(), behaviour=Behaviour(start_seconds=7))
    lab.run(30)
    assert lab.time_of("answering") - lab.time_of("containers started") == pytest.approx(7)


def test_an_unhealthy_container_never_answers(lab):
    lab.start(lab.host(), behaviour=Behaviour(healthy=False))
    lab.run(300)
    assert lab.states() == ["pulling", "running"]


def test_layers_on_the_disk_are_not_pulled_again(lab):
    host = lab.host()
    lab.start(host, "first")
    lab.run(30)
    lab.start(host, "second")
    lab.run(30)
    assert lab.states("second") == ["running", "answering"]
    assert len(lab.fetched) == 2


def test_a_layer_on_its_way_is_waited_for_not_pulled_twice(lab):
    host = lab.host()
    lab.start(host, "first")
    lab.run(2)
    lab.start(host, "second")
    lab.run(30)
    assert lab.time_of("image pulled", "first") == lab.time_of("image pulled", "second")
    assert len(lab.fetched) == 2


def test_pulls_on_one_host_share_its_link(lab):
    host = lab.host()
    other = (Container("other", "shop/other:1", (Layer("sha256:other", 30),)),)
    lab.start(host, "first")
    lab.start(host, "second", containers=other)
    lab.run(30)
    assert lab.time_of("image pulled", "second") - lab.time_of("image pulled", "first") == pytest.approx(3)


def test_an_own_address_takes_its_time(lab):
    host = lab.host(address_seconds=6)
    begin = lab.clock.now
    lab.start(host, own_address=True)
    lab.run(30)
    assert lab.time_of("address attached") - begin == 6


def test_a_pull_fails_while_the_registry_is_down(lab):
    lab.registry_up = False
    lab.start(lab.host())
    lab.run(30)
    assert lab.last().state == "failed"
    assert lab.last().reason == "CannotPullContainerError: the registry does not answer"


def test_a_cached_image_starts_while_the_registry_is_down(lab):
    host = lab.host()
    lab.start(host, "first")
    lab.run(30)
    lab.registry_up = False
    lab.start(host, "second")
    lab.run(30)
    assert lab.last("second").state == "answering"


def test_sigterm_ends_a_container_that_handles_it(lab):
    lab.start(lab.host(), behaviour=Behaviour(terminate_seconds=2))
    lab.run(30)
    begin = lab.clock.now
    lab.ec2.stop("w", "scaling in")
    lab.run(60)
    assert lab.last()[2:] == ("stopped", "scaling in", {"app": 0})
    assert lab.time_of("stopped") - begin == 2


@pytest.mark.parametrize("terminate_seconds", [None, 31])
def test_sigkill_ends_a_container_that_does_not(lab, terminate_seconds):
    lab.start(lab.host(), behaviour=Behaviour(terminate_seconds=terminate_seconds), stop_seconds=30)
    lab.run(30)
    begin = lab.clock.now
    lab.ec2.stop("w", "scaling in")
    lab.run(60)
    assert lab.last().exit_codes == {"app": 137}
    assert lab.time_of("stopped") - begin == 30


def test_capacity_stays_taken_until_the_last_container_ended(lab):
    host = lab.host()
    lab.start(host, behaviour=Behaviour(terminate_seconds=None))
    lab.run(30)
    lab.ec2.stop("w", "")
    lab.run(29)
    assert lab.ec2.offer(host).cpu_millicores == 1750
    lab.run(1)
    assert lab.ec2.offer(host).cpu_millicores == 2000


def test_capacity_is_free_when_the_end_is_heard(lab):
    host, free = lab.host(), []
    workload = Workload("w", 250, 512, (Container("app", "a", ()),))
    lab.ec2.start(workload, host, lambda report: free.append(lab.ec2.offer(host).cpu_millicores))
    lab.ec2.stop("w", "")
    lab.run(1)
    assert free == [2000]


def test_a_stop_during_the_pull_ends_at_once(lab):
    lab.start(lab.host())
    lab.run(2)
    lab.ec2.stop("w", "no longer wanted")
    lab.run(60)
    assert lab.states() == ["pulling", "stopped"]


def test_stopping_twice_or_what_is_not_there_does_nothing(lab):
    lab.start(lab.host())
    lab.run(30)
    lab.ec2.stop("w", "first")
    lab.ec2.stop("w", "second")
    lab.ec2.stop("nobody", "third")
    lab.run(60)
    assert lab.last().reason == "first"


def test_a_job_exits_by_itself(lab):
    lab.start(lab.host(), behaviour=Behaviour(exit_code=3, exit_seconds=10))
    lab.run(60)
    assert lab.last()[2:] == ("exited", "app exited with code 3", {"app": 3})


def test_the_end_of_an_essential_container_ends_the_others(lab):
    containers = (
        Container("app", "a", (), Behaviour(exit_code=1, exit_seconds=5)),
        Container("log", "b", (), Behaviour(terminate_seconds=None), essential=False),
    )
    lab.start(lab.host(), containers=containers, stop_seconds=20)
    lab.run(60)
    assert lab.last().exit_codes == {"app": 1, "log": 137}
    assert lab.time_of("exited") - lab.time_of("containers started") == pytest.approx(25)


def test_the_end_of_another_container_does_not(lab):
    containers = (
        Container("app", "a", ()),
        Container("once", "b", (), Behaviour(exit_code=0, exit_seconds=5), essential=False),
    )
    lab.start(lab.host(), containers=containers)
    lab.run(60)
    assert "w" in lab.ec2.running()


def test_a_workload_ends_with_its_last_container(lab):
    containers = tuple(
        Container(name, name, (), Behaviour(exit_code=0, exit_seconds=seconds), essential=False)
        for name, seconds in (("short", 5), ("long", 9))
    )
    lab.start(lab.host(), containers=containers)
    lab.run(60)
    assert lab.last()[2:] == ("exited", "long exited with code 0", {"short": 0, "long": 0})


def test_the_node_restarts_by_its_policy(lab):
    asked = []

    def policy(restarts, code):
        asked.append((restarts, code))
        return 10.0 if restarts < 2 else None

    lab.start(lab.host(), behaviour=Behaviour(exit_code=1, exit_seconds=5), restart=policy)
    lab.run(120)
    assert asked == [(0, 1), (1, 1), (2, 1)]
    assert lab.states() == [
        "pulling", "running", "answering", "restarting", "running", "answering",
        "restarting", "running", "answering", "exited",
    ]  # fmt: skip


def test_restarts_are_forgotten_after_ten_good_minutes(lab):
    asked = []

    def policy(restarts, code):
        asked.append(restarts)
        return 1.0

    lab.start(lab.host(), behaviour=Behaviour(exit_code=1, exit_seconds=601), restart=policy)
    lab.run(2000)
    assert asked == [0, 0, 0]


def test_one_container_restarts_while_the_others_run(lab):
    containers = (
        Container("app", "a", ()),
        Container("flaky", "b", (), Behaviour(exit_code=1, exit_seconds=100)),
    )
    lab.start(lab.host(), containers=containers, restart=lambda restarts, code: 10.0)
    lab.run(150)
    assert lab.states() == ["running", "answering", "restarting", "running", "answering"]


def test_a_crash_is_an_exit(lab):
    lab.start(lab.host())
    lab.run(30)
    lab.ec2.crash("w")
    lab.run(1)
    assert lab.last()[2:] == ("exited", "app exited with code 137", {"app": 137})


def test_what_is_not_up_cannot_crash(lab):
    with pytest.raises(PlanesError, match="none can crash"):
        lab.ec2.crash("w")


def test_a_crash_makes_the_planned_exit_void(lab):
    lab.start(
        lab.host(), behaviour=Behaviour(exit_code=0, exit_seconds=100), restart=lambda restarts, code: 1.0
    )
    lab.run(50)
    lab.ec2.crash("w")
    lab.run(80)
    assert lab.states().count("restarting") == 1


def test_running_is_the_last_report_of_what_is_there(lab):
    host = lab.host()
    lab.start(host)
    assert lab.ec2.running()["w"].state == "starting"
    lab.run(30)
    assert lab.ec2.running() == {"w": lab.last()}


def test_an_id_can_be_used_once_at_a_time(lab):
    host = lab.host()
    lab.start(host)
    with pytest.raises(PlanesError, match="own id"):
        lab.start(host)


def test_behaviour_is_read_from_labels():
    labels = {
        "planes.start-seconds": "3",
        "planes.exit-code": "1",
        "planes.exit-seconds": "2.5",
        "planes.healthy": "false",
        "planes.rps-per-vcpu": "50",
        "planes.base-cpu-share": "0",
        "planes.terminate-seconds": "never",
        "maintainer": "somebody",
    }
    assert Behaviour.from_labels(labels) == Behaviour(3, 1, 2.5, False, 50, 0, None)


def test_a_label_that_cannot_be_read_is_refused():
    with pytest.raises(PlanesError, match=r"planes\.healthy cannot be 'perhaps'"):
        Behaviour.from_labels({"planes.healthy": "perhaps"})
