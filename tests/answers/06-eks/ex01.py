# %% wrong: no startup probe, so the liveness probe kills a slow start
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
    """


# %% wrong: no readiness probe
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              livenessProbe:
                httpGet: {path: /, port: 8080}
                initialDelaySeconds: 70
    """


# %% wrong: the startup probe alone guards the pod later
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: the startup probe is used as readiness probe too
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: a limit for CPU as well
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {cpu: 300m, memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: no limit at all
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: megabytes instead of mebibytes
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400M}
                limits: {memory: 400M}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: the default limits of a rollout
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: surge and unavailable exchanged
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 0, maxUnavailable: 1}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: labels that the selector does not find
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkuot}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% wrong: a start that may take ten minutes
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 60
    """


# %% wrong: a liveness probe that needs five minutes
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
                periodSeconds: 60
                failureThreshold: 5
              startupProbe:
                httpGet: {path: /, port: 8080}
                failureThreshold: 12
    """


# %% right: as a dictionary, with percentages and other units
import copy


def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    ask = {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 5}
    container = {
        "name": "web",
        "image": "shop/checkout:3",
        "ports": [{"containerPort": 8080, "name": "http"}],
        "resources": {"requests": {"cpu": 0.3, "memory": "400Mi"}, "limits": {"memory": "409600Ki"}},
        "readinessProbe": copy.deepcopy(ask),
        "livenessProbe": {**ask, "failureThreshold": 6},
        "startupProbe": {**ask, "failureThreshold": 30},
    }
    labels = {"app": "checkout"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "checkout", "labels": labels},
        "spec": {
            "replicas": 4,
            "strategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "0%"},
            },
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": {**labels, "tier": "web"}},
                "spec": {"containers": [container]},
            },
        },
    }


# %% right: an initial delay instead of a startup probe
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
                initialDelaySeconds: 20
                periodSeconds: 5
              livenessProbe:
                httpGet: {path: /, port: 8080}
                initialDelaySeconds: 80
                periodSeconds: 15
    """


# %% right: a startup probe that asks seldom
def checkout():
    """Return the manifest of the Deployment `checkout`: a dictionary, or YAML text."""
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: checkout
    spec:
      replicas: 4
      strategy:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
      selector:
        matchLabels: {app: checkout}
      template:
        metadata:
          labels: {app: checkout}
        spec:
          containers:
            - name: main
              image: shop/checkout:3
              ports: [{containerPort: 8080}]
              resources:
                requests: {cpu: 300m, memory: 400Mi}
                limits: {memory: 400Mi}
              readinessProbe:
                httpGet: {path: /, port: 8080}
              livenessProbe:
                httpGet: {path: /, port: 8080}
                periodSeconds: 20
                failureThreshold: 3
              startupProbe:
                httpGet: {path: /, port: 8080}
                periodSeconds: 30
                failureThreshold: 5
    """
