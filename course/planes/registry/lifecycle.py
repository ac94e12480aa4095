"""Lifecycle policies at work: evaluated by planes.rules.ecr, explained rule by rule, applied by the clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from planes.registry.errors import RegistryError
from planes.registry.repository import Repository
from planes.rules.ecr import evaluate_lifecycle, validate_lifecycle

if TYPE_CHECKING:
    from planes.registry.registry import Registry

SWEEP_SECONDS = 12 * 3600.0
"""ECR acts within 24 hours (F72); how often it looks is not published. The model looks twice a day."""


class LifecyclePolicyInvalid(RegistryError):  # noqa: N818
    """A policy that breaks a documented rule."""


class RuleOutcome(NamedTuple):
    """What one rule does.

    Attributes:
        priority: the lower, the earlier.
        description: from the policy.
        alone: digests it would act on if it were the only rule.
        acts_on: digests it acts on.
        spared: digests out of `alone` that an earlier rule claims or acts on, or that a manifest list keeps.
    """

    priority: int
    description: str
    alone: tuple[str, ...]
    acts_on: tuple[str, ...]
    spared: tuple[str, ...]


PREVIEW_SECONDS = 10.0  # the model's choice


@dataclass(frozen=True, slots=True)
class Preview:
    """What a policy would do to a repository, ready some seconds after it was asked for."""

    policy: str
    ready_at: float
    acting: Mapping[str, int]

    def status(self, now: float) -> str:
        """Return IN_PROGRESS or COMPLETE."""
        return "COMPLETE" if now >= self.ready_at else "IN_PROGRESS"


class Lifecycle:
    """Evaluates and applies the lifecycle policies of a registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._running = False
        self.previews: dict[str, Preview] = {}

    def put(self, repository: Repository, text: str) -> None:
        """Set a repository's policy; it is applied within 24 virtual hours.

        Raises:
            LifecyclePolicyInvalid: every rule it breaks, in one message.
        """
        check_policy_text(text)
        # Kept as ECR keeps it: without the blanks between its parts.
        repository.lifecycle_policy = json.dumps(json.loads(text), separators=(",", ":"))
        self._registry.save(repository)
        self._registry.record(repository.name, "lifecycle policy put")
        self.start()

    def start(self) -> None:
        """Begin to look at the policies twice a day, if that has not begun."""
        if not self._running:
            self._running = True
            self._registry.clock.every(SWEEP_SECONDS, self.sweep)

    def evaluate(self, repository: Repository, policy: str | Mapping[str, Any]) -> dict[str, int]:
        """Return the priority of the acting rule by digest of the image it acts on, now."""
        return evaluate_lifecycle(policy, self._images(repository), self._registry.clock.now)

    def start_preview(self, repository: Repository, text: str) -> Preview:
        """Work out what a policy would do, without doing it."""
        check_policy_text(text)
        acting = self.evaluate(repository, text)
        preview = Preview(text, self._registry.clock.now + PREVIEW_SECONDS, acting)
        self.previews[repository.name] = preview
        return preview

    def explain(self, repository: Repository, policy: str | Mapping[str, Any]) -> list[RuleOutcome]:
        """Return what each rule does, in order of priority."""
        content = json.loads(policy) if isinstance(policy, str) else policy
        acting = self.evaluate(repository, content)
        outcomes = []
        for rule in sorted(content["rules"], key=lambda rule: rule["rulePriority"]):
            # A policy of this one rule, with the priority it has, shows what it would do alone.
            alone = tuple(self.evaluate(repository, {"rules": [rule]}))
            acts_on = tuple(digest for digest in acting if acting[digest] == rule["rulePriority"])
            spared = tuple(digest for digest in alone if digest not in acts_on)
            outcomes.append(
                RuleOutcome(rule["rulePriority"], rule.get("description", ""), alone, acts_on, spared)
            )
        return outcomes

    def sweep(self) -> None:
        """Apply every repository's policy."""
        for repository in list(self._registry.repositories.values()):
            if repository.lifecycle_policy is not None:
                self.apply(repository)

    def apply(self, repository: Repository) -> dict[str, int]:
        """Apply a repository's policy now; return what `evaluate` said."""
        if repository.lifecycle_policy is None:
            return {}
        acting = self.evaluate(repository, repository.lifecycle_policy)
        rules = {rule["rulePriority"]: rule for rule in json.loads(repository.lifecycle_policy)["rules"]}
        repository.lifecycle_evaluated_at = self._registry.clock.now
        for digest, priority in acting.items():
            rule = rules[priority]
            why = f"lifecycle policy, rule {priority}: {_sentence(rule['selection'])}"
            if rule["action"]["type"] == "transition":
                self._registry.set_storage_class(repository.name, digest, archived=True, why=why)
            else:
                # The rules keep an image as long as a manifest list that stays names it.
                self._registry.delete_manifest(repository.name, digest, why, even_if_listed=True)
        return acting

    def _images(self, repository: Repository) -> list[dict[str, Any]]:
        tags = repository.tags_by_digest()
        listed: dict[str, list[str]] = {}
        for image in repository.images.values():
            for entry in image.manifest.manifests:
                listed.setdefault(entry["digest"], []).append(image.manifest.digest)
        return [
            {
                "digest": digest,
                "tags": tags[digest],
                "pushed_at": image.pushed_at,
                "pulled_at": image.pulled_at,
                "activated_at": image.activated_at,
                "archived_at": image.archived_at,
                "subject": image.manifest.subject,
                "referenced_by": listed.get(digest, []),
                "storage_class": "archive" if image.status == "ARCHIVED" else "standard",
            }
            for digest, image in repository.images.items()
        ]


def check_policy_text(text: str) -> None:
    """Raise LifecyclePolicyInvalid with everything that is wrong with a policy."""
    if violations := validate_lifecycle(text):
        raise LifecyclePolicyInvalid(" ".join(violations))


def _sentence(selection: Mapping[str, Any]) -> str:
    number = selection["countNumber"]
    if selection["countType"] == "imageCountMoreThan":
        return f"keep {number} {selection['tagStatus']}"
    return f"{selection['countType']} {number} days, {selection['tagStatus']}"
