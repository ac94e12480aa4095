# %% wrong: a toleration alone
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["tolerations"] = [
        {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}
    ]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% wrong: a selector alone
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% wrong: no spread over zones
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [
        {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}
    ]
    return deployment


# %% wrong: the spread is a wish
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [
        {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}
    ]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% wrong: spread over nodes
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [
        {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}
    ]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "kubernetes.io/hostname",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% wrong: the labels of the example
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [
        {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}
    ]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": {"app": "data"}},
        }
    ]
    return deployment


# %% wrong: the node label of the example
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {"disk": "ssd"}
    spec["tolerations"] = [
        {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}
    ]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% wrong: every taint is tolerated
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [{"operator": "Exists"}]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% wrong: a skew of two
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [
        {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}
    ]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 2,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% right: node affinity and an Exists toleration for the key and effect
import copy


def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    changed = copy.deepcopy(deployment)
    key, value = label
    term = {"matchExpressions": [{"key": key, "operator": "In", "values": [value]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    changed["spec"]["template"]["spec"].update(
        affinity={"nodeAffinity": required},
        tolerations=[{"key": taint["key"], "value": taint["value"]}],
        topologySpreadConstraints=[
            {
                "topologyKey": "topology.kubernetes.io/zone",
                "maxSkew": 1,
                "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": changed["spec"]["selector"],
            }
        ],
    )
    return changed


# %% right: the taint's own dictionary as toleration
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [taint]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment


# %% right: an Exists toleration of the key
def placed(deployment, label, taint):
    """Return the Deployment bound to nodes and spread over zones."""
    spec = deployment["spec"]["template"]["spec"]
    spec["nodeSelector"] = {label[0]: label[1]}
    spec["tolerations"] = [{"key": taint["key"], "operator": "Exists", "effect": taint["effect"]}]
    spec["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": deployment["spec"]["template"]["metadata"]["labels"]},
        }
    ]
    return deployment
