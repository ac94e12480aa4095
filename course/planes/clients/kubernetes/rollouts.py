"""`kubectl rollout` and `kubectl set image`, in process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planes.clients.kubernetes.results import Text
from planes.control_plane.eks.deployment import Deployment
from planes.control_plane.eks.resources import DEPLOYMENT
from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.control_plane.eks.api import ApiServer
    from planes.control_plane.eks.kubernetes import ControlPlane
    from planes.world import World


class Rollouts:
    """What the client does with the rollouts of Deployments."""

    _world: World
    _control: ControlPlane
    _api: ApiServer

    def set_image(self, name: str, namespace: str = "default", **images: str) -> str:
        """Change images of a Deployment, by container name: `set_image("web", web="shop/web:2")`."""
        deployment = self._deployment(name, namespace)
        known = [c["name"] for c in deployment.spec["template"]["spec"]["containers"]]
        for container in images:
            if container not in known:
                raise PlanesError(
                    f"unable to find container named {container!r}; {name} has {', '.join(known)}"
                )
        containers = [{"name": container, "image": image} for container, image in images.items()]
        patch = {"spec": {"template": {"spec": {"containers": containers}}}}
        return f"{self._patch(deployment, patch)} image updated"

    def rollout_status(
        self, name: str, namespace: str = "default", timeout_seconds: float = 600.0, watch: bool = True
    ) -> str:
        """Let virtual time pass until a rollout is complete or has failed; return kubectl's last sentence.

        Args:
            name: of the Deployment; "deployment/web" will do too.
            namespace: where it is.
            timeout_seconds: give up after so many virtual seconds.
            watch: False only asks and lets no time pass.
        """
        deployment = self._deployment(name, namespace)
        if watch:
            self._world.run(
                seconds=timeout_seconds, until=lambda: deployment.complete() or _failed(deployment)
            )
        return _sentence(deployment)

    def rollout_history(self, name: str, namespace: str = "default") -> Text:
        """Return the revisions there are, with their images."""
        deployment = self._deployment(name, namespace)
        lines = [f"deployment.apps/{deployment.name}", "REVISION  IMAGES"]
        for revision, replica_set in self._control.deployments.history(deployment):
            images = ",".join(c["image"] for c in replica_set.spec["template"]["spec"]["containers"])
            lines.append(f"{revision:<9} {images}")
        return Text("\n".join(lines))

    def rollout_undo(self, name: str, namespace: str = "default", to_revision: int = 0) -> str:
        """Return to an earlier revision: the one given, or the one before the present."""
        deployment = self._deployment(name, namespace)
        self._control.deployments.undo(deployment, to_revision)
        return f"deployment.apps/{deployment.name} rolled back"

    def rollout_pause(self, name: str, namespace: str = "default") -> str:
        """Let changes of the template wait."""
        return self._set_paused(name, namespace, True)

    def rollout_resume(self, name: str, namespace: str = "default") -> str:
        """Roll out what waited."""
        return self._set_paused(name, namespace, False)

    def rollout_restart(self, name: str, namespace: str = "default") -> str:
        """Replace all pods without another change."""
        from planes.control_plane.eks.timestamps import timestamp

        moment = {"kubectl.kubernetes.io/restartedAt": timestamp(self._world.now)}
        patch = {"spec": {"template": {"metadata": {"annotations": moment}}}}
        return f"{self._patch(self._deployment(name, namespace), patch)} restarted"

    def _set_paused(self, name: str, namespace: str, paused: bool) -> str:
        patch: dict[str, Any] = {"spec": {"paused": paused}}
        return f"{self._patch(self._deployment(name, namespace), patch)} {'paused' if paused else 'resumed'}"

    def _patch(self, deployment: Deployment, patch: dict[str, Any]) -> str:
        """Change a Deployment; return its name as kubectl prints it."""
        self._api.handle("patch", DEPLOYMENT, deployment.namespace, deployment.name, patch)
        return f"deployment.apps/{deployment.name}"

    def _deployment(self, name: str, namespace: str) -> Deployment:
        found: Deployment = self._control.store.get(DEPLOYMENT, namespace, name.rpartition("/")[2])
        return found


def _failed(deployment: Deployment) -> bool:
    """Tell whether what is wanted now has failed: a change nobody has looked at yet has not."""
    return deployment.deadline_passed and deployment.observed_generation == deployment.generation


def _sentence(deployment: Deployment) -> str:
    if deployment.complete():
        return f'deployment "{deployment.name}" successfully rolled out'
    if _failed(deployment):
        return f'error: deployment "{deployment.name}" exceeded its progress deadline'
    current = deployment.current
    updated = len(current.active) if current is not None else 0
    start = f'Waiting for deployment "{deployment.name}" rollout to finish: '
    if updated < deployment.replicas:
        return f"{start}{updated} out of {deployment.replicas} new replicas have been updated..."
    old = deployment.count("active") - updated
    if old > 0:
        return f"{start}{old} old replicas are pending termination..."
    return f"{start}{deployment.count('available')} of {updated} updated replicas are available..."
