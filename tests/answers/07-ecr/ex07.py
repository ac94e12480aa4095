# %% right: other numbers, another order
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% right: as JSON text, with patterns
import json


def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": ["dev-*"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": ["prod-*"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": json.dumps({"rules": [builds]}),
        "shop": json.dumps({"rules": [dev, prod]}, indent=2),
        "archive": {"rules": [cold, gone]},
    }


# %% right: tagged and untagged in place of any
def halves(rule, priority):
    counted = {key: value for key, value in rule["selection"].items() if key != "tagStatus"}
    tagged = counted | {"tagStatus": "tagged", "tagPatternList": ["*"]}
    untagged = counted | {"tagStatus": "untagged"}
    return [
        {"rulePriority": priority, "selection": tagged, "action": rule["action"]},
        {"rulePriority": priority + 1, "selection": untagged, "action": rule["action"]},
    ]


def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [*halves(cold, 1), *halves(gone, 3)]},
    }


# %% wrong: builds: any in place of untagged
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "any",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: builds: a number of images
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "imageCountMoreThan",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: shop: the rule for dev comes first
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 1,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: shop: nine of production
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 9,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: shop: prefixes without the dash
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: shop: a rule for all the others too
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod, builds]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: shop: both prefixes in each rule
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-", "prod-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 8,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: shop: production by age
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: archive: since the push
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: archive: deleted in place of moved
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "expire"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: archive: nothing leaves it
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold]},
    }


# %% wrong: archive: only what has no tag
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "untagged",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: archive: a year since the push
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }


# %% wrong: a policy that is refused
def policies():
    """Return the three lifecycle policies by name."""
    builds = {
        "rulePriority": 10,
        "description": "untagged builds",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 7,
        },
        "action": {"type": "expire"},
    }
    dev = {
        "rulePriority": 7,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["dev-"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    prod = {
        "rulePriority": 5,
        "selection": {
            "tagStatus": "tagged",
            "tagPrefixList": ["prod-"],
            "countType": "imageCountMoreThan",
            "countUnit": "days",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    cold = {
        "rulePriority": 3,
        "selection": {
            "tagStatus": "any",
            "storageClass": "standard",
            "countType": "sinceImagePulled",
            "countUnit": "days",
            "countNumber": 90,
        },
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    gone = {
        "rulePriority": 4,
        "selection": {
            "tagStatus": "any",
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": 365,
        },
        "action": {"type": "expire"},
    }
    return {
        "builds": {"rules": [builds]},
        "shop": {"rules": [dev, prod]},
        "archive": {"rules": [cold, gone]},
    }
