# %% wrong: looks for the word aws in the text
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    return [f"{one['kind']}/{one['metadata']['name']}" for one in manifests if "aws" in str(one)]


# %% wrong: looks for the marks in the text of the manifest
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    marks = (
        ".dkr.ecr.",
        ".k8s.aws/",
        ".csi.aws.com",
        "'alb'",
        "eks.amazonaws.com/",
        "alb.ingress.kubernetes.io/",
        "service.beta.kubernetes.io/aws-",
    )
    return [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in manifests
        if any(mark in str(one) for mark in marks)
    ]


# %% wrong: does not look into lists
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    prefixes = ("eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-")

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield key, value
                if key not in ("data", "labels", "annotations"):
                    yield from walk(value)
        elif isinstance(node, list):
            return

    def binds(key, value):
        if key in ("annotations", "nodeSelector"):
            return any(name.startswith(prefixes) for name in value)
        return (
            (key == "image" and ".dkr.ecr." in value)
            or (key == "apiVersion" and value.split("/")[0].endswith(".k8s.aws"))
            or (key == "provisioner" and value.endswith(".csi.aws.com"))
            or (key == "ingressClassName" and value == "alb")
        )

    return [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in manifests
        if any(binds(*pair) for pair in walk(one))
    ]


# %% wrong: every image with amazonaws or ecr in it
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    prefixes = ("eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-")

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield key, value
                if key not in ("data", "labels", "annotations"):
                    yield from walk(value)
        elif isinstance(node, list):
            for one in node:
                yield from walk(one)

    def binds(key, value):
        if key in ("annotations", "nodeSelector"):
            return any(name.startswith(prefixes) for name in value)
        return (
            (key == "image" and "ecr" in value)
            or (key == "apiVersion" and value.split("/")[0].endswith(".k8s.aws"))
            or (key == "provisioner" and value.endswith(".csi.aws.com"))
            or (key == "ingressClassName" and value == "alb")
        )

    return [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in manifests
        if any(binds(*pair) for pair in walk(one))
    ]


# %% wrong: forgets the selectors of nodes
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    prefixes = ("eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-")

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield key, value
                if key not in ("data", "labels", "annotations"):
                    yield from walk(value)
        elif isinstance(node, list):
            for one in node:
                yield from walk(one)

    def binds(key, value):
        if key == "annotations":
            return any(name.startswith(prefixes) for name in value)
        return (
            (key == "image" and ".dkr.ecr." in value)
            or (key == "apiVersion" and value.split("/")[0].endswith(".k8s.aws"))
            or (key == "provisioner" and value.endswith(".csi.aws.com"))
            or (key == "ingressClassName" and value == "alb")
        )

    return [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in manifests
        if any(binds(*pair) for pair in walk(one))
    ]


# %% wrong: looks at annotations of the manifest itself only
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    prefixes = ("eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-")

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield key, value
                if key not in ("data", "labels", "annotations"):
                    yield from walk(value)
        elif isinstance(node, list):
            for one in node:
                yield from walk(one)

    def binds(key, value):
        if key in ("annotations", "nodeSelector"):
            return False
        return (
            (key == "image" and ".dkr.ecr." in value)
            or (key == "apiVersion" and value.split("/")[0].endswith(".k8s.aws"))
            or (key == "provisioner" and value.endswith(".csi.aws.com"))
            or (key == "ingressClassName" and value == "alb")
        )

    return [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in manifests
        if any(binds(*pair) for pair in walk(one))
        or any(name.startswith(prefixes) for name in one["metadata"].get("annotations", {}))
    ]


# %% wrong: takes all of Karpenter for AWS's own
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    prefixes = ("eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-")

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield key, value
                if key not in ("data", "labels", "annotations"):
                    yield from walk(value)
        elif isinstance(node, list):
            for one in node:
                yield from walk(one)

    def binds(key, value):
        if key in ("annotations", "nodeSelector"):
            return any(name.startswith(prefixes) for name in value)
        return (
            (key == "image" and ".dkr.ecr." in value)
            or (key == "apiVersion" and value.split("/")[0].startswith("karpenter"))
            or (key == "provisioner" and value.endswith(".csi.aws.com"))
            or (key == "ingressClassName" and value == "alb")
        )

    return [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in manifests
        if any(binds(*pair) for pair in walk(one))
    ]


# %% wrong: the same manifest once for each mark
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    prefixes = ("eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-")
    found = []

    def look(node, name):
        if isinstance(node, list):
            for one in node:
                look(one, name)
        if not isinstance(node, dict):
            return
        for key, value in node.items():
            if key in ("annotations", "nodeSelector"):
                found.extend(name for one in value if one.startswith(prefixes))
            elif isinstance(value, str):
                group = value.split("/")[0]
                if (
                    (key == "image" and ".dkr.ecr." in value)
                    or (key == "apiVersion" and group.endswith(".k8s.aws"))
                    or (key == "provisioner" and value.endswith(".csi.aws.com"))
                    or (key == "ingressClassName" and value == "alb")
                ):
                    found.append(name)
            else:
                look(value, name)

    for one in manifests:
        look(one, f"{one['kind']}/{one['metadata']['name']}")
    return found


# %% wrong: takes any key named image, also in a ConfigMap
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    prefixes = ("eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-")

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield key, value
                yield from walk(value)
        elif isinstance(node, list):
            for one in node:
                yield from walk(one)

    def binds(key, value):
        if key in ("annotations", "nodeSelector"):
            return any(name.startswith(prefixes) for name in value)
        return (
            (key == "image" and ".dkr.ecr." in value)
            or (key == "apiVersion" and value.split("/")[0].endswith(".k8s.aws"))
            or (key == "provisioner" and value.endswith(".csi.aws.com"))
            or (key == "ingressClassName" and value == "alb")
        )

    return [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in manifests
        if any(binds(*pair) for pair in walk(one))
    ]


# %% right: a recursive question
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """

    def marked(node, under=""):
        if isinstance(node, list):
            return any(marked(one, under) for one in node)
        if isinstance(node, dict):
            if under in ("data", "labels"):
                return False
            if under in ("annotations", "nodeSelector"):
                starts = "eks.amazonaws.com/", "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-"
                return any(key.startswith(start) for key in node for start in starts)
            return any(marked(value, key) for key, value in node.items())
        if under == "image":
            return ".dkr.ecr." in node
        if under == "apiVersion":
            return "/" in node and node.partition("/")[0].endswith(".k8s.aws")
        if under == "provisioner":
            return node.endswith(".csi.aws.com")
        return under == "ingressClassName" and node == "alb"

    return tuple(one["kind"] + "/" + one["metadata"]["name"] for one in manifests if marked(one))


# %% right: flattened to paths first
def bound(manifests):
    """Return "Kind/name" of every manifest that is bound to AWS.

    manifests: Kubernetes manifests as dictionaries.
    """
    import re

    def paths(node, path=""):
        if isinstance(node, dict):
            own = path.endswith(("|data", "|labels"))
            inside = {} if own else dict.fromkeys(node, "") if path.endswith("|annotations") else node
            return [line for key, value in inside.items() for line in paths(value, f"{path}|{key}")]
        if isinstance(node, (list, tuple)):
            return [line for value in node for line in paths(value, path)]
        return [f"{path}={node}"]

    mark = re.compile(
        r"\|image=[^|]*\.dkr\.ecr\.|\|apiVersion=[^/=]*\.k8s\.aws/|\|provisioner=.*\.csi\.aws\.com$|"
        r"\|ingressClassName=alb$|\|(annotations|nodeSelector)\|(eks\.amazonaws\.com/|"
        r"alb\.ingress\.kubernetes\.io/|service\.beta\.kubernetes\.io/aws-)"
    )
    found = []
    for one in manifests:
        if any(mark.search(line) for line in paths(one)):
            found.append("{}/{}".format(one["kind"], one["metadata"]["name"]))
    return found
