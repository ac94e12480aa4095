# %% wrong: the size of the cluster decides for EKS
def decisive():
    """Return {number of the choice: its deciding letters} for 1 to 5."""
    return {1: ["b", "c"], 2: ["a", "b"], 3: ["a", "b"], 4: ["a", "c"], 5: ["a", "b", "c"]}


# %% wrong: only one fact decides in each row
def decisive():
    """Return {number of the choice: its deciding letters} for 1 to 5."""
    return {1: ["b"], 2: ["b"], 3: ["a"], 4: ["a"], 5: ["a"]}


# %% wrong: the number of jobs decides for Spot
def decisive():
    """Return {number of the choice: its deciding letters} for 1 to 5."""
    return {1: ["b", "c"], 2: ["b"], 3: ["a", "b", "d"], 4: ["a", "b"], 5: ["a", "b", "c"]}


# %% wrong: the fleet's size decides, not who patches
def decisive():
    """Return {number of the choice: its deciding letters} for 1 to 5."""
    return {1: ["b", "c"], 2: ["b"], 3: ["a", "c", "d"], 4: ["a", "c"], 5: ["a", "b", "c"]}


# %% wrong: the number of services decides, not who patches
def decisive():
    """Return {number of the choice: its deciding letters} for 1 to 5."""
    return {1: ["a", "b"], 2: ["b"], 3: ["a", "b", "d"], 4: ["a", "c"], 5: ["a", "b", "c"]}


# %% right: as strings in another order
def decisive():
    """Return {number of the choice: its deciding letters} for 1 to 5."""
    return {5: "cab", 4: "ca", 3: "dba", 2: "b", 1: "cb"}


# %% right: as sets and tuples
def decisive():
    """Return {number of the choice: its deciding letters} for 1 to 5."""
    return {1: {"b", "c"}, 2: ("b",), 3: {"a", "b", "d"}, 4: ("c", "a"), 5: {"a", "b", "c"}}
