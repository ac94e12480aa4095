"""Covers: label selectors, and which Fargate profile takes a pod."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules.kubernetes import matches, select_fargate_profile

LABELS = {"app": "web", "tier": "front"}
NAMES = st.sampled_from(["app", "tier", "zone"])
VALUES = st.sampled_from(["web", "front", "a"])
LABEL_SETS = st.dictionaries(NAMES, VALUES)


def expression(key, operator, *values):
    return {
        "matchExpressions": [
            {"key": key, "operator": operator, **({"values": list(values)} if values else {})}
        ]
    }


@pytest.mark.parametrize(
    ("selector", "matched"),
    [
        ({}, True),
        (None, False),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "db"}}, False),
        ({"matchLabels": {"zone": "a"}}, False),
        ({"matchLabels": None}, True),
        ({"app": "web", "tier": "front"}, True),
        ({"app": "web", "tier": "back"}, False),
        (expression("app", "In", "web", "api"), True),
        (expression("app", "In", "db"), False),
        (expression("zone", "In", "a"), False),
        (expression("app", "NotIn", "db"), True),
        (expression("app", "NotIn", "web"), False),
        (expression("zone", "NotIn", "a"), True),
        (expression("app", "Exists"), True),
        (expression("zone", "Exists"), False),
        (expression("zone", "DoesNotExist"), True),
        (expression("app", "DoesNotExist"), False),
        ({"matchLabels": {"app": "web"}, **expression("tier", "NotIn", "front")}, False),
    ],
)
def test_a_selector_on_labels(selector, matched):
    assert matches(selector, LABELS) is matched


def test_no_labels_are_like_an_empty_set():
    assert matches(expression("app", "DoesNotExist"), None)
    assert not matches({"matchLabels": {"app": "web"}}, None)


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        (expression("app", "Equals", "web"), "'Equals' is not a valid label selector operator"),
        (expression("app", "In"), "values set can't be empty"),
        (expression("app", "NotIn"), "values set can't be empty"),
        (expression("app", "Exists", "web"), "values set must be empty"),
        (expression("", "Exists"), "needs a key"),
    ],
)
def test_a_malformed_expression_is_refused_whatever_the_rest_says(selector, message):
    with pytest.raises(PlanesError, match=message):
        matches({"matchLabels": {"app": "other"}, **selector}, LABELS)


@given(LABEL_SETS, NAMES, st.lists(VALUES, min_size=1))
def test_not_in_is_the_opposite_of_in(labels, key, values):
    assert matches(expression(key, "In", *values), labels) != matches(
        expression(key, "NotIn", *values), labels
    )


@given(LABEL_SETS, LABEL_SETS)
def test_more_conditions_never_match_more(labels, wanted):
    if matches({"matchLabels": wanted}, labels):
        assert all(matches({"matchLabels": {key: value}}, labels) for key, value in wanted.items())


@given(LABEL_SETS)
def test_labels_match_themselves(labels):
    assert matches({"matchLabels": labels}, labels)


def profile(name, *selectors):
    return {"fargateProfileName": name, "selectors": list(selectors)}


PROFILES = [
    profile("web", {"namespace": "shop", "labels": {"app": "web"}}),
    profile("all-prod", {"namespace": "prod*"}),
    profile("batch", {"namespace": "jobs"}, {"namespace": "shop", "labels": {"kind": "batch"}}),
    profile("any-team", {"namespace": "shop", "labels": {"team-?": "*"}}),
]


@pytest.mark.parametrize(
    ("namespace", "labels", "name"),
    [
        ("shop", {"app": "web"}, "web"),
        ("shop", {"app": "api"}, None),
        ("shop", None, None),
        ("prod", {}, "all-prod"),
        ("prod-metrics", {}, "all-prod"),
        ("preprod", {}, None),
        ("jobs", {"x": "y"}, "batch"),
        ("shop", {"kind": "batch", "x": "y"}, "batch"),
        ("shop", {"app": "web", "kind": "batch"}, "batch"),
        ("shop", {"team-a": "red"}, "any-team"),
        ("shop", {"team-ab": "red"}, None),
        ("shop", {"app": "web", "eks.amazonaws.com/fargate-profile": "web"}, "web"),
        ("shop", {"app": "web", "kind": "batch", "eks.amazonaws.com/fargate-profile": "web"}, "web"),
        ("shop", {"app": "web", "eks.amazonaws.com/fargate-profile": "batch"}, None),
        ("shop", {"app": "web", "eks.amazonaws.com/fargate-profile": "gone"}, None),
    ],
)
def test_which_profile_takes_a_pod(namespace, labels, name):
    assert select_fargate_profile(PROFILES, namespace, labels) == name


@given(st.permutations(PROFILES), st.sampled_from(["shop", "prod", "jobs"]), st.dictionaries(NAMES, VALUES))
def test_the_order_of_profiles_does_not_matter(profiles, namespace, labels):
    assert select_fargate_profile(profiles, namespace, labels) == select_fargate_profile(
        PROFILES, namespace, labels
    )


def test_other_signs_of_patterns_stand_for_themselves():
    assert select_fargate_profile([profile("p", {"namespace": "a[bc]"})], "ab", {}) is None
    assert select_fargate_profile([profile("p", {"namespace": "a.c"})], "abc", {}) is None


def test_a_profile_may_be_given_by_name():
    assert select_fargate_profile([{"name": "p", "selectors": [{"namespace": "shop"}]}], "shop", {}) == "p"


def test_a_profile_without_a_name_is_refused():
    with pytest.raises(PlanesError, match="needs a fargateProfileName"):
        select_fargate_profile([{"selectors": [{"namespace": "shop"}]}], "shop", {})
