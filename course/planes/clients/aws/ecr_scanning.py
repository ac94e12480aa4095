"""ECR: scans and what they find. The weaknesses are made up; see planes.registry.scanning."""

from __future__ import annotations

from typing import Any

from planes.clients.aws.ecr_identifiers import find_image
from planes.clients.aws.ecr_shapes import Operation, find_repository, page, repository_arn, where
from planes.clients.aws.errors import AwsError
from planes.registry import Registry
from planes.registry.repository import matches_wildcard
from planes.registry.scanning import Finding, Scan


def scan_status(scan: Scan) -> dict[str, str]:
    """Return a scan's state."""
    return {"status": scan.status} | ({"description": scan.description} if scan.description else {})


def scan_summary(registry: Registry, scan: Scan) -> dict[str, Any]:
    """Return when a scan ended and how many findings of each severity it has."""
    return {
        "imageScanCompletedAt": registry.when(scan.completed_at or 0.0),
        "vulnerabilitySourceUpdatedAt": registry.epoch,
        "findingSeverityCounts": scan.counts(),
    }


def _start(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    image = find_image(registry, repository, params["imageId"])
    if image.status != "ACTIVE":
        raise AwsError("ImageArchivedException", "The image is archived; restore it before it is scanned.")
    scan = registry.scanner.start(repository, image.manifest.digest)
    image_id = params["imageId"] | {"imageDigest": image.manifest.digest}
    return {**where(registry, repository), "imageId": image_id, "imageScanStatus": scan_status(scan)}


def _findings(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    digest = find_image(registry, repository, params["imageId"]).manifest.digest
    scan = registry.scanner.scans.get((repository.name, digest))
    image_id = params["imageId"] | {"imageDigest": digest}
    if scan is None:
        shown = f"{{imageDigest:'{digest}', imageTag:'{image_id.get('imageTag', 'null')}'}}"
        raise AwsError(
            "ScanNotFoundException",
            f"Image scan does not exist for the image with '{shown}' in the repository with name "
            f"'{repository.name}' in the registry with id '{registry.account}'",
        )
    answer = {**where(registry, repository), "imageId": image_id, "imageScanStatus": scan_status(scan)}
    if scan.status != "COMPLETE":
        return answer
    found, more = page([_finding(finding) for finding in scan.findings], params)
    return {**answer, "imageScanFindings": {**scan_summary(registry, scan), "findings": found}, **more}


def _finding(finding: Finding) -> dict[str, Any]:
    advisory = finding.advisory
    return {
        "name": advisory.name,
        "description": advisory.description,
        "severity": advisory.severity,
        "attributes": [
            {"key": "package_name", "value": advisory.package},
            {"key": "package_version", "value": finding.version},
            {"key": "fixed_in", "value": advisory.fixed_in},
        ],
    }


def _put_registry_configuration(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    """Keep the configuration. Enhanced scanning is kept too, but scans stay basic ones."""
    registry.settings.scan_type = params.get("scanType", registry.settings.scan_type)
    registry.settings.scan_rules = list(params.get("rules", registry.settings.scan_rules))
    return {"registryScanningConfiguration": _configuration(registry)}


def _get_registry_configuration(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    return {"registryId": registry.account, "scanningConfiguration": _configuration(registry)}


def _configuration(registry: Registry) -> dict[str, Any]:
    return {"scanType": registry.settings.scan_type, "rules": registry.settings.scan_rules}


def _repository_configurations(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    found, failures = [], []
    for name in params["repositoryNames"]:
        repository = registry.repositories.get(name)
        if repository is None:
            failures.append(
                {
                    "repositoryName": name,
                    "failureCode": "REPOSITORY_NOT_FOUND",
                    "failureReason": f"The repository with name '{name}' does not exist.",
                }
            )
            continue
        frequency = registry.scanner.frequency(repository)
        filters = [
            entry
            for rule in registry.settings.scan_rules
            for entry in rule["repositoryFilters"]
            if matches_wildcard(name, entry["filter"])
        ]
        found.append(
            {
                "repositoryArn": repository_arn(registry, name),
                "repositoryName": name,
                "scanOnPush": frequency == "SCAN_ON_PUSH",
                "scanFrequency": frequency,
                "appliedScanFilters": filters,
            }
        )
    return {"scanningConfigurations": found, "failures": failures}


OPERATIONS: dict[str, Operation] = {
    "StartImageScan": _start,
    "DescribeImageScanFindings": _findings,
    "PutRegistryScanningConfiguration": _put_registry_configuration,
    "GetRegistryScanningConfiguration": _get_registry_configuration,
    "BatchGetRepositoryScanningConfiguration": _repository_configurations,
}
