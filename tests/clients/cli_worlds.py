"""The accounts that AWS's CLI examples take for granted, derived from the names in their commands."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError
from clients.cli_ecs_account import EcsAccount, Params, replace
from planes.world import World

ROLE = "arn:aws:iam::123456789012:role/role-name"
ADDONS = ("vpc-cni", "coredns", "kube-proxy", "aws-efs-csi-driver")
SUBNETS = ["subnet-09d912bb63ef21b9a", "subnet-04ad87f71c6e5ab4d"]
_SERVICE_ARN = re.compile(r"arn:aws:(ecs|ecr|eks|application-autoscaling):[\w-]+:\d+:")


def prepare(world: World, service: str, operation: str, params: Params, shown: Any) -> Params:
    """Make what a call takes for granted; return its parameters with the world's own identifiers.

    Args:
        world: a new one.
        service: of the call.
        operation: or waiter.
        params: of the call.
        shown: what the documentation shows as output; it tells where services run and what carries tags.
    """
    params = _here(world, params)
    if service == "ecs":
        EcsAccount(world, operation, params, json.dumps(shown)).prepare()
    elif service == "ecr":
        _ecr(world, operation, params)
    elif service == "eks":
        _eks(world, operation, params)
    elif service == "application-autoscaling":
        _scaling(world, operation, params)
    if service == "eks" and operation == "ListTagsForResource" and "resourceArn" in params and shown:
        with suppress(ClientError):
            world.client("eks").tag_resource(resourceArn=params["resourceArn"], tags=shown["tags"])
    return params


def _here(world: World, value: Any) -> Any:
    """Move ARNs to the world's Region and account."""
    if isinstance(value, dict):
        return {key: _here(world, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_here(world, item) for item in value]
    if isinstance(value, str) and value.startswith("arn:"):
        return _SERVICE_ARN.sub(rf"arn:aws:\1:{world.region}:{world.account}:", value)
    return value


# ECR.


def _ecr(world: World, operation: str, params: Params) -> None:
    ecr, registry = world.client("ecr"), world.registry
    name = params.get("repositoryName") or params.get("resourceArn", "").partition("repository/")[2]
    name = name or "ubuntu"
    if operation == "CreateRepository" or name != name.lower():
        return
    wanted = [entry.get("imageTag", "latest") for entry in params.get("imageIds", [{}])]
    if operation in ("PutImage", "InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload"):
        with suppress(ClientError):
            ecr.create_repository(repositoryName=name)
    else:
        digests = [
            registry.add_image(f"{name}:{tag}", size_mib=20, packages={"openssl": "3.0.11"})
            for tag in wanted[:1]
        ]
        for tag in wanted[1:]:
            manifest = ecr.batch_get_image(repositoryName=name, imageIds=[{"imageTag": wanted[0]}])["images"][
                0
            ]
            ecr.put_image(repositoryName=name, imageManifest=manifest["imageManifest"], imageTag=tag)
        if "imageId" in params:
            params["imageId"]["imageDigest"] = digests[0]
        layer = registry.resolve(f"{name}:{wanted[0]}").layers[0].digest
        replace(params, "layerDigest", layer)
        replace(params, "layerDigests", [layer])
    policy = {
        "rules": [
            {
                "rulePriority": 1,
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1},
                "action": {"type": "expire"},
            }
        ]
    }
    if operation in ("GetLifecyclePolicy", "DeleteLifecyclePolicy", "GetLifecyclePolicyPreview"):
        ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=json.dumps(policy))
    if operation == "GetLifecyclePolicyPreview":
        ecr.start_lifecycle_policy_preview(repositoryName=name)
        world.run(minutes=2)
    if operation in ("GetRepositoryPolicy", "DeleteRepositoryPolicy"):
        statement = {"Sid": "allow", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"]}
        text = json.dumps({"Version": "2008-10-17", "Statement": [statement]})
        ecr.set_repository_policy(repositoryName=name, policyText=text)
    if operation == "DescribeImageScanFindings":
        ecr.start_image_scan(repositoryName=name, imageId=params["imageId"])
        world.run(minutes=5)
    if operation in ("ListTagsForResource", "UntagResource"):
        ecr.tag_resource(resourceArn=params["resourceArn"], tags=[{"Key": "Stage", "Value": "Integ"}])
    if operation in ("UploadLayerPart", "CompleteLayerUpload"):
        params["uploadId"] = ecr.initiate_layer_upload(repositoryName=name)["uploadId"]
    if operation == "UploadLayerPart":
        params["layerPartBlob"] = b"0" * (params["partLastByte"] + 1)
    if operation == "CompleteLayerUpload":
        ecr.upload_layer_part(
            repositoryName=name,
            uploadId=params["uploadId"],
            partFirstByte=0,
            partLastByte=4,
            layerPartBlob=b"layer",
        )
        params["layerDigests"] = ["sha256:" + sha256(b"layer").hexdigest()]
    if operation == "PutImage":
        params["imageManifest"] = _manifest_with_layers(world, name, params["imageManifest"])


def _manifest_with_layers(world: World, name: str, text: str) -> str:
    """Push what a manifest refers to, in small; return the manifest with the digests of that."""
    manifest = json.loads(text)
    for number, part in enumerate([manifest["config"], *manifest["layers"]]):
        content = b"{}" if number == 0 else f"layer {number}".encode()
        part["digest"], part["size"] = world.registry.put_blob(name, content), len(content)
    return json.dumps(manifest)


# EKS.


def _eks(world: World, operation: str, params: Params) -> None:
    eks = world.client("eks")
    kind, _, rest = params.get("resourceArn", "").rpartition(":")[2].partition("/")
    name = params.get("clusterName") or params.get("name") or rest.split("/")[0] or "my-eks-cluster"
    if operation not in ("CreateCluster", "RegisterCluster"):
        older = {"version": "1.35"} if operation == "UpdateClusterVersion" else {}
        world.eks.add_cluster(name, **older)
    _eks_records(world, operation, name, params)
    group = params.get("nodegroupName") or (rest.split("/")[1] if kind == "nodegroup" else None)
    profile = params.get("fargateProfileName") or (rest.split("/")[1] if kind == "fargateprofile" else None)
    if operation == "DescribeInsight":
        params["id"] = eks.list_insights(clusterName=name)["insights"][0]["id"]
    if operation == "ListNodegroups":
        group = "my-eks-nodegroup"
    if operation == "ListFargateProfiles":
        profile = "my-fargate-profile"
    if group and operation != "CreateNodegroup":
        eks.create_nodegroup(
            clusterName=name,
            nodegroupName=group,
            subnets=SUBNETS,
            nodeRole=ROLE,
            tags={"my-eks-nodegroup-test-1": "a"},
        )
    if profile and operation != "CreateFargateProfile":
        selectors = [{"namespace": "default"}]
        eks.create_fargate_profile(
            clusterName=name, fargateProfileName=profile, podExecutionRoleArn=ROLE, selectors=selectors
        )
    if not operation.endswith("Active"):
        world.run(minutes=5)
    if operation.endswith("Deleted"):
        made = {"ClusterDeleted": eks.delete_cluster, "NodegroupDeleted": eks.delete_nodegroup}
        made["FargateProfileDeleted"] = eks.delete_fargate_profile
        if operation in made:
            made[operation](**params)
    if operation in ("DescribeUpdate", "ListUpdates") and not {"nodegroupName", "addonName"} & set(params):
        private = {"endpointPublicAccess": False, "endpointPrivateAccess": True}
        update = eks.update_cluster_config(name=name, resourcesVpcConfig=private)["update"]
        eks.get_waiter("cluster_active").wait(name=name)
        replace(params, "updateId", update["id"])


def _eks_records(world: World, operation: str, name: str, params: Params) -> None:
    """Make the add-on, the access entry and the pod identity association that a call is about."""
    eks = world.client("eks")
    addon, principal = params.get("addonName"), params.get("principalArn")
    if params.get("resourceArn", "").partition(":addon/")[2] or operation == "ListAddons":
        addon = "vpc-cni"
    if addon in ADDONS and operation not in ("CreateAddon", "DescribeAddonVersions"):
        eks.create_addon(clusterName=name, addonName=addon)
        if operation != "AddonActive":
            world.run(minutes=2)
        if operation == "AddonDeleted":
            eks.delete_addon(clusterName=name, addonName=addon)
    if operation == "ListAccessEntries":
        principal = ROLE
    if principal and operation != "CreateAccessEntry":
        eks.create_access_entry(clusterName=name, principalArn=principal)
    if principal and ("Disassociate" in operation or "ListAssociated" in operation):
        policy = params.get("policyArn", "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy")
        scope = {"type": "cluster"}
        about = {"clusterName": name, "principalArn": principal}
        eks.associate_access_policy(**about, policyArn=policy, accessScope=scope)
    if "PodIdentity" in operation and operation != "CreatePodIdentityAssociation":
        about = {"namespace": "kube-system", "serviceAccount": "eks-customer", "roleArn": ROLE}
        made = eks.create_pod_identity_association(clusterName=name, **about)["association"]
        replace(params, "associationId", made["associationId"])


# Application Auto Scaling.


def _scaling(world: World, operation: str, params: Params) -> None:
    account = EcsAccount(world, operation, {"cluster": "default"}, "")
    account.capacity()
    account.service("web-app")
    client = world.client("application-autoscaling")
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/default/web-app",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    if operation == "RegisterScalableTarget":
        return
    arn = client.register_scalable_target(**target, MinCapacity=1, MaxCapacity=10)["ScalableTargetARN"]
    replace(params, "ResourceARN", arn)
    if operation in ("DeleteScalingPolicy", "DescribeScalingPolicies"):
        client.put_scaling_policy(
            **target,
            PolicyName="web-app-cpu-lt-25",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 75.0,
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
            },
        )
