"""The three outages: what goes on, what stops, what heals."""

from planes.invariants import unsettled


def begin(world, ecs, hosts=3, count=3):
    world.add_hosts("demo", "m5.large", hosts)
    world.run(minutes=1)
    ecs.service(count=count)
    world.run(minutes=3)
    assert ecs.running() == ecs.answering() == count


def failed_starts(world):
    return world.events.where(plane="data plane", what="start failed")


class TestRegistryDown:
    def test_running_tasks_run_on(self, world, ecs):
        begin(world, ecs)
        world.outage("registry", minutes=30)
        world.run(minutes=29)
        assert ecs.running() == ecs.answering() == 3

    def test_a_new_start_fails(self, world, ecs):
        begin(world, ecs)
        world.outage("registry", minutes=30)
        ecs.service("other", image="shop/other:1", count=1)
        world.run(minutes=10)
        assert ecs.running("other") == 0

    def test_a_start_from_a_host_s_own_layers_succeeds(self, world, ecs):
        begin(world, ecs)
        world.outage("registry", minutes=30)
        ecs.scale("web", 5)
        world.run(minutes=10)
        assert ecs.running() == ecs.answering() == 5

    def test_fargate_has_no_layers_of_its_own(self, world, ecs):
        ecs.service("far", count=1, fargate=True)
        world.run(minutes=3)
        world.outage("registry", minutes=30)
        ecs.scale("far", 2)
        world.run(minutes=10)
        assert ecs.running("far") == 1
        assert all("CannotPullContainerError" in event.why for event in failed_starts(world))

    def test_the_starts_succeed_when_it_is_back(self, world, ecs):
        begin(world, ecs)
        world.outage("registry", minutes=10)
        ecs.service("other", image="shop/other:1", count=1)
        world.run(hours=1)
        assert ecs.running("other") == 1


class TestControlPlaneDown:
    def test_everything_runs_on(self, world, ecs):
        begin(world, ecs)
        world.outage("control plane", minutes=60)
        world.run(minutes=59)
        assert ecs.answering() == 3

    def test_nothing_heals(self, world, ecs):
        begin(world, ecs)
        world.outage("control plane", minutes=60)
        world.fail(next(iter(world.ec2.hosts)))
        world.run(minutes=59)
        assert ecs.answering() == 2

    def test_it_heals_when_it_is_back(self, world, ecs):
        begin(world, ecs)
        world.outage("control plane", minutes=60)
        world.fail(next(iter(world.ec2.hosts)))
        world.run(minutes=70)
        assert ecs.running() == ecs.answering() == 3
        assert unsettled(world) == []

    def test_a_crash_meanwhile_is_heard_afterwards(self, world, ecs):
        begin(world, ecs)
        world.outage("control plane", minutes=10)
        world.ec2.crash(next(iter(world.ec2.running())), exit_code=3)
        world.run(minutes=20)
        stopped = [task for task in world.ecs.store.tasks.values() if task.last_status == "STOPPED"]
        assert [dict(task.exit_codes) for task in stopped] == [{"app": 3}]
        assert ecs.running() == 3


class TestHostDown:
    def test_its_tasks_are_replaced(self, world, ecs):
        begin(world, ecs)
        world.fail(next(iter(world.ec2.hosts)))
        assert ecs.answering() == 2
        world.run(minutes=10)
        assert ecs.running() == ecs.answering() == 3
        assert unsettled(world) == []

    def test_a_zone_s_tasks_are_replaced_in_the_others(self, world, ecs):
        begin(world, ecs, hosts=6, count=6)
        world.outage("us-east-1b", minutes=60)
        world.run(minutes=30)
        assert ecs.running() == ecs.answering() == 6
        assert {world.ec2.hosts[report.host].zone for report in world.ec2.running().values()} == {
            "us-east-1a",
            "us-east-1c",
        }

    def test_a_short_loss_leaves_no_task_behind_that_only_seems_to_run(self, world, ecs):
        begin(world, ecs)
        host = next(iter(world.ec2.hosts))
        world.fail(host)
        world.run(seconds=20)
        world.recover(host)
        world.run(minutes=10)
        assert ecs.running() == ecs.answering() == 3
        assert unsettled(world) == []


def test_two_runs_with_one_seed_are_equal(world, ecs):
    def story(world, ecs):
        begin(world, ecs)
        world.fail(next(iter(world.ec2.hosts)))
        world.outage("registry", minutes=2)
        world.run(minutes=20)
        return world.events

    other = type(world)(seed=7)
    other.registry.add_image("shop/web:1", size_mib=100, start_seconds=3)
    other.registry.add_image("shop/other:1", size_mib=100, start_seconds=3)
    other.client("ecs").create_cluster(clusterName="demo")
    assert story(world, ecs) == story(other, type(ecs)(other))
