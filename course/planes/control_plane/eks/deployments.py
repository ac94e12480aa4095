"""The Deployment controller: rolling updates within surge and unavailable limits, revisions, rollback."""

from __future__ import annotations

import copy

from planes.control_plane.eks.deployment import Deployment
from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Json
from planes.control_plane.eks.replicasets import ReplicaSet, ReplicaSets
from planes.control_plane.eks.resources import DEPLOYMENT
from planes.control_plane.eks.status import ApiError
from planes.control_plane.eks.templates import template_hash

HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"


class Deployments:
    """Drives every Deployment from its old ReplicaSets to the present one."""

    def __init__(self, hub: Hub, replica_sets: ReplicaSets) -> None:
        self._hub, self._replica_sets = hub, replica_sets
        self._queue = hub.controller(self._reconcile)
        hub.handlers[DEPLOYMENT] = self

    def make(self, body: Json) -> Deployment:
        """Return a new Deployment, not yet stored."""
        return Deployment(body)

    def created(self, new: Deployment) -> None:
        """Begin to take care of a stored Deployment."""
        new.progressed = new.available_since = self._hub.clock.now
        self._queue.wake(new.key)

    def updated(self, changed: Deployment) -> None:
        """Take up a changed spec."""
        self._queue.wake(changed.key)

    def deleted(self, gone: Deployment, orphan: bool) -> None:
        """Delete the ReplicaSets of a removed Deployment, or leave them without an owner."""
        for replica_set in list(gone.replica_sets.values()):
            replica_set.wake_deployment = None
            if orphan:
                replica_set.deployment = ""
            else:
                self._remove(replica_set)

    def history(self, deployment: Deployment) -> list[tuple[int, ReplicaSet]]:
        """Return its revisions, oldest first."""
        found = [(rs.revision_number, rs) for rs in deployment.replica_sets.values()]
        return sorted(found, key=lambda pair: pair[0])

    def undo(self, deployment: Deployment, revision: int = 0) -> int:
        """Return to an earlier template: the revision given, or the one before the present.

        Raises:
            ApiError: there is no such revision.
        """
        revisions = dict(self.history(deployment))
        if not revision:
            earlier = [r for r, rs in revisions.items() if rs is not deployment.current]
            if not earlier:
                raise ApiError(
                    404, "NotFound", f'no rollout history found for deployment "{deployment.name}"'
                )
            revision = max(earlier)
        if revision not in revisions:
            raise ApiError(
                404, "NotFound", "unable to find specified revision " + str(revision) + " in history"
            )
        template = copy.deepcopy(revisions[revision].spec["template"])
        template["metadata"]["labels"].pop(HASH, None)
        deployment.spec["template"] = template
        deployment.generation += 1
        self._hub.store.touch(deployment)
        self._hub.log(deployment, "rollout undone", f"back to revision {revision}")
        self.updated(deployment)
        return revision

    def _reconcile(self, key: str) -> None:
        namespace, name = key.split("/")
        deployment: Deployment | None = self._hub.store.find(DEPLOYMENT, namespace, name)
        if deployment is None:
            return
        if deployment.spec.get("paused"):
            self._scale_all(deployment)
        else:
            new = self._current(deployment)
            deployment.observed_generation = deployment.generation
            if self._is_scaled(deployment):
                self._scale_all(deployment)
            elif deployment.spec["strategy"]["type"] == "Recreate":
                self._recreate(deployment, new)
            else:
                self._roll(deployment, new)
        self._note_progress(deployment)
        if deployment.complete() and len(deployment.replica_sets) > 1:
            self._forget_old(deployment)

    def _current(self, deployment: Deployment) -> ReplicaSet:
        """Return the ReplicaSet of the present template, made if it is not there."""
        template = deployment.spec["template"]
        name = f"{deployment.name}-{template_hash(template)}"
        found = deployment.replica_sets.get(name)
        if found is None:
            found = self._make_replica_set(deployment, name, template)
        if found is not deployment.current:
            deployment.current = found
            deployment.deadline_passed = False
            deployment.progressed = self._hub.clock.now
            latest = max((rs.revision_number for rs in deployment.replica_sets.values()), default=0)
            found.revision_number = latest + 1
            found.annotations[REVISION] = deployment.annotations[REVISION] = str(latest + 1)
        return found

    def _make_replica_set(self, deployment: Deployment, name: str, template: Json) -> ReplicaSet:
        template = copy.deepcopy(template)
        template_labels = template.setdefault("metadata", {}).setdefault("labels", {})
        template_labels[HASH] = name.rsplit("-", 1)[1]
        selector = copy.deepcopy(deployment.spec["selector"])
        selector.setdefault("matchLabels", {})[HASH] = template_labels[HASH]
        body: Json = {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {
                "name": name,
                "namespace": deployment.namespace,
                "labels": dict(template_labels),
                "annotations": {},
                "ownerReferences": [
                    {
                        "apiVersion": "apps/v1",
                        "kind": "Deployment",
                        "name": deployment.name,
                        "controller": True,
                        "blockOwnerDeletion": True,
                    }
                ],
            },
            "spec": {"replicas": 0, "selector": selector, "template": template},
        }
        if seconds := deployment.spec.get("minReadySeconds"):
            body["spec"]["minReadySeconds"] = seconds
        replica_set = self._replica_sets.make(body)
        replica_set.deployment = deployment.key
        replica_set.wake_deployment = lambda: self._queue.wake(deployment.key)
        self._hub.store.add(replica_set)
        deployment.replica_sets[name] = replica_set
        self._replica_sets.created(replica_set)
        return replica_set

    def _roll(self, deployment: Deployment, new: ReplicaSet) -> None:
        """One step of a rolling update: up within the surge, then down within what may be unavailable."""
        most, least = deployment.bounds()
        old = [rs for rs in deployment.replica_sets.values() if rs is not new and rs.replicas]
        total = new.replicas + sum(rs.replicas for rs in old)
        wanted = min(deployment.replicas - new.replicas, most - total)
        if new.replicas > deployment.replicas:
            self._scale(deployment, new, deployment.replicas)
        elif wanted > 0:
            self._scale(deployment, new, new.replicas + wanted)
            total += wanted
        self._shrink(deployment, old, total - least - (new.replicas - new.available), least)

    def _shrink(self, deployment: Deployment, old: list[ReplicaSet], room: int, least: int) -> None:
        """Scale old ReplicaSets down: pods that are not available first, then as far as `least` allows."""
        for replica_set in old:
            unhealthy = min(max(room, 0), replica_set.replicas - replica_set.available)
            if unhealthy > 0 and len(replica_set.active) == replica_set.replicas:
                self._scale(deployment, replica_set, replica_set.replicas - unhealthy)
                room -= unhealthy
        spare = min(deployment.count("available") - least, room)
        for replica_set in old:
            down = min(max(spare, 0), replica_set.replicas)
            if down > 0:
                self._scale(deployment, replica_set, replica_set.replicas - down)
                spare -= down

    def _recreate(self, deployment: Deployment, new: ReplicaSet) -> None:
        """All old pods go before the first new one comes."""
        old = [rs for rs in deployment.replica_sets.values() if rs is not new]
        for replica_set in old:
            self._scale(deployment, replica_set, 0)
        hashes = {rs.template.labels.get(HASH) for rs in old}
        left = any(
            pod.template.labels.get(HASH) in hashes and pod.phase in ("Pending", "Running")
            for pod in self._hub.index.pods(deployment.namespace, deployment.spec["selector"])
        )
        if left:
            self._queue.wake(deployment.key, after=1.0)
        else:
            self._scale(deployment, new, deployment.replicas)

    def _is_scaled(self, deployment: Deployment) -> bool:
        """Return whether `replicas` changed while several ReplicaSets, or the only one, have pods."""
        with_pods = [rs for rs in deployment.replica_sets.values() if rs.replicas]
        return any(rs.desired_when_scaled[0] != deployment.replicas for rs in with_pods)

    def _scale_all(self, deployment: Deployment) -> None:
        """Spread a change of `replicas` over the ReplicaSets in proportion to their size."""
        with_pods = [rs for rs in deployment.replica_sets.values() if rs.replicas]
        if len(with_pods) <= 1:
            target = with_pods[0] if with_pods else deployment.current
            if target is not None:
                self._scale(deployment, target, deployment.replicas)
            return
        most = deployment.bounds()[0]
        total = sum(rs.replicas for rs in with_pods)
        left = (most if deployment.replicas else 0) - total
        newest_first = sorted(
            with_pods, key=lambda rs: (rs.replicas, rs.number if left > 0 else -rs.number), reverse=True
        )
        sizes, grows = {}, left > 0
        for replica_set in newest_first:
            former = replica_set.desired_when_scaled[1] or most
            grown = int(replica_set.replicas * most / former + 0.5) if deployment.replicas else 0
            share = grown - replica_set.replicas
            share = 0 if not left else min(share, left) if grows else max(share, left)
            sizes[replica_set.name] = replica_set.replicas + share
            left -= share
        sizes[newest_first[0].name] = max(0, sizes[newest_first[0].name] + left)
        for replica_set in newest_first:
            self._scale(deployment, replica_set, sizes[replica_set.name])

    def _scale(self, deployment: Deployment, replica_set: ReplicaSet, replicas: int) -> None:
        replica_set.desired_when_scaled = (deployment.replicas, deployment.bounds()[0])
        before = replica_set.replicas
        if before != replicas:
            up = "up" if replicas > before else "down"
            why = f"Scaled {up} replica set {replica_set.name} from {before} to {replicas}"
            self._hub.log(deployment, "replica set scaled", why)
            self._replica_sets.scale(replica_set, replicas)

    def _note_progress(self, deployment: Deployment) -> None:
        """Note whether it moved, and plan the check of the progress deadline."""
        current = deployment.current
        seen = (
            current.name if current else "",
            len(current.active) if current else 0,
            deployment.count("active"),
            deployment.count("ready"),
            deployment.count("available"),
            deployment.observed_generation,
        )
        now = self._hub.clock.now
        if seen != deployment.seen:
            had_enough = bool(deployment.seen) and deployment.seen[4] >= deployment.bounds()[1]
            if had_enough != (seen[4] >= deployment.bounds()[1]):
                deployment.available_since = now
            deployment.seen, deployment.progressed = seen, now
            self._hub.store.touch(deployment)
        if deployment.complete() or deployment.spec.get("paused"):
            deployment.deadline_passed = False
            return
        due = deployment.progressed + deployment.spec["progressDeadlineSeconds"]
        if now < due:
            if deployment.deadline_check <= now:
                deployment.deadline_check = due
                self._queue.wake(deployment.key, after=due - now)
        elif not deployment.deadline_passed:
            deployment.deadline_passed = True
            self._hub.store.touch(deployment)
            self._hub.log(deployment, "progress deadline exceeded")

    def _forget_old(self, deployment: Deployment) -> None:
        """Remove the oldest ReplicaSets without pods beyond `revisionHistoryLimit`."""
        empty = [
            rs
            for _, rs in self.history(deployment)
            if rs is not deployment.current and not rs.replicas and not rs.active
        ]
        for replica_set in empty[: max(0, len(empty) - int(deployment.spec["revisionHistoryLimit"]))]:
            self._remove(replica_set)

    def _remove(self, replica_set: ReplicaSet) -> None:
        self._hub.store.remove(replica_set)
        self._replica_sets.deleted(replica_set, orphan=False)
