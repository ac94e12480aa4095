"""The wire formats: what botocore writes is read back, in json-1.1 and in rest-json."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from botocore.serialize import create_serializer
from planes.clients.aws.errors import AwsError
from planes.clients.aws.wire import (
    Request,
    decode,
    encode,
    encode_error,
    enum_faults,
    operation_name,
    service_model,
)

ARN = "arn:aws:eks:us-east-1:123456789012:cluster/shop"
CALLS = [
    ("eks", "DescribeCluster", {"name": "shop"}),
    ("eks", "ListClusters", {"maxResults": 5, "nextToken": "a b/c", "include": ["all"]}),
    ("eks", "ListNodegroups", {"clusterName": "shop", "maxResults": 3}),
    ("eks", "DescribeNodegroup", {"clusterName": "shop", "nodegroupName": "blue"}),
    ("eks", "UntagResource", {"resourceArn": ARN, "tagKeys": ["team", "a&b"]}),
    ("eks", "TagResource", {"resourceArn": ARN, "tags": {"team": "dev"}}),
    (
        "eks",
        "CreateCluster",
        {"name": "shop", "roleArn": "arn:aws:iam::1:role/r", "resourcesVpcConfig": {"subnetIds": ["s-1"]}},
    ),
    ("ecs", "ListTasks", {"cluster": "shop", "maxResults": 5}),
    (
        "ecr",
        "UploadLayerPart",
        {
            "repositoryName": "shop/web",
            "uploadId": "u",
            "partFirstByte": 0,
            "partLastByte": 2,
            "layerPartBlob": b"abc",
        },
    ),
    (
        "application-autoscaling",
        "PutScheduledAction",
        {
            "ServiceNamespace": "ecs",
            "ScheduledActionName": "n",
            "ResourceId": "service/a/b",
            "ScalableDimension": "ecs:service:DesiredCount",
            "StartTime": datetime(2026, 1, 5, tzinfo=UTC),
        },
    ),
]


@pytest.mark.parametrize(("service", "name", "params"), CALLS, ids=[call[1] for call in CALLS])
def test_what_botocore_writes_is_read_back(service, name, params):
    model = service_model(service)
    operation = model.operation_model(name)
    written = create_serializer(model.metadata["protocol"]).serialize_to_request(params, operation)
    query = urlencode(written["query_string"], doseq=True) if written["query_string"] else ""
    url = written["url_path"] + (f"?{query}" if query else "")
    request = Request(written["method"], url, written["headers"], written["body"] or b"")
    assert operation_name(model, request) == name
    assert decode(operation, request) == params


def test_an_unknown_path_is_refused():
    with pytest.raises(AwsError) as caught:
        operation_name(service_model("eks"), Request("GET", "/pods", {}, b""))
    assert caught.value.status == 404


def test_datetimes_and_bytes_are_written_as_the_format_wants():
    operation = service_model("ecs").operation_model("DescribeTasks")
    answer = {"tasks": [{"createdAt": datetime(2026, 1, 5, tzinfo=UTC)}]}
    body = json.loads(encode(operation, answer).body)
    assert body == {"tasks": [{"createdAt": datetime(2026, 1, 5, tzinfo=UTC).timestamp()}]}


def test_an_error_carries_its_fields():
    error = AwsError("ResourceNotFoundException", "No cluster found.", 404, clusterName="shop")
    reply = encode_error(service_model("eks"), error)
    assert (reply.status, reply.headers["x-amzn-ErrorType"]) == (404, "ResourceNotFoundException")
    assert json.loads(reply.body)["clusterName"] == "shop"


def test_enumerations_are_checked_at_any_depth():
    shape = service_model("ecs").operation_model("CreateService").input_shape
    faults = enum_faults({"placementStrategy": [{"type": "spread"}, {"type": "sprawl"}]}, shape)
    assert len(faults) == 1
    assert faults[0].startswith("Value 'sprawl' at 'placementStrategy.2.member.type'")
