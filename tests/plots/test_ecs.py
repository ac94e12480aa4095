"""Figures of the lesson on ECS."""

import pytest
from planes import World
from planes.errors import PlanesError
from planes.plots import ecs as draw


@pytest.fixture(scope="module")
def shop():
    world = World(seed=1)
    world.registry.add_image("shop/web:1", size_mib=10)
    ecs = world.client("ecs")
    ecs.create_cluster(clusterName="shop")
    world.add_hosts("shop", "m5.large", 3)
    container = {"name": "web", "image": "shop/web:1", "cpu": 128, "memory": 256}
    ecs.register_task_definition(family="web", networkMode="bridge", containerDefinitions=[container])
    world.run(minutes=1)
    ecs.create_service(
        cluster="shop", serviceName="web", taskDefinition="web", desiredCount=6, launchType="EC2"
    )
    world.run(minutes=2)
    return world


def test_places_are_the_hosts_by_zone_with_their_tasks(shop):
    assert draw.places(shop, "shop/web") == [draw.Place(zone, 2) for zone in shop.zones]


def test_hosts_of_a_zone_stay_in_the_order_in_which_they_were_added():
    world = World(seed=1)
    world.registry.add_image("shop/web:1", size_mib=10)
    ecs = world.client("ecs")
    ecs.create_cluster(clusterName="shop")
    first, *_ = world.add_hosts("shop", "m5.large", 3, zone=world.zones[0])
    container = {"name": "web", "image": "shop/web:1", "cpu": 128, "memory": 256}
    ecs.register_task_definition(family="web", networkMode="bridge", containerDefinitions=[container])
    world.run(minutes=1)
    on_first = [{"type": "memberOf", "expression": f"ec2InstanceId == {first}"}]
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=2,
        launchType="EC2",
        placementConstraints=on_first,
    )
    world.run(minutes=2)
    assert [place.tasks for place in draw.places(world, "shop/web")] == [2, 0, 0]


def test_placements_draw_a_square_for_each_task(shop):
    drawing = draw.placements({"spread": draw.places(shop, "shop/web")})
    assert len(drawing.figure.axes[0].patches) == 6
    assert "2 in 1a, 2 in 1b, 2 in 1c" in drawing.alt
    assert drawing.truth == "modelled"


def test_a_host_without_a_task_is_told_too():
    drawing = draw.placements({"binpack": [draw.Place("us-east-1a", 3), draw.Place("us-east-1b", 0)]})
    assert "3 in 1a, 0 in 1b" in drawing.alt


def test_placements_without_a_case_are_refused():
    with pytest.raises(PlanesError, match="at least one case"):
        draw.placements({})


def test_the_parts_are_a_diagram():
    assert draw.parts().truth == "diagram"
