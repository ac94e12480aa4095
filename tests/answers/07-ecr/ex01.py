# %% right: a hash object, and dict
import hashlib


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    found = hashlib.sha256()
    found.update(data)
    return {"mediaType": media_type, "digest": "sha256:" + found.hexdigest(), "size": len(data)}


# %% right: by the course's rules
from planes import rules


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    return {"size": len(data), "digest": rules.oci.digest(data), "mediaType": media_type}


# %% wrong: without the algorithm
import hashlib


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    found = hashlib.sha256()
    found.update(data)
    return {"mediaType": media_type, "digest": found.hexdigest(), "size": len(data)}


# %% wrong: upper-case digits
import hashlib


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    found = hashlib.sha256()
    found.update(data)
    return {"mediaType": media_type, "digest": "sha256:" + found.hexdigest().upper(), "size": len(data)}


# %% wrong: another algorithm
import hashlib


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    found = hashlib.md5()
    found.update(data)
    return {"mediaType": media_type, "digest": "sha256:" + found.hexdigest(), "size": len(data)}


# %% wrong: white space taken off first
import hashlib


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    found = hashlib.sha256()
    found.update(data.strip())
    return {"mediaType": media_type, "digest": "sha256:" + found.hexdigest(), "size": len(data)}


# %% wrong: the size as letters of a text
import hashlib


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    found = hashlib.sha256()
    found.update(data)
    return {
        "mediaType": media_type,
        "digest": "sha256:" + found.hexdigest(),
        "size": len(data.decode(errors="replace")),
    }


# %% wrong: JSON read and written again
import contextlib
import hashlib
import json


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    with contextlib.suppress(ValueError):
        data = json.dumps(json.loads(data)).encode()
    return {
        "mediaType": media_type,
        "digest": "sha256:" + hashlib.sha256(data).hexdigest(),
        "size": len(data),
    }


# %% wrong: a fixed media type
import hashlib


def descriptor(data, media_type):
    """Return the descriptor of these bytes."""
    found = hashlib.sha256()
    found.update(data)
    return {"mediaType": "text/plain", "digest": "sha256:" + found.hexdigest(), "size": len(data)}
