# %% wrong: both rounded down
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * (most - replicas) // replicas
    unavailable = 100 * (replicas - needed) // replicas
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: both rounded up
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = -(-100 * (most - replicas) // replicas)
    unavailable = -(-100 * (replicas - needed) // replicas)
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: both rounded to the nearest
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = round(100 * (most - replicas) / replicas)
    unavailable = round(100 * (replicas - needed) / replicas)
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: percentages of the whole, as in ECS
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * most // replicas
    unavailable = 100 * needed // replicas
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: the defaults
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 25
    unavailable = 25
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: surge and unavailable exchanged
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * (most - replicas) // replicas
    unavailable = -(-100 * (replicas - needed) // replicas)
    return {"maxSurge": f"{unavailable}%", "maxUnavailable": f"{surge}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: numbers without a percent sign
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = most - replicas
    unavailable = replicas - needed
    return {"maxSurge": surge, "maxUnavailable": unavailable}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: a budget that blocks every drain
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * (most - replicas) // replicas
    unavailable = -(-100 * (replicas - needed) // replicas)
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": replicas, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: a budget that allows none to be missing
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * (most - replicas) // replicas
    unavailable = -(-100 * (replicas - needed) // replicas)
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"maxUnavailable": 0, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: needed and missing mixed up
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * (most - replicas) // replicas
    unavailable = -(-100 * (replicas - needed) // replicas)
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"maxUnavailable": needed, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% wrong: a budget that finds no pods
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * (most - replicas) // replicas
    unavailable = -(-100 * (replicas - needed) // replicas)
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": needed, "selector": {"matchLabels": {"app": "wbe"}}},
    }


# %% wrong: always one may be missing
def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    surge = 100 * (most - replicas) // replicas
    unavailable = -(-100 * (replicas - needed) // replicas)
    return {"maxSurge": f"{surge}%", "maxUnavailable": f"{unavailable}%"}


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}},
    }


# %% right: by trying all percentages, and maxUnavailable for the budget
from planes import rules


def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    for surge in range(101):
        for unavailable in range(101):
            if surge or unavailable:
                limits = f"{surge}%", f"{unavailable}%"
                more, fewer = rules.kubernetes.resolve_fenceposts(*limits, replicas)
                if (replicas - fewer, replicas + more) == (needed, most):
                    return dict(zip(("maxSurge", "maxUnavailable"), limits, strict=True))
    raise ValueError("no percentages")


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return f"""
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {{name: keep-web}}
    spec:
      maxUnavailable: {replicas - needed}
      selector:
        matchLabels: {{app: web}}
    """


# %% right: with floor and ceil, and a percentage in the budget
import math


def rolling_update(replicas, needed, most):
    """Return {"maxSurge": "…%", "maxUnavailable": "…%"} for exactly `needed` available and `most` pods."""
    more, fewer = most - replicas, replicas - needed
    return {
        "maxSurge": f"{math.floor(more / replicas * 100 + 1e-9)}%",
        "maxUnavailable": str(math.ceil(fewer * 100 / replicas)) + "%",
    }


def budget(replicas, needed):
    """Return the manifest of a PodDisruptionBudget: `needed` of `replicas` pods of web stay available."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {
            "minAvailable": f"{100 * needed // replicas}%",
            "selector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]},
        },
    }
