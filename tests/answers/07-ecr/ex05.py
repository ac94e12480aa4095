# %% right: step by step
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    raise LookupError(platform)


# %% right: a more special error
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    raise KeyError(platform)


# %% right: all that fit, then the first
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    wanted = platform.replace("x86_64", "amd64").replace("aarch64", "arm64").split("/")
    fitting = []
    for entry in index["manifests"]:
        if "platform" in entry:
            has = [entry["platform"].get(key) for key in ("os", "architecture", "variant")]
            if has[: len(wanted)] == wanted:
                fitting.append(entry["digest"])
    return fitting[0]  # an IndexError is a LookupError


# %% wrong: other names of architectures not known
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    system, architecture = parts[0], parts[1]
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    raise LookupError(platform)


# %% wrong: the operating system does not matter
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    _system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    raise LookupError(platform)


# %% wrong: the variant does not matter
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        return entry["digest"]
    raise LookupError(platform)


# %% wrong: without a variant only entries without one
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if offered.get("variant") != variant:
            continue
        return entry["digest"]
    raise LookupError(platform)


# %% wrong: the last that fits
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in reversed(index["manifests"]):
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    raise LookupError(platform)


# %% wrong: None in place of an error
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    return None


# %% wrong: the first of all if none fits
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    return index["manifests"][0]["digest"]


# %% wrong: entries have a platform always
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry["platform"]
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant") != variant:
            continue
        return entry["digest"]
    raise LookupError(platform)


# %% wrong: an entry without a variant fits every one
def choose(index, platform):
    """Return the digest of the manifest for a platform."""
    parts = platform.split("/")
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    system, architecture = parts[0], names.get(parts[1], parts[1])
    variant = parts[2] if len(parts) > 2 else None
    for entry in index["manifests"]:
        offered = entry.get("platform", {})
        if offered.get("os") != system or offered.get("architecture") != architecture:
            continue
        if variant is not None and offered.get("variant", variant) != variant:
            continue
        return entry["digest"]
    raise LookupError(platform)
