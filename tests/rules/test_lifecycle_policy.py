"""Covers: which lifecycle policies are valid, one violation at a time."""

import json

import pytest
from planes.rules.ecr import validate_lifecycle


def rule(priority=1, action=None, **selection):
    return {
        "rulePriority": priority,
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1, **selection},
        "action": action or {"type": "expire"},
    }


def without(entry, *path):
    *parents, last = path
    changed = json.loads(json.dumps(entry))
    inner = changed
    for name in parents:
        inner = inner[name]
    del inner[last]
    return changed


ARCHIVE = {"type": "transition", "targetStorageClass": "archive"}
DAYS = {"countUnit": "days", "countNumber": 14}
VALID = [
    [rule()],
    [rule(tagStatus="untagged", countType="sinceImagePushed", **DAYS)],
    [rule(tagStatus="tagged", tagPrefixList=["prod", "beta"])],
    [rule(tagStatus="tagged", tagPatternList=["*a*b*c*"])],
    [rule(action=ARCHIVE, countType="sinceImagePulled", **DAYS)],
    [rule(countType="sinceImageTransitioned", storageClass="archive", **DAYS)],
    [rule(1, tagStatus="untagged"), rule(7)],
    [rule(1, action=ARCHIVE), rule(2, storageClass="archive", countType="sinceImageTransitioned", **DAYS)],
    [{**rule(), "description": "Keep one"}],
]
INVALID = [
    ([rule(0)], "rulePriority is a whole number of 1 or more"),
    ([rule("1")], "rulePriority is a whole number"),
    ([rule(True)], "rulePriority is a whole number"),
    ([rule(1, tagStatus="untagged"), rule(1)], "rulePriority 1 is given more than once"),
    ([rule(tagStatus="all")], "tagStatus is one of tagged, untagged, any, not 'all'"),
    ([without(rule(), "selection", "tagStatus")], "tagStatus is one of"),
    ([rule(tagStatus="tagged")], "needs either tagPrefixList or tagPatternList"),
    ([rule(tagStatus="tagged", tagPrefixList=["a"], tagPatternList=["b*"])], "and not both"),
    ([rule(tagStatus="tagged", tagPrefixList=[])], "tagPrefixList is a list of one or more texts"),
    ([rule(tagStatus="tagged", tagPrefixList=[1])], "tagPrefixList is a list of one or more texts"),
    ([rule(tagStatus="tagged", tagPrefixList="prod")], "tagPrefixList is a list of one or more texts"),
    ([rule(tagStatus="untagged", tagPrefixList=["a"])], "tagPrefixList goes only with tagStatus tagged"),
    ([rule(tagPatternList=["a*"])], "tagPatternList goes only with tagStatus tagged"),
    ([rule(tagStatus="tagged", tagPatternList=["a*b*c*d*e*"])], "has 5 wildcards; at most 4"),
    (
        [
            rule(1, tagStatus="tagged", tagPrefixList=["a"]),
            rule(2, tagStatus="tagged", tagPrefixList=["b", "a"]),
        ],
        "prefix 'a'",
    ),
    (
        [rule(1, tagStatus="untagged"), rule(2, tagStatus="untagged")],
        "tagStatus untagged is in more than one rule",
    ),
    ([rule(1), rule(2)], "tagStatus any is in more than one rule"),
    (
        [rule(1), rule(2, tagStatus="untagged")],
        "tagStatus any, so its rulePriority must be the highest number",
    ),
    ([rule(countType="sinceImageBuilt")], "countType is one of"),
    ([rule(countUnit="days")], "countUnit does not go with imageCountMoreThan"),
    ([rule(countType="sinceImagePushed")], "countUnit is 'days' with sinceImagePushed, not None"),
    ([rule(countType="sinceImagePushed", countUnit="hours")], "not 'hours'"),
    ([rule(countNumber=0)], "countNumber is a whole number of 1 or more"),
    ([rule(countNumber="5")], "countNumber is a whole number"),
    ([without(rule(), "selection", "countNumber")], "countNumber is a whole number"),
    ([rule(countType="sinceImagePulled", **DAYS)], "sinceImagePulled goes only with the action transition"),
    (
        [rule(countType="sinceImageTransitioned", **DAYS)],
        "only with the action expire and storageClass archive",
    ),
    ([rule(storageClass="cold")], "storageClass is standard or archive, not 'cold'"),
    ([rule(action={"type": "delete"})], "the action's type is expire or transition, not 'delete'"),
    ([rule(action={"type": "transition"})], "needs targetStorageClass archive"),
    ([rule(action={**ARCHIVE, "type": "expire"})], "targetStorageClass goes only with the action transition"),
    ([without(rule(), "action")], "a rule has the objects 'selection' and 'action'"),
    ([without(rule(), "selection")], "a rule has the objects 'selection' and 'action'"),
    (
        [rule(number, tagStatus="tagged", tagPrefixList=[f"p{number}"]) for number in range(1, 52)],
        "has 51 rules; at most 50",
    ),
    ([{**rule(), "description": "x" * 31_000}], "characters; at most 30720"),
]


@pytest.mark.parametrize("rules", VALID)
def test_a_policy_within_the_rules_is_valid(rules):
    assert validate_lifecycle({"rules": rules}) == []
    assert validate_lifecycle(json.dumps({"rules": rules})) == []


@pytest.mark.parametrize(("rules", "message"), INVALID, ids=[message for _, message in INVALID])
def test_a_policy_against_a_rule_is_told_so(rules, message):
    violations = validate_lifecycle({"rules": rules})
    assert any(message in violation for violation in violations)


@pytest.mark.parametrize(
    "policy", [{}, {"rules": []}, {"rules": {}}, {"rules": ["a"]}, [], None, "[]", "null"]
)
def test_what_has_no_rules_is_no_policy(policy):
    assert validate_lifecycle(policy) == [
        "A policy is an object with a list 'rules' of one or more objects. See facts.search('lifecycle')."
    ]


def test_what_is_no_json_is_told_so():
    assert validate_lifecycle('{"rules": [').pop().startswith("The policy is not JSON: ")


def test_several_faults_are_all_told():
    broken = rule(0, countNumber=0, tagStatus="all")
    assert len(validate_lifecycle({"rules": [broken]})) == 3
