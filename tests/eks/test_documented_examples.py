"""AWS's own boto3 examples for EKS, run unchanged.

The requests are those botocore ships with its service model, the source of the examples in boto3's
documentation. What they take for granted (the clusters they name) is there before.
"""

from __future__ import annotations

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from planes.world import World

# The example is of 2018: it names Kubernetes 1.10, which EKS has refused for years.
OUTDATED = {"CreateCluster"}
EXAMPLES = [
    pytest.param(operation, example, id=f"{operation}-{example['id']}")
    for operation, examples in sorted(Loader().load_service_model("eks", "examples-1")["examples"].items())
    for example in examples
]


@pytest.fixture
def account():
    """The account and Region of the examples, with the clusters they name."""
    world = World(seed=1)
    for name in ("devel", "prod", "beta"):
        world.eks.add_cluster(name)
    return world


@pytest.mark.parametrize(
    ("operation", "example"), [case for case in EXAMPLES if case.values[0] not in OUTDATED]
)
def test_the_documented_examples_run_unchanged(account, operation, example):
    got = getattr(account.client("eks"), xform_name(operation))(**example["input"])
    assert set(example.get("output") or {}) <= set(got)


@pytest.mark.parametrize(("operation", "example"), [case for case in EXAMPLES if case.values[0] in OUTDATED])
def test_an_example_with_a_version_of_2018_is_refused_with_the_versions_there_are(
    account, operation, example
):
    eks = account.client("eks")
    with pytest.raises(eks.exceptions.InvalidParameterException, match=r"1\.10.*supported are 1\."):
        getattr(eks, xform_name(operation))(**(example["input"] | {"name": "another"}))


@pytest.mark.parametrize(("operation", "example"), [case for case in EXAMPLES if case.values[0] in OUTDATED])
def test_the_same_example_with_a_version_of_today_makes_a_cluster(operation, example):
    eks = World(seed=1).client("eks")
    version = eks.describe_cluster_versions(defaultOnly=True)["clusterVersions"][0]["clusterVersion"]
    getattr(eks, xform_name(operation))(**(example["input"] | {"version": version}))
    eks.get_waiter("cluster_active").wait(name=example["input"]["name"])
    found = eks.describe_cluster(name=example["input"]["name"])["cluster"]
    assert (found["status"], found["version"]) == ("ACTIVE", version)
    assert found["resourcesVpcConfig"]["subnetIds"] == example["input"]["resourcesVpcConfig"]["subnetIds"]
