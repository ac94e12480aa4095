# %% right: from the last part
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% right: by the course's grammar
from planes.registry.names import parse_reference


def why(reference, platform, registry):
    """Tell why a pull fails."""
    parsed = parse_reference(reference)
    repositories = registry["repositories"]
    found = repositories.get(parsed.repository, {}).get(parsed.wanted, [])
    checks = {
        "host": parsed.host in (None, registry["host"]),
        "login": registry["logged in"],
        "repository": parsed.repository in repositories,
        "manifest": parsed.wanted in repositories.get(parsed.repository, {}),
        "platform": platform in found,
    }
    return next((word for word, fine in checks.items() if not fine), "nothing")


# %% wrong: the port taken for a tag
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    reference, _, early = reference.partition(":")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = early or "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: the first part is always a host
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1:
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: no latest
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = ""
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: the tag counts, not the digest
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(tag if tag != "latest" else digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: localhost is no host
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and ("." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: login is asked for last
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    if not registry["logged in"]:
        return "login"
    return "nothing" if platform in platforms else "platform"


# %% wrong: login before the host
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if not registry["logged in"]:
        return "login"
    if host != registry["host"]:
        return "host"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: the platform is not looked at
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing"


# %% wrong: every host is this one
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: a missing repository is a missing manifest
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host != registry["host"]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "manifest"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"


# %% wrong: hosts without their ports
def why(reference, platform, registry):
    """Tell why a pull fails."""
    digest = None
    if "@" in reference:
        reference, digest = reference.split("@")
    parts = reference.split("/")
    host = registry["host"]
    if len(parts) > 1 and (parts[0] == "localhost" or "." in parts[0] or ":" in parts[0]):
        host = parts.pop(0)
    tag = "latest"
    if ":" in parts[-1]:
        parts[-1], tag = parts[-1].split(":")
    name = "/".join(parts)
    images = registry["repositories"].get(name)
    if host.split(":")[0] != registry["host"].split(":")[0]:
        return "host"
    if not registry["logged in"]:
        return "login"
    if images is None:
        return "repository"
    platforms = images.get(digest or tag)
    if platforms is None:
        return "manifest"
    return "nothing" if platform in platforms else "platform"
