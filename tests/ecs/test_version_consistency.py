"""A tag that moves or goes: which image the tasks of a service start from."""

from __future__ import annotations

import pytest
from planes.errors import PlanesError


def digests(shop):
    return {task["containers"][0]["imageDigest"] for task in shop.tasks("web")}


@pytest.fixture
def moved(shop):
    """A service of two tasks whose tag has moved to another image: the digests before and now."""
    shop.hosts(3)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=3)
    (before,) = digests(shop)
    now = shop.world.registry.add_image("shop/web:1", size_mib=50, files={"app/version": "2"})
    return before, now


def test_a_service_that_grows_starts_from_the_digest_it_was_deployed_with(shop, moved):
    shop.update(desiredCount=4)
    shop.world.run(minutes=3)
    assert len(shop.tasks("web")) == 4
    assert digests(shop) == {moved[0]}


def test_a_new_deployment_asks_what_the_tag_means_now(shop, moved):
    shop.update(forceNewDeployment=True)
    shop.world.run(minutes=15)
    assert digests(shop) == {shop.world.registry.resolve("shop/web:1").digest} != {moved[0]}


def test_a_single_task_asks_what_the_tag_means_now(shop, moved):
    arn = shop.ecs.run_task(cluster="shop", taskDefinition="web")["tasks"][0]["taskArn"]
    shop.world.run(minutes=2)
    task = shop.ecs.describe_tasks(cluster="shop", tasks=[arn])["tasks"][0]
    assert task["containers"][0]["imageDigest"] != moved[0]


def test_whoever_opts_out_gets_what_the_tag_means_at_each_start(shop):
    shop.hosts(3)
    container = {"name": "web", "image": shop.image(), "cpu": 128, "memory": 128}
    definition = shop.ecs.register_task_definition(
        family="web", containerDefinitions=[container | {"versionConsistency": "disabled"}]
    )["taskDefinition"]["taskDefinitionArn"]
    shop.serve(definition, 2)
    shop.world.run(minutes=3)
    shop.world.registry.add_image("shop/web:1", size_mib=50, files={"app/version": "2"})
    shop.update(desiredCount=4)
    shop.world.run(minutes=3)
    assert len(digests(shop)) == 2


def test_a_deleted_image_stops_new_tasks_although_its_tag_means_another_one(shop, moved):
    gone = [{"imageDigest": moved[0]}]
    shop.world.client("ecr").batch_delete_image(repositoryName="shop/web", imageIds=gone)
    with pytest.raises(PlanesError):
        shop.world.registry.resolve(f"shop/web@{moved[0]}")
    shop.update(desiredCount=3)
    shop.world.run(minutes=2)
    assert len(shop.tasks("web")) == 2


def test_a_replacement_starts_while_the_registry_is_down(shop):
    shop.hosts(1)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=3)
    shop.world.outage("registry", minutes=30)
    shop.world.ec2.crash(next(iter(shop.world.ec2.running())))
    shop.world.run(minutes=3)
    assert shop.service()["runningCount"] == 2
