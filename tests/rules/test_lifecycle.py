"""Covers: which images a lifecycle policy acts on; the published examples LP1 to LP8 (GV14)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules.ecr import evaluate_lifecycle

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def image(digest, tags="", days=0.0, **more):
    return {"digest": digest, "tags": tags.split(), "pushed_at": NOW - timedelta(days=days), **more}


def rule(priority, tags, count, since=None, **more):
    selection = {"countType": since or "imageCountMoreThan", "countNumber": count, **more}
    selection["tagStatus"] = tags if isinstance(tags, str) else "tagged"
    if not isinstance(tags, str):
        selection["tagPrefixList"] = tags
    if since:
        selection["countUnit"] = "days"
    action = {"type": "expire"}
    if since == "sinceImagePulled":
        action = {"type": "transition", "targetStorageClass": "archive"}
    return {"rulePriority": priority, "selection": selection, "action": action}


def acted_on(images, *rules):
    return evaluate_lifecycle({"rules": list(rules)}, images, NOW)


SHOP = [image("A", "beta-1 prod-1", 10), image("B", "beta-2 prod-2", 9), image("C", "beta-3", 8)]
GREEK = [
    image("A", "alpha-1", 12),
    image("B", "beta-1", 11),
    image("C", "alpha-2 beta-2", 10),
    image("D", "alpha-3", 4),
    image("E", "beta-3", 3),
    image("F", "alpha-4 beta-4", 2),
]
MIXED = [
    image("A", "alpha-1 beta-1", 4),
    image("B", "", 3),
    image("C", "alpha-2", 2),
    image("D", "9f8e7d6", 1),
    image("E", "", 1 - 1 / 144),
]
PUBLISHED = {
    "LP1": (SHOP, [rule(1, ["prod"], 1), rule(2, ["beta"], 1)], {"A": 1}),
    "LP2": (SHOP, [rule(1, ["beta"], 1), rule(2, ["prod"], 1)], {"A": 1, "B": 1}),
    "LP3": (GREEK, [rule(1, ["alpha", "beta"], 5, "sinceImagePushed")], {"C": 1}),
    "LP4": (
        [
            image("A", "alpha-1 beta-1 gamma-1", 10),
            image("B", "alpha-2 beta-2", 9),
            image("C", "alpha-3 beta-3 gamma-2", 8),
        ],
        [rule(1, ["alpha", "beta"], 1)],
        {"A": 1, "B": 1},
    ),
    "LP5": (
        [image("A", "alpha-1", 4), image("B", "beta-1", 3), image("C", "", 2), image("D", "alpha-2", 1)],
        [rule(1, "any", 1)],
        {"A": 1, "B": 1, "C": 1},
    ),
    "LP6": (
        MIXED,
        [rule(1, ["alpha"], 1), rule(2, "untagged", 1, "sinceImagePushed"), rule(3, "any", 1)],
        {"A": 1, "B": 2, "D": 3},
    ),
    "LP7": (
        [image("A", "", 15), image("B", "", 13), image("C", "v1", 20)],
        [rule(1, "untagged", 14, "sinceImagePushed")],
        {"A": 1},
    ),
    "LP8": ([image("A", "", 3), image("B", "", 2), image("C", "v1", 9)], [rule(1, "untagged", 1)], {"A": 1}),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_examples(name):
    images, rules, result = PUBLISHED[name]
    assert acted_on(images, *rules) == result


def test_equal_push_times_leave_the_later_image_as_the_newer_one():
    same = [
        dict(entry, pushed_at=NOW - timedelta(days=1)) if entry["digest"] in "DE" else entry
        for entry in MIXED
    ]
    assert acted_on(same, *PUBLISHED["LP6"][1]) == {"A": 1, "B": 2, "D": 3}


def test_a_policy_may_be_json_text():
    policy = json.dumps({"rules": [rule(1, "any", 1)]})
    assert evaluate_lifecycle(policy, [image("A", days=2), image("B", days=1)], NOW) == {"A": 1}


def test_images_may_have_the_names_of_describe_images():
    images = [
        {"imageDigest": "A", "imagePushedAt": NOW - timedelta(days=2)},
        {"imageDigest": "B", "imagePushedAt": NOW - timedelta(days=1), "imageTags": ["v1"]},
    ]
    assert acted_on(images, rule(1, "untagged", 1, "sinceImagePushed")) == {"A": 1}


def test_times_may_be_seconds():
    images = [
        {"digest": "A", "tags": [], "pushed_at": 0.0},
        {"digest": "B", "tags": [], "pushed_at": 86_400.0},
    ]
    assert evaluate_lifecycle({"rules": [rule(1, "any", 1, "sinceImagePushed")]}, images, 86_401) == {"A": 1}


def test_an_image_exactly_as_old_as_the_limit_stays():
    assert acted_on([image("A", days=14)], rule(1, "any", 14, "sinceImagePushed")) == {}


def test_wildcards_stand_anywhere_in_a_pattern():
    rules = rule(1, "tagged", 1, "sinceImagePushed", tagPatternList=["*-rc*"])
    images = [image("A", "v1-rc1", 2), image("B", "v1", 2), image("C", "rc1", 2)]
    assert acted_on(images, rules) == {"A": 1}


def test_every_pattern_must_match_some_tag():
    rules = rule(1, "tagged", 1, "sinceImagePushed", tagPatternList=["prod*", "*web"])
    images = [image("A", "prod-1 my-web", 2), image("B", "prod-1", 2), image("C", "prod-web", 2)]
    assert acted_on(images, rules) == {"A": 1, "C": 1}


def test_an_image_in_a_list_that_stays_is_kept():
    images = [image("list", "v1", 9), image("arm", "", 9, referenced_by=["list"]), image("old", "", 9)]
    assert acted_on(images, rule(1, "untagged", 1, "sinceImagePushed")) == {"old": 1}


def test_an_image_goes_with_the_list_it_is_in():
    images = [image("list", "", 9), image("arm", "", 9, referenced_by=["list"])]
    assert acted_on(images, rule(1, "untagged", 1, "sinceImagePushed")) == {"list": 1, "arm": 1}


def test_lists_of_lists_keep_all_their_images():
    images = [
        image("top", "v1", 9),
        image("middle", "", 9, referenced_by=["top"]),
        image("leaf", "", 9, referenced_by=["middle"]),
    ]
    assert acted_on(images, rule(1, "untagged", 1, "sinceImagePushed")) == {}


def test_a_list_that_is_gone_already_keeps_nothing():
    images = [image("arm", "", 9, referenced_by=["gone"])]
    assert acted_on(images, rule(1, "untagged", 1, "sinceImagePushed")) == {"arm": 1}


def test_a_signature_follows_its_subject():
    images = [
        image("A", "v1", 9),
        image("B", "v2", 1),
        image("sigA", "", 9, subject="A"),
        image("sigB", "", 9, subject="B"),
    ]
    rules = [rule(1, "untagged", 1, "sinceImagePushed"), rule(2, "any", 5, "sinceImagePushed")]
    assert acted_on(images, *rules) == {"A": 2, "sigA": 2}


def test_an_archived_image_is_only_seen_by_rules_for_the_archive():
    images = [
        image("hot", "", 9),
        image("cold", "", 9, storage_class="archive", archived_at=NOW - timedelta(days=100)),
    ]
    assert acted_on(images, rule(1, "any", 5, "sinceImagePushed")) == {"hot": 1}
    archive = rule(1, "any", 90, "sinceImageTransitioned", storageClass="archive")
    assert acted_on(images, archive) == {"cold": 1}


def test_an_image_never_pulled_counts_from_its_push():
    images = [image("never", "", 9), image("used", "", 9, pulled_at=NOW - timedelta(days=1))]
    assert acted_on(images, rule(1, "any", 5, "sinceImagePulled")) == {"never": 1}


def test_a_restored_image_counts_from_its_restoration():
    images = [image("restored", "", 99, activated_at=NOW - timedelta(days=1)), image("other", "", 9)]
    assert acted_on(images, rule(1, "any", 1)) == {"other": 1}


def test_an_invalid_policy_is_refused_with_its_faults():
    with pytest.raises(PlanesError, match="countNumber is a whole number of 1 or more"):
        acted_on([], rule(1, "any", 0))


@pytest.mark.parametrize("entry", [{"tags": [], "pushed_at": NOW}, {"digest": "A"}])
def test_an_image_without_digest_or_push_time_is_refused(entry):
    with pytest.raises(PlanesError, match="An image needs"):
        acted_on([entry], rule(1, "any", 1))


def test_times_that_do_not_go_together_are_refused():
    images = [{"digest": "A", "tags": [], "pushed_at": datetime(2025, 1, 1)}]
    with pytest.raises(PlanesError, match="do not go together"):
        acted_on(images, rule(1, "any", 1, "sinceImagePushed"))


TAGS = st.lists(st.sampled_from(["alpha-1", "beta-1", "gamma-1"]), unique=True, max_size=3)
REPOSITORIES = st.lists(st.tuples(TAGS, st.integers(0, 30)), max_size=12).map(
    lambda entries: [image(f"d{i}", " ".join(tags), days) for i, (tags, days) in enumerate(entries)]
)
RULES = st.permutations(
    [
        rule(0, ["alpha"], 2),
        rule(0, ["beta"], 7, "sinceImagePushed"),
        rule(0, "untagged", 1),
        rule(0, "any", 3),
    ]
).map(
    lambda rules: [
        {**entry, "rulePriority": 99 if entry["selection"]["tagStatus"] == "any" else 1 + place}
        for place, entry in enumerate(rules)
    ]
)


@given(REPOSITORIES, RULES)
def test_only_images_of_the_repository_and_rules_of_the_policy_are_named(images, rules):
    result = acted_on(images, *rules)
    assert set(result) <= {entry["digest"] for entry in images}
    assert set(result.values()) <= {entry["rulePriority"] for entry in rules}


@given(REPOSITORIES, RULES)
def test_the_order_of_rules_in_the_text_does_not_matter(images, rules):
    assert acted_on(images, *rules) == acted_on(images, *rules[::-1])


@given(REPOSITORIES, st.integers(1, 10))
def test_a_count_rule_keeps_that_many_of_the_newest(images, number):
    result = acted_on(images, rule(1, "any", number))
    kept = [entry["pushed_at"] for entry in images if entry["digest"] not in result]
    gone = [entry["pushed_at"] for entry in images if entry["digest"] in result]
    assert len(kept) == min(number, len(images))
    assert not gone or max(gone) <= min(kept)


@given(REPOSITORIES, RULES)
def test_once_applied_a_count_rule_finds_nothing_more(images, rules):
    counting = [entry for entry in rules if entry["selection"]["tagStatus"] == "any"]
    left = [entry for entry in images if entry["digest"] not in acted_on(images, *counting)]
    assert acted_on(left, *counting) == {}


@given(REPOSITORIES, RULES)
def test_a_rule_after_another_never_changes_what_the_first_does(images, rules):
    first, *_ = sorted(rules, key=lambda entry: entry["rulePriority"])
    alone = acted_on(images, first)
    together = acted_on(images, *rules)
    assert {d: p for d, p in together.items() if p == first["rulePriority"]} == alone
