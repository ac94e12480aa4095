"""Figures of the lesson on EKS."""

import pytest
from planes import World
from planes.errors import PlanesError
from planes.plots import eks as draw
from planes.plots.eks import Sample


def deployment(replicas=3):
    container = {"name": "web", "image": "shop/web:1", "resources": {"requests": {"cpu": "500m"}}}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}


@pytest.fixture
def shop():
    world = World(seed=1)
    world.registry.add_image("shop/web:1", size_mib=10)
    world.eks.add_cluster("shop")
    world.add_hosts("shop", "m5.large", 4)
    world.run(minutes=2)
    k = world.kubernetes("shop")
    k.cordon(k.get("nodes").names[0])
    k.apply(deployment())
    world.run(minutes=1)
    return world, k


def test_a_decision_tells_points_and_what_was_filtered_out(shop):
    _, k = shop
    nodes = {name: f"node {number}" for number, name in enumerate(k.get("nodes").names, 1)}
    record = k.decision(k.get("pods").names[-1])
    drawing = draw.decision(record, nodes)
    assert "Filtered out: node 1 by NodeUnschedulable" in drawing.alt
    assert f"chosen {nodes[record['node']]}" in drawing.alt
    assert drawing.truth == "modelled"


def test_plugins_that_give_every_node_the_same_are_named_in_the_caption(shop):
    _, k = shop
    nodes = {name: name for name in k.get("nodes").names}
    drawing = draw.decision(k.decision(k.get("pods").names[-1]), nodes)
    caption = next(text for text in drawing.figure.texts if text.get_gid() == "caption")
    assert "TaintToleration 300" in caption.get_text()


def test_a_decision_without_words_for_its_nodes_is_refused(shop):
    _, k = shop
    with pytest.raises(PlanesError, match="words for each"):
        draw.decision(k.decision(k.get("pods").names[-1]), {})


def test_a_lost_node_its_pod_and_the_new_pod_follow_one_another(shop):
    world, k = shop
    node = k.get("pods")[0]["spec"]["nodeName"]
    lost = world.now
    world.fail(k.get("node", node)["spec"]["providerID"].rpartition("/")[2])
    world.run(minutes=8)
    rows = draw.node_loss(world.events, node, lost, world.now)
    not_ready, given_up = rows["the node"][0].end, rows["its pod"][1].end
    assert 40 <= not_ready <= 52
    assert given_up == pytest.approx(not_ready + 300)
    assert rows["the new pod"][0].begin == given_up
    assert {row[-1].end for row in rows.values()} == {480.0}


def test_a_loss_that_did_not_happen_is_refused(shop):
    world, k = shop
    with pytest.raises(PlanesError, match="node not ready"):
        draw.node_loss(world.events, k.get("nodes").names[0], world.now, world.now + 60)


def test_autoscaled_tells_the_pods_of_each_case():
    samples = [Sample(0, 100, 4, 50.0), Sample(1, 400, 9, 80.0), Sample(2, 100, 6, 40.0)]
    assert "one: 4 pods at first, 9 at most, 6 at the end" in draw.autoscaled({"one": samples}, (60,)).alt


def test_autoscaled_marks_each_target():
    samples = [Sample(0, 100, 4, 50.0), Sample(1, 400, 9, 80.0)]
    drawing = draw.autoscaled({"low": samples, "high": samples}, (60, 150))
    words = {text.get_text() for axes in drawing.figure.axes for text in axes.texts}
    assert words == {"target: 60 %", "target: 150 %"}


def test_autoscaled_without_a_case_is_refused():
    with pytest.raises(PlanesError, match="at least one case"):
        draw.autoscaled({}, (60,))


def test_the_parts_are_a_diagram():
    assert draw.parts().truth == "diagram"
