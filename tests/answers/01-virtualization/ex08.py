# %% wrong: every library that two applications share
def conflicts(requirements):
    wanted, users = {}, {}
    for libraries in requirements.values():
        for library, version in libraries.items():
            wanted.setdefault(library, set()).add(version)
            users[library] = users.get(library, 0) + 1
    return {library: versions for library, versions in wanted.items() if users[library] > 1}


# %% wrong: compares only neighbours
def conflicts(requirements):
    found = {}
    everyone = list(requirements.values())
    for one, other in zip(everyone, everyone[1:]):
        for library in one.keys() & other.keys():
            if one[library] != other[library]:
                found.setdefault(library, set()).update({one[library], other[library]})
    return found


# %% wrong: stops at the first conflict
def conflicts(requirements):
    wanted = {}
    for libraries in requirements.values():
        for library, version in libraries.items():
            wanted.setdefault(library, set()).add(version)
    for library, versions in wanted.items():
        if len(versions) > 1:
            return {library: versions}
    return {}


# %% wrong: names the libraries without their versions
def conflicts(requirements):
    seen, clashing = {}, set()
    for libraries in requirements.values():
        for library, version in libraries.items():
            if seen.setdefault(library, version) != version:
                clashing.add(library)
    return clashing


# %% wrong: keeps the first and the last version only
def conflicts(requirements):
    first, last = {}, {}
    for libraries in requirements.values():
        for library, version in libraries.items():
            first.setdefault(library, version)
            last[library] = version
    return {library: {first[library], last[library]} for library in first if first[library] != last[library]}


# %% right: pairs in a set
def conflicts(requirements):
    pairs = {pair for libraries in requirements.values() for pair in libraries.items()}
    names = [name for name, _ in pairs]
    return {
        name: {version for other, version in pairs if other == name}
        for name in names
        if names.count(name) > 1
    }


# %% right: a defaultdict, then removes
from collections import defaultdict


def conflicts(requirements):
    versions = defaultdict(set)
    for needs in requirements.values():
        for library in needs:
            versions[library].add(needs[library])
    for library in [name for name in versions if len(versions[name]) < 2]:
        del versions[library]
    return dict(versions)
