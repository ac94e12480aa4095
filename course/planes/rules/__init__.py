"""Published formulas as small pure functions. Each names its source; numbers come from `planes.facts`."""

from planes.rules import cpu, ec2, ecr, ecs, fargate, kubernetes, oci

__all__ = ["cpu", "ec2", "ecr", "ecs", "fargate", "kubernetes", "oci"]
