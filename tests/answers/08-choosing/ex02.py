# %% wrong: chooses the cheapest
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    struck, left = {}, []
    for platform in platforms:
        missing = [need for need in needs if need in platform["lacks"]]
        if missing:
            struck[platform["name"]] = missing
        else:
            left.append(platform)
    best = min(left, key=lambda one: one["usd"], default=None)
    return {"choice": best["name"] if best else None, "struck": struck}


# %% wrong: takes the first of those with equal duties
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    struck, left = {}, []
    for platform in platforms:
        missing = [need for need in needs if need in platform["lacks"]]
        if missing:
            struck[platform["name"]] = missing
        else:
            left.append(platform)
    best = min(left, key=lambda one: one["duties"], default=None)
    return {"choice": best["name"] if best else None, "struck": struck}


# %% wrong: one reason is enough
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    struck, left = {}, []
    for platform in platforms:
        missing = [need for need in needs if need in platform["lacks"]]
        if missing:
            struck[platform["name"]] = missing[:1]
        else:
            left.append(platform)
    best = min(left, key=lambda one: (one["duties"], one["usd"]), default=None)
    return {"choice": best["name"] if best else None, "struck": struck}


# %% wrong: gives all that a platform lacks as reasons
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    struck, left = {}, []
    for platform in platforms:
        missing = [need for need in needs if need in platform["lacks"]]
        if missing:
            struck[platform["name"]] = platform["lacks"]
        else:
            left.append(platform)
    best = min(left, key=lambda one: (one["duties"], one["usd"]), default=None)
    return {"choice": best["name"] if best else None, "struck": struck}


# %% wrong: names every platform, also those with no reason
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    struck = {one["name"]: [need for need in needs if need in one["lacks"]] for one in platforms}
    left = [one for one in platforms if not struck[one["name"]]]
    best = min(left, key=lambda one: (one["duties"], one["usd"]), default=None)
    return {"choice": best["name"] if best else None, "struck": struck}


# %% wrong: weighs first and strikes afterwards
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    struck = {}
    for platform in platforms:
        missing = [need for need in needs if need in platform["lacks"]]
        if missing:
            struck[platform["name"]] = missing
    best = min(platforms, key=lambda one: (one["duties"], one["usd"]))
    return {"choice": None if best["name"] in struck else best["name"], "struck": struck}


# %% wrong: fails when nothing is left
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    struck = {}
    for platform in platforms:
        missing = [need for need in needs if need in platform["lacks"]]
        if missing:
            struck[platform["name"]] = missing
    left = [one for one in platforms if one["name"] not in struck]
    return {"choice": min(left, key=lambda one: (one["duties"], one["usd"]))["name"], "struck": struck}


# %% right: with sets and sorting
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    lacking = {one["name"]: set(needs) & set(one["lacks"]) for one in platforms}
    ranked = sorted(platforms, key=lambda one: [one["duties"], one["usd"]])
    left = [one["name"] for one in ranked if not lacking[one["name"]]]
    return {
        "struck": {name: why for name, why in lacking.items() if why},
        "choice": left[0] if left else None,
    }


# %% right: a loop that remembers the best
COURSE = [
    {
        "name": "ECS on Fargate",
        "lacks": ["kubernetes", "gpu", "host agent", "docker.sock", "own site", "huge cluster"],
        "duties": 0,
        "usd": 300,
    },
    {
        "name": "ECS on managed hosts",
        "lacks": ["kubernetes", "windows", "own kernel", "docker.sock", "own site", "huge cluster"],
        "duties": 1,
        "usd": 320,
    },
    {
        "name": "ECS on EC2",
        "lacks": ["kubernetes", "no patching", "own kernel", "own site", "huge cluster"],
        "duties": 4,
        "usd": 290,
    },
    {
        "name": "ECS on own machines",
        "lacks": ["kubernetes", "no patching", "own kernel", "huge cluster"],
        "duties": 6,
        "usd": 250,
    },
    {
        "name": "EKS on Fargate",
        "lacks": ["gpu", "host agent", "docker.sock", "windows", "own site"],
        "duties": 3,
        "usd": 400,
    },
    {
        "name": "EKS on managed hosts",
        "lacks": ["windows", "own kernel", "docker.sock", "own site"],
        "duties": 2,
        "usd": 390,
    },
    {
        "name": "EKS on EC2",
        "lacks": ["no patching", "own kernel", "docker.sock", "own site"],
        "duties": 5,
        "usd": 360,
    },
    {
        "name": "EKS on own machines",
        "lacks": ["no patching", "own kernel", "docker.sock", "windows"],
        "duties": 7,
        "usd": 340,
    },
]


def decide(needs, platforms):
    """Return {"choice": name or None, "struck": {name: needs that strike it}}.

    needs: a list of words. platforms: dictionaries with name, lacks, duties and usd.
    """
    answer = {"choice": None, "struck": {}}
    best = None
    for one in platforms:
        why = tuple(need for need in needs if need in one["lacks"])
        if why:
            answer["struck"][one["name"]] = why
            continue
        rank = (one["duties"], one["usd"])
        if best is None or rank <= best:
            best, answer["choice"] = rank, one["name"]
    return answer
