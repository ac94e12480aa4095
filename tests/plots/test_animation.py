"""`planes.plots.animate`: frames say what the log says, and the page stands alone."""

import json
import re

import pytest
from planes.errors import PlanesError
from planes.plots import animate
from planes.plots.animation import STATES, clock
from planes.plots.animation_frames import MOST_FRAMES, MOST_HOSTS, WORKLOAD_STATES, film
from planes.world import World


def shop(hosts: int = 3, tasks: int = 4) -> World:
    """A service on hosts in three zones, two minutes old."""
    world = World(seed=4)
    ecs = world.client("ecs")
    world.registry.add_image("shop/web:1", size_mib=100, start_seconds=3)
    ecs.create_cluster(clusterName="shop")
    world.add_hosts("shop", "m5.large", hosts)
    world.run(minutes=1)
    web = {"name": "web", "image": "shop/web:1", "portMappings": [{"containerPort": 80}]}
    ecs.register_task_definition(family="web", cpu="256", memory="256", containerDefinitions=[web])
    ecs.create_service(cluster="shop", serviceName="web", taskDefinition="web", desiredCount=tasks)
    world.run(minutes=2)
    return world


@pytest.fixture(scope="module")
def broken() -> World:
    """The shop, one of whose hosts was lost."""
    world = shop()
    world.fail(next(iter(world.ec2.hosts)))
    world.run(minutes=5)
    return world


def states(frames) -> list[dict[str, str]]:
    """Return the state of every workload after each frame."""
    now, after = {}, []
    for frame in frames:
        for workload, (state, _) in frame.workloads.items():
            now[workload] = state
        after.append({workload: state for workload, state in now.items() if state != "gone"})
    return after


def test_the_last_frame_is_the_present(broken):
    last = states(film(list(broken.events)).frames)[-1]
    reported = {name: report.state for name, report in broken.ec2.running().items()}
    assert last == reported
    assert set(last.values()) == {"answering"}


def test_tasks_of_a_lost_host_are_silent_until_they_are_struck_off(broken):
    silent = [sum(state == "silent" for state in one.values()) for one in states(film(broken.events).frames)]
    assert max(silent) > 0 and silent[-1] == 0


def test_what_was_before_is_the_first_frame(broken):
    frames = film(list(broken.events), since=150.0).frames
    assert frames[0].time == 150.0 and frames[0].lines == []
    assert list(states(frames)[0].values()) == ["answering"] * 4


def test_pods_wait_without_a_place_and_show_their_replica_set():
    world = World(seed=4)
    world.client("eks").create_cluster(
        name="shop",
        roleArn="arn:aws:iam::123456789012:role/a",
        resourcesVpcConfig={"subnetIds": ["a", "b"]},
    )
    world.run(minutes=15)
    world.add_hosts("shop", "m5.large", 1)
    world.run(minutes=1)
    world.registry.add_image("shop/web:1", size_mib=100)
    container = {"name": "web", "image": "shop/web:1", "resources": {"requests": {"cpu": "900m"}}}
    world.kubernetes("shop").apply(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "web"},
            "spec": {
                "replicas": 4,
                "selector": {"matchLabels": {"app": "web"}},
                "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}},
            },
        }
    )
    world.run(minutes=2)
    story = film(list(world.events))
    assert sorted(states(story.frames)[-1].values()) == ["answering", "answering", "waiting", "waiting"]
    assert {version[:4] for version in story.versions.values()} == {"web-"}


def test_a_long_log_is_told_in_a_bounded_number_of_frames_and_hosts():
    world = shop(hosts=60, tasks=100)
    for host in list(world.ec2.hosts)[:20]:
        world.fail(host)
        world.run(minutes=3)
    animation = animate(world)
    assert len(animation.film.frames) <= MOST_FRAMES
    assert len(animation.film.hosts) == MOST_HOSTS
    assert "12 more hosts are not shown" in animation.alt
    assert len(animation._repr_html_()) < 400_000


def test_the_same_world_gives_the_same_page(broken):
    assert animate(broken).page == animate(broken).page
    assert repr(animate(shop())) == repr(animate(shop()))


def test_the_page_asks_no_network_and_carries_its_data(broken):
    page = animate(broken).page
    assert not re.search(r"https?:|\bsrc=|\bhref=|@import|url\(", page)
    data = json.loads(re.search(r'<script id="film"[^>]*>(.*?)</script>', page, re.S)[1])
    assert len(data["frames"]) == len(animate(broken).film.frames)


def test_in_a_notebook_it_is_a_frame_with_a_title_and_words_below(broken):
    html = animate(broken)._repr_html_()
    assert html.startswith('<iframe title="Animation (modelled): Hosts and what runs on them')
    assert 'sandbox="allow-scripts"' in html and html.endswith("</p>")


def test_words_name_the_lost_host(broken):
    assert "Lost: host 1." in repr(animate(broken))


def test_every_state_has_a_sign_of_its_own():
    signs = [sign for sign, *_ in STATES.values()]
    assert len(set(signs)) == len(signs)
    assert set(WORKLOAD_STATES.values()) - {"gone"} <= set(STATES)


def test_text_from_the_log_cannot_end_the_script():
    world = shop()
    world.events.add("world", "</script><b>", "fault")
    assert "</script><b>" not in animate(world).page


@pytest.mark.parametrize("options", [{"since": 1e9}, {"truth": "guessed"}])
def test_wrong_use_is_refused(broken, options):
    with pytest.raises(PlanesError):
        animate(broken, **options)


def test_a_world_in_which_nothing_happened_is_refused():
    with pytest.raises(PlanesError, match="Run the world first"):
        animate(World())


def test_times_read_as_minutes_and_hours():
    assert (clock(340), clock(3940)) == ("5:40", "1:05:40")
