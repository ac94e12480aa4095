# %% wrong: containers are small virtual machines
def true_for():
    return {
        "A": "both",
        "B": "container",
        "C": "both",
        "D": "container",
        "E": "VM",
        "F": "container",
        "G": "both",
        "H": "both",
    }


# %% wrong: only containers have images
def true_for():
    return {
        "A": "VM",
        "B": "container",
        "C": "both",
        "D": "container",
        "E": "VM",
        "F": "container",
        "G": "container",
        "H": "both",
    }


# %% wrong: a container runs on any processor
def true_for():
    return {
        "A": "VM",
        "B": "container",
        "C": "both",
        "D": "container",
        "E": "VM",
        "F": "container",
        "G": "both",
        "H": "VM",
    }


# %% wrong: a container brings its own kernel version
def true_for():
    return {
        "A": "VM",
        "B": "container",
        "C": "both",
        "D": "container",
        "E": "both",
        "F": "container",
        "G": "both",
        "H": "both",
    }


# %% wrong: everything is true for both
def true_for():
    return dict.fromkeys("ABCDEFGH", "both")


# %% right: by answer
def true_for():
    answers = {"VM": "AE", "container": "BDF", "both": "CGH"}
    return {letter: answer for answer, letters in answers.items() for letter in letters}


# %% right: two lists
def true_for():
    words = ["VM", "container", "both", "container", "VM", "container", "both", "both"]
    return dict(zip("ABCDEFGH", words))
