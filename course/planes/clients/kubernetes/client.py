"""The in-process client of one cluster: kubectl's verbs as methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from planes.clients.kubernetes import describing, manifests
from planes.clients.kubernetes.nodes import NodeCare
from planes.clients.kubernetes.results import Objects, Text
from planes.clients.kubernetes.rollouts import Rollouts
from planes.control_plane.eks import patches, resources
from planes.control_plane.eks.objects import Pod
from planes.control_plane.eks.resources import DEPLOYMENT, EVENT, NODE, POD, Resource
from planes.control_plane.eks.usage import owner_deployment
from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.world import World

Json = dict[str, Any]


class Kubernetes(Rollouts, NodeCare):
    """The Kubernetes API of one EKS cluster.

    Reads return dicts shaped exactly as the API's JSON. What the API server refuses is raised as `ApiError`
    with its code, reason and message.

    Args:
        world: the region.
        cluster: name of an EKS cluster that is ACTIVE.

    Raises:
        PlanesError: there is no such cluster, or it is not ACTIVE yet.
    """

    def __init__(self, world: World, cluster: str) -> None:
        self._world = world
        self._cluster = world.eks.active(cluster)
        self._control, self._api = self._cluster.control_plane, self._cluster.api

    # Reading.

    def get(
        self,
        kind: str,
        name: str | None = None,
        namespace: str | None = "default",
        selector: str | Mapping[str, str] | None = None,
        field_selector: str | None = None,
        wide: bool = False,
    ) -> Any:
        """Return one object as a dict, or all that match as `Objects`.

        Args:
            kind: as kubectl takes it: "pods", "deploy", "Node", "hpa", …; "pod/web-1" names kind and object.
            name: of one object.
            namespace: None or "" for all namespaces.
            selector: labels, as a dict or as text: "app=web,tier!=db,env in (a, b)".
            field_selector: fields, as text: "status.phase=Running,spec.nodeName=…".
            wide: show more columns.
        """
        resource, name = self._named(kind, name)
        space = self._space(resource, namespace)
        if name is not None:
            return self._api.handle("get", resource, space, name)
        listed = self._api.handle(
            "list", resource, space, label_selector=selector, field_selector=field_selector
        )
        namespaces = resource.namespaced and not space
        return Objects(listed["items"], resource, self._world.now, wide, namespaces)

    def events(self, about: str | None = None, namespace: str | None = "default") -> Objects:
        """Return the Events of the last hour, of one object if `about` names it."""
        fields = f"involvedObject.name={about}" if about else None
        return self.get("events", namespace=namespace, field_selector=fields)

    def describe(self, kind: str, name: str | None = None, namespace: str = "default") -> Text:
        """Return what there is to say about one object, with its events."""
        resource, name = self._named(kind, name)
        item = self.get(kind, name, namespace) if name else None
        if item is None:
            raise PlanesError(f"describe() needs the name of one of the {resource.plural}.")
        fields = f"involvedObject.kind={resource.kind},involvedObject.name={name}"
        about = self._api.handle("list", EVENT, self._space(resource, namespace), field_selector=fields)[
            "items"
        ]
        pods: list[Pod] = []
        if resource is NODE:
            pods = list(self._control.store.get(NODE, "", str(name)).pods.values())
        return Text(describing.describe(item, about, pods, self._world.now))

    def logs(self, name: str, namespace: str = "default") -> Text:
        """Return the log of a pod: the model's containers write their starts, exits and answers."""
        name = name.removeprefix("pod/")
        return Text(self._api.handle("get", POD, namespace, name, subresource="log")["log"])

    def decision(self, name: str, namespace: str = "default") -> dict[str, Any]:
        """Return how the scheduler placed a pod: nodes filtered by plugin, scores by node and plugin.

        Raises:
            PlanesError: the pod was not placed (yet).
        """
        subject = f"{self._cluster.name}/{namespace}/{name.removeprefix('pod/')}"
        found = self._world.events.where(subject=subject, what="pod scheduled")
        if not found:
            raise PlanesError(f"The pod {name!r} has not been scheduled. See describe('pod', {name!r}).")
        return dict(found[-1].details)

    def top(self, kind: str = "pods", namespace: str | None = "default") -> dict[str, int]:
        """Return the CPU in use, in millicores by name, of pods or nodes."""
        resource, _ = self._named(kind, None)
        if resource not in (POD, NODE):
            raise PlanesError(f"top() knows pods and nodes, not {kind!r}.")
        used = {
            pod: self._cpu(pod)
            for pod in self._control.store.all(POD, namespace if resource is POD else None)
        }
        if resource is POD:
            return {pod.name: round(millicores) for pod, millicores in used.items()}
        nodes: dict[str, float] = {node.name: 0.0 for node in self._control.store.all(NODE)}
        for pod, millicores in used.items():
            if pod.node is not None:
                nodes[pod.node.name] += millicores
        return {name: round(millicores) for name, millicores in nodes.items()}

    def _cpu(self, pod: Pod) -> float:
        def find(key: str) -> Any:
            return self._control.store.find(DEPLOYMENT, *key.split("/"))

        return self._control.usage.of_pod(pod, owner_deployment(pod, find))

    # Writing.

    def apply(self, manifest: str | Mapping[str, Any], namespace: str = "default") -> list[str]:
        """Create or update everything in a YAML text or dict; return what became of each, as kubectl says it.

        Raises:
            PlanesError: the YAML cannot be read.
            ApiError: the API server refused an object; those before it are applied.
        """
        said = []
        for resource, body in manifests.read(manifest):
            space = self._manifest_space(resource, body, namespace)
            name = body["metadata"].get("name", "")
            before = self._control.store.find(resource, space, name)
            revision = before.revision if before is not None else 0
            self._api.handle("patch", resource, space, name, body, patch_type=patches.APPLY)
            after = self._control.store.get(resource, space, name)
            what = (
                "created" if before is None else "configured" if after.revision != revision else "unchanged"
            )
            said.append(f"{_spoken(resource)}/{name} {what}")
        return said

    def create(self, manifest: str | Mapping[str, Any], namespace: str = "default") -> list[str]:
        """Create everything in a YAML text or dict; an object that is there already is refused."""
        said = []
        for resource, body in manifests.read(manifest):
            new = self._api.handle(
                "create", resource, self._manifest_space(resource, body, namespace), body=body
            )
            said.append(f"{_spoken(resource)}/{new['metadata']['name']} created")
        return said

    def delete(
        self,
        kind: str,
        name: str | None = None,
        namespace: str = "default",
        selector: str | Mapping[str, str] | None = None,
        orphan: bool = False,
        grace_seconds: float | None = None,
    ) -> list[str]:
        """Delete one object, or all that a selector selects; return what was deleted."""
        resource, name = self._named(kind, name)
        space = self._space(resource, namespace)
        if name is None and selector is None:
            raise PlanesError("delete() needs a name or a selector.")
        names = [name] if name is not None else self.get(kind, namespace=namespace, selector=selector).names
        options: Json = {"propagationPolicy": "Orphan"} if orphan else {}
        if grace_seconds is not None:
            options["gracePeriodSeconds"] = grace_seconds
        for each in names:
            self._api.handle("delete", resource, space, each, options)
        return [f'{_spoken(resource)} "{each}" deleted' for each in names]

    def patch(
        self,
        kind: str,
        name: str,
        patch: Any,
        namespace: str = "default",
        patch_type: str = patches.STRATEGIC,
    ) -> Json:
        """Change an object by a patch; return it."""
        resource, _ = self._named(kind, name)
        return self._api.handle(
            "patch", resource, self._space(resource, namespace), name, patch, patch_type=patch_type
        )

    def replace(self, manifest: str | Mapping[str, Any], namespace: str = "default") -> Json:
        """Replace an object; a resourceVersion that is not the present one is a conflict."""
        ((resource, body),) = manifests.read(manifest)
        space = self._manifest_space(resource, body, namespace)
        return self._api.handle("update", resource, space, body["metadata"].get("name", ""), body)

    def label(self, kind: str, name: str, namespace: str = "default", **labels: str | None) -> Json:
        """Set labels of an object; None takes one away. For keys with a slash: `**{"a/b": "c"}`."""
        return self.patch(kind, name, {"metadata": {"labels": labels}}, namespace, patches.MERGE)

    def scale(self, kind: str, name: str, replicas: int, namespace: str = "default") -> str:
        """Set the replicas of a Deployment or ReplicaSet."""
        resource, _ = self._named(kind, name)
        body = {"spec": {"replicas": replicas}}
        self._api.handle("update", resource, namespace, name, body, subresource="scale")
        return f"{_spoken(resource)}/{name} scaled"

    def autoscale(
        self,
        name: str,
        minimum: int = 1,
        maximum: int = 10,
        cpu_percent: int = 80,
        namespace: str = "default",
    ) -> str:
        """Make a HorizontalPodAutoscaler for a Deployment."""
        target = {"type": "Utilization", "averageUtilization": cpu_percent}
        spec = {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
            "minReplicas": minimum,
            "maxReplicas": maximum,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
        }
        body = {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": name, "namespace": namespace},
            "spec": spec,
        }
        return self.create(body, namespace)[0]

    def wait(self, condition: Callable[[], bool], timeout_seconds: float = 600.0) -> bool:
        """Let virtual time pass until `condition()` is true; return whether it became true."""
        return self._world.run(seconds=timeout_seconds, until=condition)

    # Helpers.

    def _named(self, kind: str, name: str | None) -> tuple[Resource, str | None]:
        prefix, slash, rest = kind.partition("/")
        return resources.find(prefix), rest if slash else name

    def _space(self, resource: Resource, namespace: str | None) -> str:
        return (namespace or "") if resource.namespaced else ""

    def _manifest_space(self, resource: Resource, body: Mapping[str, Any], namespace: str) -> str:
        return (body["metadata"].get("namespace") or namespace) if resource.namespaced else ""


def _spoken(resource: Resource) -> str:
    return f"{resource.kind.lower()}.{resource.group}" if resource.group else resource.kind.lower()
