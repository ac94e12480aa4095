"""The shop on EKS: managed node groups, a NodePool for more, Fargate profiles, Deployments, autoscalers."""

from __future__ import annotations

from typing import Any

from planes import facts, rules
from planes.capstone.design import SERVICES, Capacity, Design, Service
from planes.capstone.shop import ANSWERING, CLUSTER, State, image
from planes.control_plane.eks.deployment import Deployment
from planes.control_plane.eks.objects import Pod
from planes.control_plane.eks.resources import DEPLOYMENT
from planes.world import World

_ROLE = "arn:aws:iam::123456789012:role/shop"
_READINESS = {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5}
_EMPTY_NODES_GO_AFTER = "10m"


class OnEks:
    """Runs a design on EKS."""

    def __init__(self, world: World, design: Design) -> None:
        self._world, self._design = world, design
        self._images = dict.fromkeys(SERVICES, "")

    def build(self) -> None:
        """Make the cluster, its capacity and its services."""
        self._world.eks.add_cluster(CLUSTER)
        kubernetes = self._world.kubernetes(CLUSTER)
        for name, pool in self._design.pools().items():
            if pool.kind == "fargate":
                self._profile(name)
            else:
                self._nodes(name, pool)
        self._world.run(minutes=5)  # nodes boot and profiles become active first, as a careful operator waits
        for service in self._design.services:
            kubernetes.apply(self._manifest(service))
            if service.scaling is not None:
                kubernetes.autoscale(
                    service.name,
                    service.scaling.least,
                    service.scaling.most,
                    cpu_percent=service.scaling.target_cpu_percent,
                )

    def release(self, version: int) -> None:
        """Begin a rolling release of all services."""
        for service in self._design.services:
            self._world.kubernetes(CLUSTER).set_image(service.name, app=image(service.name, version))

    def released(self, version: int) -> bool:
        """Tell whether all services run this version and nothing else."""
        return all(
            pod.template.spec["containers"][0]["image"] == image(name, version) and pod.ready
            for name in SERVICES
            for pod in self._pods(name)
        )

    def state(self, service: str) -> State:
        """Return how a service is now."""
        answering = 0
        for pod in self._pods(service):
            if pod.ready and pod.node is not None and pod.deleted_at is None:
                plane = self._world.fargate if pod.node.is_fargate else self._world.ec2
                report = plane.last_report(pod.workload)
                answering += report is not None and report.state in ANSWERING
        return State(answering, self._deployment(service).replicas)

    def spot_workloads(self) -> list[str]:
        """Return nothing: Fargate on EKS has no Spot."""
        return []

    def _deployment(self, service: str) -> Deployment:
        control_plane = self._world.eks.cluster(CLUSTER).control_plane
        return control_plane.store.get(DEPLOYMENT, "default", service)

    def _pods(self, service: str) -> list[Pod]:
        sets = self._deployment(service).replica_sets.values()
        return [pod for replica_set in sets for pod in replica_set.active.values()]

    def _profile(self, pool: str) -> None:
        self._world.client("eks").create_fargate_profile(
            clusterName=CLUSTER,
            fargateProfileName=pool,
            podExecutionRoleArn=_ROLE,
            subnets=["subnet-1"],
            selectors=[{"namespace": "default", "labels": {"pool": pool}}],
        )

    def _nodes(self, pool: str, capacity: Capacity) -> None:
        """Make the hosts that are always there as node groups, and a NodePool for those that come."""
        spot = round(capacity.min_hosts * capacity.spot_percent / 100)
        for name, count, kind in (
            (pool, capacity.min_hosts - spot, "ON_DEMAND"),
            (f"{pool}-spot", spot, "SPOT"),
        ):
            if count:
                self._world.client("eks").create_nodegroup(
                    clusterName=CLUSTER,
                    nodegroupName=name,
                    subnets=["subnet-1"],
                    nodeRole=_ROLE,
                    instanceTypes=[capacity.instance_type],
                    capacityType=kind,
                    labels={"pool": pool},
                    scalingConfig={"minSize": count, "maxSize": count, "desiredSize": count},
                )
        more = round((capacity.max_hosts - capacity.min_hosts) * (100 - capacity.spot_percent) / 100)
        if more:
            self._world.kubernetes(CLUSTER).apply(_node_pool(pool, capacity.instance_type, more))

    def _manifest(self, service: Service) -> dict[str, Any]:
        pool = self._design.pool_of(service)
        labels = {"app": service.name, "pool": pool}
        millicores = int(service.cpu_units * rules.cpu.MILLICORES_PER_UNIT)
        amounts = {"cpu": f"{millicores}m", "memory": f"{service.memory_mib}Mi"}
        on_ec2 = (service.capacity or self._design.capacity).kind == "ec2"
        spread = {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": {"app": service.name}},
        }
        return {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": service.name},
            "spec": {
                "replicas": service.count,
                "selector": {"matchLabels": {"app": service.name}},
                "strategy": {
                    "rollingUpdate": {
                        "maxSurge": service.deployment["max_surge"],
                        "maxUnavailable": service.deployment["max_unavailable"],
                    }
                },
                "template": {
                    "metadata": {"labels": labels},
                    "spec": {
                        "nodeSelector": {"pool": pool} if on_ec2 else {},
                        "topologySpreadConstraints": [spread] if on_ec2 else [],
                        "containers": [
                            {
                                "name": "app",
                                "image": image(service.name, 1),
                                "resources": {"requests": amounts, "limits": amounts},
                                "readinessProbe": _READINESS,
                            }
                        ],
                    },
                },
            },
        }


def _node_pool(pool: str, instance_type: str, hosts: int) -> dict[str, Any]:
    """Return a NodePool of one instance type, with a limit of CPU that allows so many hosts."""
    return {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": pool},
        "spec": {
            "template": {
                "metadata": {"labels": {"pool": pool}},
                "spec": {
                    "requirements": [
                        {
                            "key": "node.kubernetes.io/instance-type",
                            "operator": "In",
                            "values": [instance_type],
                        }
                    ]
                },
            },
            "limits": {"cpu": str(facts.instance(instance_type).vcpus * hosts)},
            "disruption": {"consolidateAfter": _EMPTY_NODES_GO_AFTER, "budgets": [{"nodes": "100%"}]},
        },
    }
