# %% wrong: takes sidecar only for a yes
from planes import facts


def lightest(needs):
    burden, values = {}, {}
    for row in facts.responsibilities():
        burden[row.platform] = burden.get(row.platform, 0.0) + (row.share or 0.0)
        values[row.duty, row.platform] = row.value
    fit = [p for p in burden if all(values.get((n, p), "no") not in ("no", "not applicable") for n in needs)]
    least = min((burden[p] for p in fit), default=0.0)
    return sorted(p for p in fit if burden[p] == least)


# %% wrong: takes a missing row for a yes
from planes import facts


def lightest(needs):
    burden, values = {}, {}
    for row in facts.responsibilities():
        burden[row.platform] = burden.get(row.platform, 0.0) + (row.share or 0.0)
        values[row.duty, row.platform] = row.value
    lacking = ("no", "not applicable", "sidecar only")
    fit = [p for p in burden if all(values.get((n, p), "yes") not in lacking for n in needs)]
    least = min((burden[p] for p in fit), default=0.0)
    return sorted(p for p in fit if burden[p] == least)


# %% wrong: names only one of several
from planes import facts


def lightest(needs):
    burden, values = {}, {}
    for row in facts.responsibilities():
        burden[row.platform] = burden.get(row.platform, 0.0) + (row.share or 0.0)
        values[row.duty, row.platform] = row.value
    lacking = ("no", "not applicable", "sidecar only")
    fit = [p for p in burden if all(values.get((n, p), "no") not in lacking for n in needs)]
    return [min(fit, key=burden.get)] if fit else []


# %% wrong: looks for the smallest burden of all platforms
from planes import facts


def lightest(needs):
    burden, values = {}, {}
    for row in facts.responsibilities():
        burden[row.platform] = burden.get(row.platform, 0.0) + (row.share or 0.0)
        values[row.duty, row.platform] = row.value
    lacking = ("no", "not applicable", "sidecar only")
    fit = [p for p in burden if all(values.get((n, p), "no") not in lacking for n in needs)]
    return sorted(p for p in fit if burden[p] == min(burden.values()))


# %% wrong: a platform that offers one of the needs is enough
from planes import facts


def lightest(needs):
    burden, values = {}, {}
    for row in facts.responsibilities():
        burden[row.platform] = burden.get(row.platform, 0.0) + (row.share or 0.0)
        values[row.duty, row.platform] = row.value
    lacking = ("no", "not applicable", "sidecar only")
    fit = [p for p in burden if not needs or any(values.get((n, p), "no") not in lacking for n in needs)]
    least = min((burden[p] for p in fit), default=0.0)
    return sorted(p for p in fit if burden[p] == least)


# %% right: pandas
import pandas
from planes import facts


def lightest(needs):
    rows = facts.responsibilities()
    table = pandas.DataFrame({"duty": [r.duty for r in rows], "platform": [r.platform for r in rows]})
    table["value"], table["share"] = [r.value for r in rows], [r.share for r in rows]
    burden = table.groupby("platform")["share"].apply(lambda shares: shares.astype(float).sum())
    offered = table[~table.value.isin(["no", "not applicable", "sidecar only"])]
    for need in needs:
        burden = burden[burden.index.isin(offered[offered.duty == need].platform)]
    return sorted(burden[burden == burden.min()].index)


# %% right: sets that shrink
from planes import facts


def lightest(needs):
    rows = facts.responsibilities()
    good = {row.platform for row in rows}
    for need in needs:
        good &= {
            row.platform
            for row in rows
            if row.duty == need and row.value not in {"no", "not applicable", "sidecar only"}
        }
    sums = {p: sum(r.share for r in rows if r.platform == p and r.share is not None) for p in good}
    return [p for p in sorted(sums) if sums[p] <= min(sums.values()) + 1e-9]
