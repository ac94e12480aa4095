import pytest
from planes.data_plane.fargate import LaunchBucket
from planes.data_plane.protocol import Behaviour
from planes.errors import PlanesError

PLACE = "fargate/us-east-1a"


def test_it_offers_every_zone_without_limits(lab):
    offers = list(lab.fargate.offers())
    assert [offer.zone for offer in offers] == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert offers[0].cpu_millicores == float("inf")


def test_a_microvm_is_there_before_the_pull(lab):
    lab.start(PLACE)
    lab.run(60)
    assert lab.states() == ["pulling", "running", "answering"]
    assert 16 <= lab.time_of("pulling image") <= 24


def test_nothing_is_cached(lab):
    lab.start(PLACE, "first")
    lab.run(60)
    lab.start(PLACE, "second")
    lab.run(60)
    assert len(lab.fetched) == 4


def test_a_running_task_does_not_need_the_registry(lab):
    lab.start(PLACE)
    lab.run(60)
    lab.registry_up = False
    lab.start(PLACE, "second")
    lab.run(600)
    assert lab.last().state == "answering"
    assert lab.last("second").state == "failed"


@pytest.mark.parametrize("shape", [{"cpu_millicores": 300}, {"memory_mib": 256}, {"memory_mib": 4096}])
def test_only_fargate_sizes_are_taken(lab, shape):
    with pytest.raises(PlanesError, match="Fargate has no size"):
        lab.start(PLACE, **shape)


def test_only_its_own_places_are_taken(lab):
    with pytest.raises(PlanesError, match="Fargate has no host"):
        lab.start("fargate/mars-1a")


def test_launches_follow_the_published_bucket():
    bucket = LaunchBucket(100, 20)
    waits = [bucket.take(0) for _ in range(2000)]
    assert waits[99] == 0
    assert waits[100] == 0.05
    assert waits[-1] == 95  # GV15


def test_the_bucket_fills_up_again():
    bucket = LaunchBucket(100, 20)
    for _ in range(200):
        bucket.take(0)
    assert bucket.take(4) == pytest.approx(1.05)
    assert [bucket.take(1000) for _ in range(100)] == [0] * 100


def test_spot_is_warned_and_sent_sigterm(lab):
    lab.start(PLACE, spot=True, behaviour=Behaviour(terminate_seconds=None), stop_seconds=90)
    lab.run(60)
    lab.fargate.interrupt("w")
    lab.run(300)
    assert lab.states()[-2:] == ["warned", "stopped"]
    assert lab.time_of("stopped") - lab.time_of("interruption warning") == 90


def test_on_demand_is_not_interrupted(lab):
    lab.start(PLACE)
    with pytest.raises(PlanesError, match="no workload on Fargate Spot"):
        lab.fargate.interrupt("w")


def test_a_lost_zone_is_reported(lab):
    lab.start(PLACE)
    lab.start("fargate/us-east-1b", "other")
    lab.run(60)
    lab.fargate.fail_zone("us-east-1a")
    lab.run(60)
    assert lab.last()[2:] == ("stopped", "Infrastructure of zone us-east-1a lost", {"app": 137})
    assert lab.last("other").state == "answering"


def test_a_lost_zone_takes_nothing_until_it_is_back(lab):
    lab.fargate.fail_zone("us-east-1a")
    lab.start(PLACE, "first")
    lab.run(60)
    lab.fargate.recover_zone("us-east-1a")
    lab.start(PLACE, "second")
    lab.run(60)
    assert lab.states("first") == ["failed"]
    assert lab.last("second").state == "answering"


def test_billing_starts_with_the_image_download(lab):
    lab.start(PLACE)
    lab.run(100)
    lab.fargate.stop("w", "")
    lab.run(100)
    (used,) = lab.fargate.usage(lab.clock.now)
    assert used.seconds == lab.time_of("stopped") - lab.time_of("pulling image")
    assert used[:5] == ("w", "fargate", False, 250, 512)
