# %% right: sets, and two sums
def push_plan(releases, there):
    """Return (plan, saved)."""
    known = set(there)
    plan, all_bytes, sent_bytes = [], 0, 0
    for _tag, manifest in releases:
        sizes = {}
        for one in [manifest["config"]] + manifest["layers"]:
            sizes[one["digest"]] = one["size"]
        new = set(sizes) - known
        all_bytes += sum(sizes.values())
        sent_bytes += sum(sizes[name] for name in new)
        plan.append(new)
        known |= new
    return plan, all_bytes - sent_bytes


# %% right: lists only
def push_plan(releases, there):
    """Return [plan, saved]."""
    have, plan, saved = list(there), [], 0
    for _, manifest in releases:
        step, seen = [], []
        for one in manifest["layers"] + [manifest["config"]]:
            if one["digest"] in seen:
                continue
            seen.append(one["digest"])
            if one["digest"] in have:
                saved += one["size"]
            else:
                step.append(one["digest"])
        have += step
        plan.append(step)
    return [plan, saved]


# %% right: a float
def push_plan(releases, there):
    """Return (plan, saved)."""
    known = set(there)
    plan, all_bytes, sent_bytes = [], 0, 0
    for _tag, manifest in releases:
        sizes = {}
        for one in [manifest["config"]] + manifest["layers"]:
            sizes[one["digest"]] = one["size"]
        new = set(sizes) - known
        all_bytes += sum(sizes.values())
        sent_bytes += sum(sizes[name] for name in new)
        plan.append(new)
        known |= new
    return plan, float(all_bytes - sent_bytes)


# %% wrong: the configuration forgotten
def push_plan(releases, there):
    """Return (plan, saved)."""
    known = set(there)
    plan, all_bytes, sent_bytes = [], 0, 0
    for _tag, manifest in releases:
        sizes = {}
        for one in manifest["layers"]:
            sizes[one["digest"]] = one["size"]
        new = set(sizes) - known
        all_bytes += sum(sizes.values())
        sent_bytes += sum(sizes[name] for name in new)
        plan.append(new)
        known |= new
    return plan, all_bytes - sent_bytes


# %% wrong: what is there forgotten
def push_plan(releases, there):
    """Return (plan, saved)."""
    known = set()
    plan, all_bytes, sent_bytes = [], 0, 0
    for _tag, manifest in releases:
        sizes = {}
        for one in [manifest["config"]] + manifest["layers"]:
            sizes[one["digest"]] = one["size"]
        new = set(sizes) - known
        all_bytes += sum(sizes.values())
        sent_bytes += sum(sizes[name] for name in new)
        plan.append(new)
        known |= new
    return plan, all_bytes - sent_bytes


# %% wrong: only the release before counts
def push_plan(releases, there):
    """Return (plan, saved)."""
    known = set(there)
    plan, all_bytes, sent_bytes = [], 0, 0
    for _tag, manifest in releases:
        sizes = {}
        for one in [manifest["config"]] + manifest["layers"]:
            sizes[one["digest"]] = one["size"]
        new = set(sizes) - known
        all_bytes += sum(sizes.values())
        sent_bytes += sum(sizes[name] for name in new)
        plan.append(new)
        known = set(there) | set(sizes)
    return plan, all_bytes - sent_bytes


# %% wrong: everything is sent each time
def push_plan(releases, there):
    """Return (plan, saved)."""
    known = set(there)
    plan, all_bytes, sent_bytes = [], 0, 0
    for _tag, manifest in releases:
        sizes = {}
        for one in [manifest["config"]] + manifest["layers"]:
            sizes[one["digest"]] = one["size"]
        new = set(sizes)
        all_bytes += sum(sizes.values())
        sent_bytes += sum(sizes[name] for name in new)
        plan.append(new)
        known |= new
    return plan, all_bytes - sent_bytes


# %% wrong: what is sent in place of what is saved
def push_plan(releases, there):
    """Return (plan, saved)."""
    known = set(there)
    plan, all_bytes, sent_bytes = [], 0, 0
    for _tag, manifest in releases:
        sizes = {}
        for one in [manifest["config"]] + manifest["layers"]:
            sizes[one["digest"]] = one["size"]
        new = set(sizes) - known
        all_bytes += sum(sizes.values())
        sent_bytes += sum(sizes[name] for name in new)
        plan.append(new)
        known |= new
    return plan, sent_bytes


# %% wrong: a layer listed twice is counted twice
def push_plan(releases, there):
    """Return (plan, saved)."""
    known, plan, saved = set(there), [], 0
    for _, manifest in releases:
        step = []
        for one in [manifest["config"], *manifest["layers"]]:
            if one["digest"] in known:
                saved += one["size"]
            else:
                step.append(one["digest"])
                known.add(one["digest"])
        plan.append(step)
    return plan, saved


# %% wrong: layers of one size taken for the same
def push_plan(releases, there):
    """Return (plan, saved)."""
    known, sizes, plan, saved = set(there), set(), [], 0
    for _, manifest in releases:
        blobs = {one["digest"]: one["size"] for one in [manifest["config"], *manifest["layers"]]}
        new = [name for name in blobs if name not in known and blobs[name] not in sizes]
        saved += sum(size for name, size in blobs.items() if name not in new)
        known.update(blobs)
        sizes.update(blobs.values())
        plan.append(new)
    return plan, saved
