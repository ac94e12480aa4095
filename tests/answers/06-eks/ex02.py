# %% wrong: the selector of web follows the wrong label
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["selector"]["matchLabels"] = {"app": "wbe"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "failureThreshold": 10}
    return manifests


# %% wrong: search asks for half a thousandth of a core
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "0.5m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "failureThreshold": 10}
    return manifests


# %% wrong: search asks for nothing
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    del search["resources"]
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "failureThreshold": 10}
    return manifests


# %% wrong: search with one pod only
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["search"]["spec"]["replicas"] = 1
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "failureThreshold": 10}
    return manifests


# %% wrong: front selects by tier and finds other pods too
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"tier": "public"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "failureThreshold": 10}
    return manifests


# %% wrong: the Job restarts its container in the same pod
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "OnFailure"
    slow["startupProbe"] = {**slow["livenessProbe"], "failureThreshold": 10}
    return manifests


# %% wrong: slow without a liveness probe
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    del slow["livenessProbe"]
    return manifests


# %% wrong: slow with a patient liveness probe
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["livenessProbe"]["failureThreshold"] = 12
    return manifests


# %% wrong: a readiness probe instead of time to start
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["readinessProbe"] = slow["livenessProbe"]
    return manifests


# %% wrong: a startup probe of forty seconds
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "failureThreshold": 4}
    return manifests


# %% wrong: a startup probe whose last question comes too early, though three times its period is enough
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "periodSeconds": 31}
    return manifests


# %% right: new dictionaries, written in another way
import copy


def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    fixed = copy.deepcopy(manifests)
    labels = fixed["web"]["spec"]["selector"]["matchLabels"]
    fixed["web"]["spec"]["template"]["metadata"]["labels"] = dict(labels, tier="front")
    fixed["search"]["spec"]["template"]["spec"]["containers"][0]["resources"] = {
        "requests": {"cpu": 0.5, "memory": "256Mi"}
    }
    fixed["front"]["spec"]["selector"] = {"app": "front", "tier": "public"}
    fixed["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    fixed["slow"]["spec"]["template"]["spec"]["containers"][0]["startupProbe"] = {
        "httpGet": {"path": "/", "port": 8080},
        "periodSeconds": 5,
        "failureThreshold": 24,
    }
    return fixed


# %% right: an initial delay for the liveness probe
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["livenessProbe"]["initialDelaySeconds"] = 120
    return manifests


# %% right: a startup probe with a delay of its own
def repaired(manifests):
    """Return the five manifests by name, each repaired."""
    search = manifests["search"]["spec"]["template"]["spec"]["containers"][0]
    slow = manifests["slow"]["spec"]["template"]["spec"]["containers"][0]
    manifests["web"]["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
    search["resources"]["requests"]["cpu"] = "500m"
    manifests["front"]["spec"]["selector"] = {"app": "front"}
    manifests["report"]["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    slow["startupProbe"] = {**slow["livenessProbe"], "initialDelaySeconds": 60, "failureThreshold": 6}
    return manifests
