# %% right: partition and a slice
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": password, "user": user}


# %% right: by urllib
from base64 import standard_b64decode
from urllib.parse import urlsplit


def login(entry, now):
    """Return user, password and host."""
    left = (entry["expiresAt"] - now).total_seconds()
    if left <= 0:
        raise PermissionError("expired")
    parts = str(standard_b64decode(entry["authorizationToken"]), "ascii").split(":")
    host = urlsplit(entry["proxyEndpoint"]).netloc
    return {"user": parts[0], "password": ":".join(parts[1:]), "host": host}


# %% wrong: the time is not looked at
import base64


def login(entry, now):
    """Return user, password and host."""
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": password, "user": user}


# %% wrong: good at the very end too
import base64


def login(entry, now):
    """Return user, password and host."""
    if now > entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": password, "user": user}


# %% wrong: the last colon
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").rpartition(":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": password, "user": user}


# %% wrong: bytes in place of texts
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).partition(b":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": password, "user": user}


# %% wrong: letters stripped from the endpoint
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    host = entry["proxyEndpoint"]
    scheme = "https://"
    host = host.lstrip(scheme)
    return {"host": host, "password": password, "user": user}


# %% wrong: the endpoint as it is
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        pass
    return {"host": host, "password": password, "user": user}


# %% wrong: another error
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise ValueError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": password, "user": user}


# %% wrong: the password up to its next colon
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    password = password.split(":")[0]
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": password, "user": user}


# %% wrong: the token as the password
import base64


def login(entry, now):
    """Return user, password and host."""
    if not now < entry["expiresAt"]:
        raise PermissionError("log in again")
    user, _, _password = base64.b64decode(entry["authorizationToken"]).decode("utf-8").partition(":")
    host = entry["proxyEndpoint"]
    if host.startswith("https://"):
        host = host[8:]
    return {"host": host, "password": entry["authorizationToken"], "user": user}
