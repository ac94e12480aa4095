# %% right: a counter, newest first
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% right: by the course's evaluation
from planes.rules.ecr import evaluate_lifecycle


def fates(policy, images):
    """Return [priority, fate] by name."""
    known = [
        {"digest": one["name"], "tags": one["tags"], "pushed_at": -86_400 * one["age_days"]} for one in images
    ]
    acting = evaluate_lifecycle(policy, known, 0)
    found = {}
    for one in images:
        owners = []
        for rule in policy["rules"]:
            prefixes = rule["selection"].get("tagPrefixList", [])
            missing = [p for p in prefixes if not [tag for tag in one["tags"] if tag.startswith(p)]]
            wrong_status = rule["selection"]["tagStatus"] == "untagged" and one["tags"]
            if not missing and not wrong_status:
                owners.append(rule["rulePriority"])
        fate = "expires" if one["name"] in acting else "stays"
        found[one["name"]] = [min(owners) if owners else None, fate]
    return found


# %% wrong: the order of the list
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in policy["rules"]:
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: the largest priority first
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: -one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: any prefix of the list will do
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = any(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: later rules do not count what others have
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            if result[image["name"]][0] is not None:
                continue
            counted += 1
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: a later rule may take what an earlier one kept
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][1] == "expires":
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: the oldest stay
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: -image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: in the order they are listed
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = images
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: only what expires has a rule
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return {name: pair if pair[1] == "expires" else (None, "stays") for name, pair in result.items()}


# %% wrong: any means tagged
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = tags != []
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted > chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result


# %% wrong: only one image of a rule goes
def fates(policy, images):
    """Return (priority, fate) by name."""
    result = {image["name"]: (None, "stays") for image in images}
    by_age = sorted(images, key=lambda image: image["age_days"])
    for rule in sorted(policy["rules"], key=lambda one: one["rulePriority"]):
        chosen = rule["selection"]
        counted = 0
        for image in by_age:
            tags = image["tags"]
            if chosen["tagStatus"] == "untagged":
                fits = tags == []
            elif chosen["tagStatus"] == "tagged":
                fits = all(any(tag.startswith(one) for tag in tags) for one in chosen["tagPrefixList"])
            else:
                fits = True
            if not fits:
                continue
            counted += 1
            if result[image["name"]][0] is not None:
                continue
            if chosen["countType"] == "sinceImagePushed":
                goes = image["age_days"] > chosen["countNumber"]
            else:
                goes = counted == 1 + chosen["countNumber"]
            result[image["name"]] = (rule["rulePriority"], "expires" if goes else "stays")
    return result
