"""skopeo, buildah, podman and docker push to a served world, which runs, lists and deletes what came."""

import json
from base64 import b64decode

import pytest
from oci.tools import Client, check_layout
from planes.world import World

pytestmark = [pytest.mark.xdist_group("oci-clients"), pytest.mark.slow]
TOOLS = ["buildah", "podman"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    world = World(seed=1)
    with world.serve(speed=0, directory=tmp_path_factory.mktemp("registry")) as server:
        world.eks.add_cluster("shop")
        world.add_hosts("shop", "m5.large", 1)
        world.run(minutes=2)
        yield server


@pytest.fixture(scope="module")
def aws(served):
    """Return a function that makes clients of the served world's AWS services."""
    import boto3

    return lambda service: boto3.client(
        service,
        endpoint_url=served.url,
        region_name="us-east-1",
        aws_access_key_id=served.token,
        aws_secret_access_key="not-checked",
    )


@pytest.fixture(scope="module")
def run(served, tmp_path_factory):
    """Return a client that is logged in."""
    return Client(served, tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module", params=TOOLS)
def built(request, run):
    """Return (tool, repository, digest) of an image that the tool built and pushed with tag 1."""
    run.build(request.param)
    name = f"built/{request.param}"
    return request.param, name, run.push(request.param, request.param, f"{name}:1")


def listed(aws, name):
    return aws("ecr").describe_images(repositoryName=name)["imageDetails"]


def test_a_built_image_is_listed_by_ecr_under_the_digest_the_tool_says(built, aws):
    _, name, digest = built
    assert [(image["imageDigest"], image["imageTags"]) for image in listed(aws, name)] == [(digest, ["1"])]


def test_a_built_image_runs_on_ecs_as_its_labels_say(built, run, aws, served):
    tool, name, digest = built
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="tasks")
    ecs.register_task_definition(
        family=tool,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn="arn:aws:iam::123456789012:role/run",
        containerDefinitions=[{"name": "app", "image": f"{run.host}/{name}:1", "essential": True}],
    )
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}}
    started = ecs.run_task(
        cluster="tasks", taskDefinition=tool, launchType="FARGATE", networkConfiguration=network
    )
    with served.lock:
        served.world.run(minutes=5)
    arn = started["tasks"][0]["taskArn"]
    container = ecs.describe_tasks(cluster="tasks", tasks=[arn])["tasks"][0]["containers"][0]
    assert (container["exitCode"], container["imageDigest"]) == (3, digest)


def test_a_built_image_runs_on_eks_as_its_labels_say(built, run, served):
    tool, name, _ = built
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": tool},
        "spec": {"restartPolicy": "Never", "containers": [{"name": "app", "image": f"{run.host}/{name}:1"}]},
    }
    with served.lock:
        kubernetes = served.world.kubernetes("shop")
        kubernetes.create(pod)
        served.world.run(minutes=2)
        status = kubernetes.get("Pod", tool)["status"]
    assert status["phase"] == "Failed"
    assert status["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 3


def test_a_built_image_comes_back_bit_for_bit(built, run, tmp_path):
    _, name, digest = built
    run.pull(f"{name}:1", tmp_path)
    check_layout(tmp_path, digest)


def test_podman_builds_on_an_image_that_was_pushed_and_pulls_that(built, run, served):
    _, name, _ = built
    (run.folder / "Containerfile").write_text(f"FROM {run.host}/{name}:1\nCOPY app /more\n")
    run("podman", "build", "--isolation", "chroot", "--tls-verify=false", "-t", "derived", ".")
    digest = run.push("podman", "derived", f"{name}:derived")
    derived = served.world.registry.resolve(f"{name}:derived")
    assert (len(derived.layers), derived.labels["planes.exit-code"]) == (2, "3")
    run("podman", "rmi", "derived")
    run("podman", "pull", "--tls-verify=false", f"{run.host}/{name}:derived")
    found = run("podman", "image", "inspect", f"{run.host}/{name}:derived", "--format", "{{.Digest}}")
    assert found.strip() == digest


def test_podman_pushes_an_index_of_two_architectures(built, run, served):
    tool, name, _ = built
    kind = {"buildah": "oci", "podman": "v2s2"}[tool]
    run("podman", "manifest", "create", f"{tool}-{kind}")
    for architecture in ("amd64", "arm64"):
        reference = f"{name}:{architecture}-{kind}"
        format_ = "oci" if architecture == "amd64" else "v2s2"  # so that the two differ
        run.push(tool, tool, reference, format_)
        source = f"docker://{run.host}/{reference}"
        run(
            "podman",
            "manifest",
            "add",
            "--tls-verify=false",
            "--arch",
            architecture,
            f"{tool}-{kind}",
            source,
        )
    target = f"docker://{run.host}/{name}:{kind}"
    run(
        "podman",
        "manifest",
        "push",
        "--tls-verify=false",
        "--all",
        "--format",
        kind,
        f"{tool}-{kind}",
        target,
    )
    for platform in ("linux/amd64", "linux/arm64"):
        assert served.world.registry.resolve(f"{name}:{kind}", platform).labels["planes.exit-code"] == "3"


def test_docker_writes_a_manifest_list(built, run, served):
    tool, name, _ = built
    run.need("docker")
    digest = run.push(tool, tool, f"{name}:single", "v2s2")
    names = [f"{run.host}/{name}:{tag}" for tag in ("list", "single")]
    run("docker", "manifest", "create", "--insecure", *names)
    run("docker", "manifest", "annotate", *names, "--arch", "arm64")
    pushed = run("docker", "manifest", "push", "--insecure", names[0]).split()[-1]
    assert served.world.registry.repository(name).tags["list"] == pushed
    assert served.world.registry.resolve(f"{name}:list", "linux/arm64").digest == digest


def test_skopeo_copies_between_repositories_lists_tags_and_deletes(built, run, aws):
    tool, name, digest = built
    source, target = (f"docker://{run.host}/{one}" for one in (f"{name}:1", f"copy/{tool}:1"))
    run("skopeo", "copy", "--src-tls-verify=false", "--dest-tls-verify=false", source, target)
    assert json.loads(run.skopeo("list-tags", f"copy/{tool}"))["Tags"] == ["1"]
    assert json.loads(run.skopeo("inspect", f"copy/{tool}:1"))["Digest"] == digest
    run.skopeo("delete", f"copy/{tool}@{digest}")
    assert listed(aws, f"copy/{tool}") == []
    run.skopeo("inspect", f"{name}@{digest}")


@pytest.mark.parametrize("tool", ["skopeo", *TOOLS])
def test_a_login_needs_the_password_of_ecr(tool, run, aws):
    token = aws("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
    user, _, password = b64decode(token).decode().partition(":")
    for given, fails in ((password, False), ("guess", True)):
        words = [tool, "login", "--tls-verify=false", "--username", user, "--password", given, run.host]
        said = run(*words, fails=fails)
        assert ("Login Succeeded" in said) is not fails


def test_an_immutable_tag_is_refused_in_words(built, run, aws):
    tool, _, _ = built
    name = f"fixed/{tool}"
    aws("ecr").create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")
    digest = run.push(tool, tool, f"{name}:1", "oci")
    said = run.push(tool, tool, f"{name}:1", "v2s2", fails=True)
    assert "cannot be overwritten because the tag is immutable" in said
    assert [image["imageDigest"] for image in listed(aws, name)] == [digest]


def test_a_lifecycle_policy_expires_what_was_pushed(built, run, aws, served):
    tool, _, _ = built
    name = f"kept/{tool}"
    for format_ in ("oci", "v2s2"):
        run.push(tool, tool, f"{name}:{format_}", format_)
        with served.lock:
            served.world.run(minutes=1)
    rule = {
        "rulePriority": 1,
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1},
        "action": {"type": "expire"},
    }
    policy = json.dumps({"rules": [rule]})
    aws("ecr").put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy)
    with served.lock:
        served.world.run(hours=25)
    assert [image["imageTags"] for image in listed(aws, name)] == [["v2s2"]]
