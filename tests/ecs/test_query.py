"""The cluster query language: AWS's own examples, compounds, and what is not in the language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.control_plane.ecs.errors import EcsError
from planes.control_plane.ecs.query import parse

FACTS = {
    "attribute:ecs.instance-type": "t2.small",
    "attribute:ecs.availability-zone": "us-east-1a",
    "attribute:stack": "prod",
    "agentConnected": "true",
    "agentVersion": "1.14.3",
    "ec2InstanceId": "i-abcd1234",
    "registeredAt": "2018-02-01",
    "runningTasksCount": "1",
    "task:group": frozenset({"service:production", "family:batch"}),
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("attribute:ecs.instance-type == t2.small", True),
        ("attribute:ecs.instance-type equals t2.small", True),
        ("attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", True),
        ("attribute:ecs.availability-zone not_in [us-east-1a, us-east-1b]", False),
        ("attribute:ecs.availability-zone !in [us-east-1c]", True),
        ("attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone != us-east-1d", True),
        ("attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", False),
        ("attribute:ecs.instance-type !~ g2.*", True),
        ("attribute:ecs.instance-type =~ t2", False),
        ("task:group == service:production", True),
        ("not(task:group == database)", True),
        ("task:group != database", True),
        ("runningTasksCount == 1", True),
        ("runningTasksCount < 10", True),
        ("agentVersion < 1.14.5", True),
        ("agentVersion >= 1.14.10", False),
        ("agentVersion greater_than 1.9", True),
        ("registeredAt < 2018-02-13", True),
        ("registeredAt > 2018-02-13", False),
        ("ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", True),
        ("attribute:stack exists", True),
        ("attribute:gpu exists", False),
        ("attribute:gpu !exists", True),
        ("attribute:gpu not_exists", True),
        ("attribute:gpu == yes", False),
        ("attribute:gpu != yes", True),
        ("attribute:stack == prod or attribute:gpu exists and runningTasksCount == 5", True),
        ("(attribute:stack == prod or attribute:gpu exists) and runningTasksCount == 5", False),
        ("attribute:stack == prod && !(runningTasksCount > 1)", True),
        ("attribute:stack == dev || agentConnected == true", True),
        ("attribute:stack == 'prod'", True),
    ],
)
def test_expressions(expression, expected):
    assert parse(expression)(FACTS) is expected


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "attribute:stack",
        "attribute:stack ==",
        "colour == red",
        "attribute:stack ~ prod",
        "(attribute:a exists",
        "attribute:a exists attribute:b exists",
        "attribute:a =~ [",
        "attribute:a in prod",
        "== prod",
        "and",
        "not",
        "attribute:a =~ '('",
    ],
)
def test_what_is_not_in_the_language_is_refused(expression):
    with pytest.raises(EcsError) as caught:
        parse(expression)
    assert caught.value.code == "InvalidParameterException"


@given(st.text(alphabet="attribute:stack=!<>~()[]&|', norde1.", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        query = parse(text)
    except EcsError:
        return
    assert query(FACTS) in (True, False)
