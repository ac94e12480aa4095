"""Figures of the lesson on ECR."""

from planes.plots import ecr as draw
from planes.plots import ecr_lifecycle
from planes.registry.image import build_image, build_index, build_layer

DAY = 86_400


def image(name, age_days, *tags):
    return {"digest": name, "tags": list(tags), "pushed_at": -age_days * DAY}


def keep(priority, number, **selection):
    counted = {"countType": "imageCountMoreThan", "countNumber": number}
    return {"rulePriority": priority, "selection": selection | counted, "action": {"type": "expire"}}


def two_releases():
    """LP1 of the published examples: `prod` keeps one and comes first."""
    images = [image("A", 10, "beta-1", "prod-1"), image("B", 9, "beta-2", "prod-2"), image("C", 8, "beta-3")]
    rules = [
        keep(2, 1, tagStatus="tagged", tagPrefixList=["beta"]),
        keep(1, 1, tagStatus="tagged", tagPrefixList=["prod"]),
    ]
    return {"rules": rules}, images


def test_a_layer_of_both_architectures_is_drawn_once():
    shared = build_layer({"app": "same"})
    pair = [
        build_image([build_layer({"lib": name}), shared], architecture=name) for name in ("amd64", "arm64")
    ]
    drawing = draw.anatomy(build_index(pair), "shop/web:1")
    words = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert sum("layer, both" in text for text in words) == 1
    assert "1 of the 5 blobs" in drawing.alt


def test_pushes_tell_what_was_sent():
    history = [
        draw.Push("1", [draw.Block(90, True), draw.Block(10, True)]),
        draw.Push("2", [draw.Block(90, False), draw.Block(12, True)]),
    ]
    drawing = draw.pushes(history)
    assert "1 100 MiB; 2 12 MiB" in drawing.alt
    assert len(drawing.figure.axes[0].patches) == 4


def test_a_later_rule_counts_what_an_earlier_one_has():
    policy, images = two_releases()
    words = ecr_lifecycle.table(policy, images, 0)
    assert words == {
        "A": {1: "expires", 2: "counts"},
        "B": {1: "keeps", 2: "counts"},
        "C": {1: "", 2: "keeps"},
    }


def test_an_image_without_tag_belongs_to_the_rule_for_untagged_ones():
    policy = {"rules": [keep(1, 1, tagStatus="untagged"), keep(2, 1, tagStatus="any")]}
    words = ecr_lifecycle.table(policy, [image("A", 2), image("B", 1, "x")], 0)
    assert words["A"] == {1: "keeps", 2: "counts"}
    assert words["B"] == {1: "", 2: "keeps"}


def test_moving_to_the_archive_is_not_called_expiring():
    selection = {
        "tagStatus": "any",
        "countType": "sinceImagePulled",
        "countNumber": 5,
        "countUnit": "days",
    }
    action = {"type": "transition", "targetStorageClass": "archive"}
    policy = {"rules": [{"rulePriority": 1, "selection": selection, "action": action}]}
    drawing = ecr_lifecycle.lifecycle(policy, [image("A", 9, "old"), image("B", 1, "new")], 0)
    assert "old archived; new stays" in drawing.alt


def test_the_outcome_of_each_image_is_told():
    policy, images = two_releases()
    drawing = ecr_lifecycle.lifecycle(policy, images, 0)
    assert "beta-1, prod-1 expires; beta-2, prod-2 stays; beta-3 stays" in drawing.alt
    assert drawing.truth == "modelled"


def test_images_without_a_tag_are_told_apart_by_their_age():
    policy = {"rules": [keep(1, 1, tagStatus="untagged")]}
    drawing = ecr_lifecycle.lifecycle(policy, [image("A", 5), image("B", 1)], 0)
    assert "untagged of 5 d expires; untagged of 1 d stays" in drawing.alt


def test_storage_tells_where_each_line_ends():
    drawing = draw.storage([0, 10], {"all": [1.0, 5.0], "some": [1.0, 1.5]})
    assert "5.0 GB all, 1.5 GB some" in drawing.alt


def test_a_private_subnet_has_three_endpoints_and_the_registry_is_outside():
    drawing = draw.private_subnet()
    words = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert {"ecr.api", "ecr.dkr", "s3"} <= {text.splitlines()[-1] for text in words if "endpoint" in text}
    assert "outside the VPC" in drawing.alt
