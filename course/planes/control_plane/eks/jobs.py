"""The Job controller: pods that run to completion, in parallel, again after a failure."""

from __future__ import annotations

from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Json, Pod, PodOwner
from planes.control_plane.eks.resources import JOB
from planes.control_plane.eks.templates import PodTemplate
from planes.control_plane.eks.timestamps import timestamp

FIRST_BACKOFF_SECONDS = 10.0
LONGEST_BACKOFF_SECONDS = 360.0
"""Failed pods are replaced after 10 s, doubling up to six minutes. Source: K8SDOC, Jobs.

The controller's own code says ten minutes; it makes no difference up to the default limit of six failures.
"""


class Job(PodOwner):
    """A Job.

    Attributes:
        succeeded: pods that ended with success.
        failed: pods that failed.
        failed_in_a_row: those since the last success; the back-off follows them.
        retry_at: virtual second before which no failed pod is replaced.
        outcome: "", "Complete", "Suspended" or "Failed", with `reason` and `ended`.
    """

    __slots__ = (
        "ended", "failed", "failed_in_a_row", "finished_pods", "outcome", "reason", "retry_at", "succeeded",
    )  # fmt: skip

    def __init__(self, body: Json) -> None:
        template = body["spec"]["template"]
        namespace = body["metadata"]["namespace"]
        super().__init__(JOB, body, PodTemplate(namespace, template.get("metadata") or {}, template["spec"]))
        self.succeeded = self.failed = self.failed_in_a_row = 0
        self.outcome = self.reason = ""
        self.ended = self.retry_at = 0.0
        self.finished_pods: list[Pod] = []

    @property
    def completions(self) -> int | None:
        """How many pods must succeed; None: one success ends it."""
        return self.spec.get("completions")

    def pod_finished(self, pod: Pod) -> None:
        """Count a pod that ended."""
        self.finished_pods.append(pod)
        if pod.phase == "Succeeded":
            self.succeeded += 1
            self.failed_in_a_row, self.retry_at = 0, 0.0
            return
        self.failed += 1
        self.failed_in_a_row += 1
        backoff = min(FIRST_BACKOFF_SECONDS * 2 ** (self.failed_in_a_row - 1), LONGEST_BACKOFF_SECONDS)
        self.retry_at = pod.ended + backoff

    def status(self) -> Json:
        """Return counts and, once it ended, its condition."""
        status: Json = {"startTime": timestamp(self.created), "ready": self.ready}
        counts = {"active": len(self.active), "succeeded": self.succeeded, "failed": self.failed}
        status |= {name: count for name, count in counts.items() if count}
        if self.outcome in ("Complete", "Failed"):
            moment = timestamp(self.ended)
            condition = {
                "type": self.outcome,
                "status": "True",
                "lastTransitionTime": moment,
                "lastProbeTime": moment,
            }
            status["conditions"] = [condition | ({"reason": self.reason} if self.reason else {})]
            if self.outcome == "Complete":
                status["completionTime"] = moment
        return status


class Jobs:
    """Starts pods until enough have succeeded, or too many failed."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._queue = hub.controller(self._reconcile)
        hub.handlers[JOB] = self

    def make(self, body: Json) -> Job:
        """Return a new Job, not yet stored."""
        return Job(body)

    def created(self, new: Job) -> None:
        """Begin to take care of a stored Job."""
        new.wake = lambda: self._queue.wake(new.key)
        new.wake()
        deadline = new.spec.get("activeDeadlineSeconds")
        if deadline is not None:
            self._queue.wake(new.key, after=float(deadline))

    def updated(self, changed: Job) -> None:
        """Take up a changed spec."""
        changed.wake()

    def deleted(self, gone: Job, orphan: bool) -> None:
        """Delete the pods of a removed Job, ended ones too."""
        for pod in [*gone.active.values(), *gone.finished_pods]:
            if self._hub.store.find(pod.resource, pod.namespace, pod.name) is not pod:
                continue
            if orphan:
                self._hub.pods.orphan(pod)
            else:
                self._hub.pods.delete(pod, "its Job was deleted")

    def _reconcile(self, key: str) -> None:
        namespace, name = key.split("/")
        job: Job | None = self._hub.store.find(JOB, namespace, name)
        if job is None or job.outcome in ("Complete", "Failed"):
            return
        reason = self._failure(job)
        if reason:
            self._end(job, "Failed", reason)
        elif _is_complete(job):
            self._end(job, "Complete", "CompletionsReached")
        elif job.spec.get("suspend"):
            for pod in list(job.active.values()):
                self._hub.pods.delete(pod, "the Job is suspended")
        else:
            self._start_missing(job)

    def _failure(self, job: Job) -> str:
        deadline = job.spec.get("activeDeadlineSeconds")
        if deadline is not None and self._hub.clock.now - job.created >= deadline:
            return "DeadlineExceeded"
        limit, restarts = job.spec["backoffLimit"], 0
        if job.template.restart_policy == "OnFailure":
            restarts = sum(pod.restarts for pod in job.active.values())
        # Failed pods may reach the limit; restarts of containers may not.
        exceeded = job.failed > limit or restarts >= max(limit, 1)
        return "BackoffLimitExceeded" if exceeded else ""

    def _start_missing(self, job: Job) -> None:
        wanted = job.spec["parallelism"]
        if job.completions is not None:
            wanted = min(wanted, job.completions - job.succeeded)
        elif job.succeeded:
            wanted = len(job.active)
        missing = wanted - len(job.active)
        wait = job.retry_at - self._hub.clock.now
        if missing > 0 and wait > 0:
            self._queue.wake(job.key, after=wait)
            return
        for _ in range(missing):
            pod_name = self._hub.pods.generate_name(f"{job.name}-", job.namespace)
            self._hub.pods.create(pod_name, job.template, job)
        if missing > 0:
            self._hub.log(job, "pods created", f"{missing} more of {wanted} in parallel", count=missing)
        for pod in list(job.active.values())[: max(0, -missing)]:
            self._hub.pods.delete(pod, "more pods than the Job's parallelism")

    def _end(self, job: Job, outcome: str, reason: str) -> None:
        job.outcome, job.reason, job.ended = outcome, reason, self._hub.clock.now
        self._hub.store.touch(job)
        self._hub.log(job, f"job {outcome.lower()}", reason)
        for pod in list(job.active.values()):
            self._hub.pods.delete(pod, f"the Job ended: {reason}")
        seconds = job.spec.get("ttlSecondsAfterFinished")
        if seconds is not None:
            self._hub.clock.after(float(seconds), self._expire, job)

    def _expire(self, job: Job) -> None:
        if self._hub.store.find(JOB, job.namespace, job.name) is job:
            self._hub.store.remove(job)
            self.deleted(job, orphan=False)


def _is_complete(job: Job) -> bool:
    """Return whether enough pods succeeded: `completions`, or one while no other runs any more."""
    if job.completions is None:
        return job.succeeded > 0 and not job.active
    return job.succeeded >= job.completions
