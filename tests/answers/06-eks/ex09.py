# %% wrong: the toleration counts from the last heartbeat
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = None if toleration is None else max(marked, toleration)
    if given_up is None or (back is not None and back < given_up):
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up + start}


# %% wrong: a toleration of 0 is taken for none
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = marked + toleration if toleration else None
    if given_up is None or (back is not None and back < given_up):
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up + start}


# %% wrong: always 300 seconds
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = marked + 300
    if given_up is None or (back is not None and back < given_up):
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up + start}


# %% wrong: the start is forgotten
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = None if toleration is None else marked + toleration
    if given_up is None or (back is not None and back < given_up):
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up}


# %% wrong: the old pod serves again when its node is back
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = None if toleration is None else marked + toleration
    if given_up is None or (back is not None and back < given_up):
        return {"not ready": marked, "given up": None, "serving": back}
    return {
        "not ready": marked,
        "given up": given_up,
        "serving": given_up + start if back is None else min(back, given_up + start),
    }


# %% wrong: a short silence marks the node too
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": marked, "given up": None, "serving": back}
    given_up = None if toleration is None else marked + toleration
    if given_up is None or (back is not None and back < given_up):
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up + start}


# %% wrong: the pod is replaced although its node came back
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = None if toleration is None else marked + toleration
    if given_up is None:
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up + start}


# %% wrong: given up at once when the node is marked
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = None if toleration is None else marked
    if given_up is None or (back is not None and back < given_up):
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up + start}


# %% wrong: a node that came back while the new pod starts keeps the old one
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    marked = 50
    if back is not None and back < marked:
        return {"not ready": None, "given up": None, "serving": back}
    given_up = None if toleration is None else marked + toleration
    if given_up is None or (back is not None and back < given_up + start):
        return {"not ready": marked, "given up": None, "serving": back}
    return {"not ready": marked, "given up": given_up, "serving": given_up + start}


# %% right: with infinity
import math


def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    back = math.inf if back is None else back
    given_up = 50 + (math.inf if toleration is None else toleration)
    found = {"not ready": 50.0, "given up": None, "serving": back}
    if back < 50:
        found["not ready"] = None
    elif given_up < back:
        found |= {"given up": given_up, "serving": given_up + start}
    return {name: None if second == math.inf else second for name, second in found.items()}


# %% right: case by case
def silence(back, toleration, start):
    """Return {"not ready": …, "given up": …, "serving": …} in seconds."""
    if back is not None and back < 50:
        return dict(zip(("not ready", "given up", "serving"), (None, None, back)))
    if toleration is None:
        return {"serving": back, "given up": None, "not ready": 50}
    lost = toleration + 50
    if back is not None and back < lost:
        return {"serving": back, "given up": None, "not ready": 50}
    return {"serving": lost + start, "given up": lost, "not ready": 50}
